import { relativePath } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { generateOnce, type GenerateArguments } from './run-generate.js';
import { nextChange } from './watch-inputs.js';

/**
 * `oasgard generate --watch`: once, and again whenever the document, an overlay, a template or a file referred to
 * changes, until it is interrupted. Faults are shown and waited out. Nothing else is started or restarted.
 */
export async function runWatch(given: GenerateArguments): Promise<ExitCode> {
  const interrupted = new AbortController();
  const onInterrupt = (): void => interrupted.abort();
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  const { dir: templates = null } = given.templates ?? {};
  try {
    for (let options = given; ; options = { ...given, renames: [], force: false }) {
      const { files } = await generateOnce(options);
      if (interrupted.signal.aborted) return exitCodes.ok;
      process.stderr.write(`\nWatching ${counted(files.length)} for changes; Ctrl-C ends it.\n`);
      const changed = await nextChange({ files, templates }, interrupted.signal);
      if (changed.length === 0) return exitCodes.ok;
      const [first = '', ...more] = changed.map((file) => visibleText(relativePath(file, process.cwd())));
      const others = more.length === 0 ? '' : ` and ${String(more.length)} more`;
      process.stderr.write(`\n${first}${others} changed.\n\n`);
    }
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
  }
}

function counted(files: number): string {
  return files === 1 ? '1 file' : `${String(files)} files`;
}
