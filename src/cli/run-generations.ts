import { exitCodes, type ExitCode } from './exit-codes.js';
import type { GenerationFlags } from './plan-generations.js';
import { planRun, type RunOptions } from './plan-run.js';
import { UsageError } from './usage-error.js';

/** Formats of one object, of which there cannot be two on stdout. */
const single: ReadonlySet<RunOptions['format']> = new Set(['json', 'sarif']);

/**
 * `oasgard generate`: one API after the other. What is wrong with one keeps none from the others.
 *
 * @throws {UsageError} where an option is about one API and the configuration lists several
 */
export async function runGenerations(
  flags: GenerationFlags,
  watch: boolean,
  options: RunOptions,
): Promise<ExitCode> {
  if (watch) return (await import('./run-watch.js')).runWatch(flags, options);
  const planned = await planRun(flags, options);
  if (planned === null) return exitCodes.errors;
  const [alone] = [
    ...(single.has(options.format) ? [`--format ${options.format}`] : []),
    ...((options.renames ?? []).length > 0 ? ['--rename'] : []),
  ];
  if (planned.length > 1 && alone !== undefined) {
    throw new UsageError(`${alone} takes one API: name it with --api.`, 'generate');
  }
  const { runGenerate } = await import('./run-generate.js');
  let worst: ExitCode = exitCodes.ok;
  for (const generation of planned) {
    const code = await runGenerate({ ...generation, ...options });
    if (code === exitCodes.interrupted) return code;
    if (code !== exitCodes.ok) worst = code;
  }
  return worst;
}
