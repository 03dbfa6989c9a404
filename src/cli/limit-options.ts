import { DEEPEST_LIMIT, defaultLoadLimits, type LoadLimits } from '../load/load-limits.js';
import type { Option, Values } from './command.js';
import { UsageError } from './usage-error.js';

const summaries: Readonly<Record<keyof LoadLimits, string>> = {
  bytes: 'bytes of one file of the document',
  depth: 'objects and arrays inside one another',
  aliases: 'uses of YAML anchors in one file',
  nodes: 'values of one file, anchors written out',
  files: 'files the document may consist of',
  seconds: 'time that the run may take',
};

const names = Object.keys(summaries) as readonly (keyof LoadLimits)[];

/** `--max-bytes` and its like: what a document may cost. */
export const limitOptions: readonly Option[] = names.map((name) => ({
  name: `max-${name}`,
  value: 'count',
  // Told apart from one that is given: a configuration stands between the two.
  default: null,
  choices: null,
  repeated: false,
  summary: `${summaries[name]} (default ${String(defaultLoadLimits[name])})`,
}));

/**
 * The limits that were given.
 *
 * @throws {UsageError} for what is no whole number from 1 up, and for more depth than the passes follow
 */
export function limitsOf(values: Values, command: string): Partial<LoadLimits> {
  const entries = names.flatMap((name) => {
    const text = values.get(`max-${name}`)?.[0];
    if (text === undefined) return [];
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
      throw new UsageError(
        `--max-${name} takes a whole number from 1 up, not ${JSON.stringify(text)}.`,
        command,
      );
    }
    if (name === 'depth' && value > DEEPEST_LIMIT) {
      throw new UsageError(`--max-depth takes at most ${DEEPEST_LIMIT}, not ${text}.`, command);
    }
    return [[name, value] as const];
  });
  return Object.fromEntries(entries) as Partial<LoadLimits>;
}
