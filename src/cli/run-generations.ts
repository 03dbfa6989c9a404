import { Diagnostics } from '../diagnostics/diagnostics.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { type GenerationFlags, planGenerations, type PlannedGeneration } from './plan-generations.js';
import type { GenerateArguments } from './run-generate.js';
import { UsageError } from './usage-error.js';

/** Formats of one object, of which there cannot be two on stdout. */
const single: ReadonlySet<GenerateArguments['format']> = new Set(['json', 'sarif']);

/**
 * `oasgard generate`: one API after the other. What is wrong with one keeps none from the others.
 *
 * @throws {UsageError} where an option is about one API and the configuration lists several
 */
export async function runGenerations(
  flags: GenerationFlags,
  watch: boolean,
  options: Omit<GenerateArguments, keyof PlannedGeneration>,
): Promise<ExitCode> {
  const diagnostics = new Diagnostics();
  const planned = await planGenerations(flags, diagnostics);
  if (planned === null) {
    const { printGeneration } = await import('./print-generation.js');
    const { list, sources } = diagnostics;
    const failure = { ok: false, diagnostics: list, sources, inputs: [] } as const;
    printGeneration(failure, options.format, { mode: options.mode, document: '', out: '' });
    return exitCodes.errors;
  }
  const [alone] = [
    ...(watch ? ['--watch'] : []),
    ...(single.has(options.format) ? [`--format ${options.format}`] : []),
    ...((options.renames ?? []).length > 0 ? ['--rename'] : []),
  ];
  if (planned.length > 1 && alone !== undefined) {
    throw new UsageError(`${alone} takes one API: name it with --api.`, 'generate');
  }
  const run = watch
    ? (await import('./run-watch.js')).runWatch
    : (await import('./run-generate.js')).runGenerate;
  let worst: ExitCode = exitCodes.ok;
  for (const generation of planned) {
    const code = await run({ ...generation, ...options });
    if (code === exitCodes.interrupted) return code;
    if (code !== exitCodes.ok) worst = code;
  }
  return worst;
}
