import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { FileAccess } from '../load/file-access.js';
import { type GenerationFlags, planGenerations, type PlannedGeneration } from './plan-generations.js';
import type { GenerateArguments } from './run-generate.js';

/** What a command line of `generate` says of every API alike. */
export type RunOptions = Omit<GenerateArguments, keyof PlannedGeneration>;

/**
 * The runs that a command line of `generate` asks for.
 *
 * @param files where the configuration is looked for and read from
 * @returns `null` after printing what is wrong with the configuration
 * @throws {UsageError} where flags and configuration do not fit
 */
export async function planRun(
  flags: GenerationFlags,
  { format, mode }: RunOptions,
  files?: FileAccess,
): Promise<readonly PlannedGeneration[] | null> {
  const diagnostics = new Diagnostics();
  const planned = await planGenerations(flags, diagnostics, { files });
  if (planned !== null) return planned;
  const { printGeneration } = await import('./print-generation.js');
  const { list, sources } = diagnostics;
  const failure = { ok: false, diagnostics: list, sources, inputs: [] } as const;
  printGeneration(failure, format, { mode, document: '', out: '' });
  return null;
}
