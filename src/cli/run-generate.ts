import { setImmediate } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { wantsColor } from '../diagnostics/print-diagnostics.js';
import type { GenerateOptions, GenerateResult, Stage } from '../generation.js';
import { installation } from '../installation.js';
import type { InputFile } from '../load/input-files.js';
import { folderDigest } from '../load/folder-digest.js';
import { digestOf } from '../write/recorded-view.js';
import { answerOf, leaveReceipt } from '../write/receipt.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { Mode, PrintContext, ResultFormat } from './print-generation.js';
import { startProgress } from './progress.js';

export interface GenerateArguments extends Omit<GenerateOptions, 'onStage' | 'dryRun'> {
  readonly format: ResultFormat;
  readonly mode: Mode;
}

const stageTexts: Readonly<Record<Stage, string>> = {
  read: 'Reading the document …',
  decide: 'Deciding who may call what …',
  render: 'Rendering types, validators and stubs …',
  write: 'Writing …',
};

/** Signals that ask a process to end: of a terminal, of whoever stops it, of a terminal that is closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `oasgard generate`. */
export async function runGenerate(given: GenerateArguments): Promise<ExitCode> {
  return (await generateOnce(given)).code;
}

export interface GenerationOutcome {
  readonly code: ExitCode;
  /** Every file of the document that was asked for, found or not. */
  readonly files: readonly InputFile[];
}

/** One run. Where the last one's receipt still holds, nothing heavy is loaded. */
export async function generateOnce(given: GenerateArguments): Promise<GenerationOutcome> {
  const question = questionOf(given);
  const { format, mode, ...options } = given;
  if (mode === 'write' && options.force !== true && question !== null) {
    const known = answerOf(options.out, question);
    if (known !== null) {
      const color = format === 'text' && wantsColor(process.stdout, process.env);
      process.stdout.write(color ? known.answer : stripVTControlCharacters(known.answer));
      return { code: exitCodes.ok, files: known.inputs };
    }
  }

  const [{ generate }, { nextAnswer, printGeneration }] = await Promise.all([
    import('../pipeline.js'),
    import('./print-generation.js'),
  ]);
  const progress = startProgress(process.stderr);
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  let result: GenerateResult;
  try {
    result = await generate({
      ...options,
      dryRun: mode !== 'write',
      onStage: (stage) => {
        // Until now a signal ends the process with nothing written. From here on it waits for the last rename.
        if (stage === 'write') for (const signal of endings) process.once(signal, onInterrupt);
        progress.show(stageTexts[stage]);
      },
    });
    // A signal that came meanwhile is delivered by the event loop's next poll, which lies between two immediates.
    await setImmediate();
    await setImmediate();
  } finally {
    for (const signal of endings) process.removeListener(signal, onInterrupt);
    progress.clear();
  }
  const context: PrintContext = { mode, document: options.document, out: options.out };
  printGeneration(result, format, context);
  const { inputs } = result;
  const outcome = (code: ExitCode): GenerationOutcome => ({ code, files: inputs });
  if (interrupted) return outcome(exitCodes.interrupted);
  if (!result.ok) return outcome(exitCodes.errors);
  if (mode === 'check') return outcome(result.changes.length > 0 ? exitCodes.errors : exitCodes.ok);
  const answer = mode === 'write' ? nextAnswer(result, format, context) : null;
  if (answer !== null && question !== null) {
    const files = new Map(result.seen.files);
    for (const { path, text } of result.changes) files.set(path, text === null ? null : digestOf(text));
    leaveReceipt(options.out, { question, inputs, files, folders: result.seen.folders, answer });
  }
  return outcome(exitCodes.ok);
}

/**
 * Whatever decides what a run does and prints, besides the files of the document; `null` where that cannot be told:
 * helpers are code of the user's, which may stand on anything.
 */
function questionOf({ mode: _mode, force: _force, ...options }: GenerateArguments): string | null {
  const { dir = null, helpers = null } = options.templates ?? {};
  // What a module computes, or a URL names, may change without anything here changing.
  if (helpers !== null || (options.allowRemote ?? []).length > 0) return null;
  const templates = dir === null ? null : folderDigest(dir);
  return dir !== null && templates === null
    ? null
    : JSON.stringify([installation(), process.cwd(), options, templates]);
}
