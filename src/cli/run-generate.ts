import { setImmediate } from 'node:timers/promises';
import type { GenerateOptions, GenerateResult, Stage } from '../generation.js';
import { generate } from '../pipeline.js';
import { jsonSummary } from '../report/json-summary.js';
import { renderSummary } from '../report/render-summary.js';
import type { Location } from '../diagnostics/diagnostic.js';
import { writeCodes } from '../diagnostics/codes/write.js';
import { jsonDiagnostics } from '../diagnostics/json-diagnostics.js';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { startProgress } from './progress.js';

export interface GenerateArguments extends Omit<GenerateOptions, 'onStage'> {
  readonly format: 'text' | 'json';
}

const stageTexts: Readonly<Record<Stage, string>> = {
  read: 'Reading the document …',
  decide: 'Deciding who may call what …',
  render: 'Rendering types, validators and stubs …',
  write: 'Writing …',
};

/** `oasgard generate`: data goes to stdout, everything else to stderr. */
export async function runGenerate({ format, ...options }: GenerateArguments): Promise<ExitCode> {
  const progress = startProgress(process.stderr);
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  let result: GenerateResult;
  try {
    result = await generate({
      ...options,
      onStage: (stage) => {
        // Until now an interrupt ends the process with nothing written. From here on it waits for the last rename.
        if (stage === 'write') process.once('SIGINT', onInterrupt);
        progress.show(stageTexts[stage]);
      },
    });
    // A signal that came meanwhile is delivered between two turns of the event loop.
    await setImmediate();
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    progress.clear();
  }
  if (format === 'json') printJson(result);
  else printText(result, options.out);
  if (interrupted) return exitCodes.interrupted;
  return result.ok ? exitCodes.ok : exitCodes.errors;
}

function printText({ diagnostics, sources, ...result }: GenerateResult, out: string): void {
  const cwd = process.cwd();
  const { env, stdout, stderr } = process;
  // Findings are in the summary; what is printed whole is what stops the run, or concerns files of the user's.
  const whole = diagnostics.filter(
    ({ severity, code }) => severity === 'error' || Object.hasOwn(writeCodes, code),
  );
  const text = printDiagnostics(whole, sources, { cwd, color: wantsColor(stderr, env) });
  if (text !== '') stderr.write(result.ok ? `${text}\n` : text);
  if (!result.ok) {
    stderr.write('Nothing was written.\n');
    return;
  }
  const locator = new Locator(sources);
  const placeOf = (at: Location): string => {
    const line = locator.position(at)?.line;
    return visibleText(relativePath(at.file, cwd)) + (line === undefined ? '' : `:${String(line)}`);
  };
  stdout.write(
    renderSummary(result.summary, result.files, { color: wantsColor(stdout, env), cwd, out, placeOf }),
  );
}

/** What stdout carries with `--format json`: one object, the same members whether the run succeeded or not. */
function printJson({ diagnostics, sources, ...result }: GenerateResult): void {
  const cwd = process.cwd();
  const data = {
    diagnostics: jsonDiagnostics(diagnostics, sources, cwd),
    summary: result.ok ? jsonSummary(result.summary, sources, cwd) : null,
    files: result.ok ? result.files : null,
  };
  process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
}
