import { relativePath } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { diskFiles } from '../load/file-access.js';
import { type InputFile, InputFiles } from '../load/input-files.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { generateApart } from './generate-apart.js';
import type { GenerationFlags, PlannedGeneration } from './plan-generations.js';
import { planRun, type RunOptions } from './plan-run.js';
import { generateOnce } from './run-generate.js';
import { UsageError } from './usage-error.js';
import { nextChange, watchedFolder, type WatchedInputs } from './watch-inputs.js';

/**
 * `oasgard generate --watch`: once, and again whenever the configuration, the document, an overlay, a template, the
 * module of helpers or a file that one of these refers to changes, until it is interrupted. Faults are shown and waited
 * out. Nothing else is started or restarted.
 *
 * @throws {UsageError} where the first run finds that flags and configuration do not fit
 */
export async function runWatch(flags: GenerationFlags, given: RunOptions): Promise<ExitCode> {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  const onInterrupt = (): void => interrupted.abort();
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    let watched = await runRound(flags, given, signal, null);
    for (;;) {
      if (signal.aborted) return exitCodes.ok;
      const found = watched.files.filter(({ real }) => real !== null).length;
      process.stderr.write(`\nWatching ${counted(found)} for changes; Ctrl-C ends it.\n`);
      const changed = await nextChange(watched, signal);
      if (changed.length === 0) return exitCodes.ok;
      const [first = '', ...more] = changed.map((file) => visibleText(relativePath(file, process.cwd())));
      const others = more.length === 0 ? '' : ` and ${String(more.length)} more`;
      process.stderr.write(`\n${first}${others} changed.\n\n`);
      watched = await runRound(flags, { ...given, renames: [], force: false }, signal, watched);
    }
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
  }
}

/**
 * One run, by the configuration as it is now.
 *
 * @param last what was waited for before; `null` for the first run
 */
async function runRound(
  flags: GenerationFlags,
  options: RunOptions,
  signal: AbortSignal,
  last: WatchedInputs | null,
): Promise<WatchedInputs> {
  const configuration = new InputFiles(diskFiles);
  const plan = await planRound(flags, options, configuration, last === null);
  // What the last run stood on may be what mends this one.
  if (plan === null)
    return { files: together(configuration.list, last?.files ?? []), templates: last?.templates ?? null };
  const { dir, helpers } = plan.templates;
  const templates = dir === null ? null : watchedFolder(dir);
  if (helpers === null) {
    const { files } = await generateOnce({ ...plan, ...options });
    return { files: together(configuration.list, files), templates };
  }
  const { moduleFiles } = await import('./module-files.js');
  // Before the module runs: what is saved from here on is a change.
  const modules = moduleFiles(helpers);
  const files = (await generateApart({ flags, options }, signal)) ?? last?.files ?? [];
  return { files: together(configuration.list, modules, files), templates };
}

/** `null` after saying why there is none. */
async function planRound(
  flags: GenerationFlags,
  options: RunOptions,
  configuration: InputFiles,
  isFirst: boolean,
): Promise<PlannedGeneration | null> {
  try {
    const [plan = null, ...others] = (await planRun(flags, options, configuration)) ?? [];
    if (others.length > 0) throw new UsageError('--watch takes one API: name it with --api.', 'generate');
    return plan;
  } catch (error) {
    if (isFirst || !(error instanceof UsageError)) throw error;
    process.stderr.write(`oasgard generate: ${error.message}\nNothing was written.\n`);
    return null;
  }
}

/** Each file once, as the first list has it. */
function together(...lists: readonly (readonly InputFile[])[]): readonly InputFile[] {
  const files = new Map<string, InputFile>();
  for (const file of lists.flat()) if (!files.has(file.path)) files.set(file.path, file);
  return [...files.values()];
}

function counted(files: number): string {
  return files === 1 ? '1 file' : `${String(files)} files`;
}
