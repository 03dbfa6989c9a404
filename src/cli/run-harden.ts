import { realpathSync, writeFileSync } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { starterOverlay } from '../harden/starter-overlay.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { readAlone } from './read-alone.js';
import { planReading, type ReadingFlags } from './plan-generations.js';
import { UsageError } from './usage-error.js';

export interface HardenArguments extends ReadingFlags {
  /** `null`: standard output. */
  readonly out: string | null;
}

const severities = ['high', 'medium', 'low', 'info'];

/** `oasgard harden`. */
export async function runHarden({ out, ...flags }: HardenArguments): Promise<ExitCode> {
  const diagnostics = new Diagnostics();
  const reading = await planReading(flags, 'harden', diagnostics);
  const api = reading === null ? null : await readAlone(reading, diagnostics);
  const cwd = process.cwd();
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  if (reading === null || api === null || errors.length > 0) {
    const color = wantsColor(process.stderr, process.env);
    process.stderr.write(printDiagnostics(errors, diagnostics.sources, { cwd, color }));
    process.stderr.write('Nothing was written.\n');
    return exitCodes.errors;
  }
  const { document } = reading;
  const locator = new Locator(diagnostics.sources);
  const placeOf = ({ at }: Pick<Diagnostic, 'at'>): string => {
    if (at === null) return document;
    const line = locator.position(at)?.line;
    return visibleText(relativePath(at.file, cwd)) + (line === undefined ? '' : `:${String(line)}`);
  };
  const findings = [...diagnostics.list].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  const text = starterOverlay({ api, findings, document: realpathSync(document), placeOf });
  if (out === null) process.stdout.write(text);
  else writeNew(out, text);
  const undecided = api.operations.filter(({ access }) => access.kind === 'undecided').length;
  process.stderr.write(
    `${String(undecided)} undecided ${undecided === 1 ? 'operation has' : 'operations have'} an entry. Edit ${
      out === null ? 'the overlay' : visibleText(out)
    }, then generate with --overlay.\n`,
  );
  return exitCodes.ok;
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : String(error);
    const message = reason === 'EEXIST' ? 'exists already' : `cannot be written (${String(reason)})`;
    throw new UsageError(`--out: ${visibleText(path)} ${message}.`, 'harden');
  }
}
