import type { Option, Values } from './command.js';
import { configurationOf, configurationOptions } from './configuration-options.js';
import { limitOptions, limitsOf } from './limit-options.js';
import type { ReadingFlags } from './plan-generations.js';
import { referenceOptions, referencesOf } from './reference-options.js';

/** What every command takes that reads one document as `generate` does, its overlays left out. */
export const readingOptions: readonly Option[] = [
  ...configurationOptions,
  ...referenceOptions,
  ...limitOptions,
];

/** @throws {UsageError} for what is no limit or no origin */
export function readingOf(values: Values, command: string): ReadingFlags {
  return {
    document: values.get('document')?.[0] ?? null,
    overlays: values.get('overlay') ?? [],
    ...configurationOf(values),
    ...referencesOf(values, command),
    limits: limitsOf(values, command),
  };
}
