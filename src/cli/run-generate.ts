import { setImmediate } from 'node:timers/promises';
import type { GenerateOptions, GenerateResult, Stage } from '../generation.js';
import { generate } from '../pipeline.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { printGeneration, type Mode } from './print-generation.js';
import { startProgress } from './progress.js';

export interface GenerateArguments extends Omit<GenerateOptions, 'onStage' | 'dryRun'> {
  readonly format: 'text' | 'json';
  readonly mode: Mode;
}

const stageTexts: Readonly<Record<Stage, string>> = {
  read: 'Reading the document …',
  decide: 'Deciding who may call what …',
  render: 'Rendering types, validators and stubs …',
  write: 'Writing …',
};

/** `oasgard generate`, once. */
export async function runGenerate({ format, mode, ...options }: GenerateArguments): Promise<ExitCode> {
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
  printGeneration(result, format, { mode, document: options.document, out: options.out });
  if (interrupted) return exitCodes.interrupted;
  if (!result.ok) return exitCodes.errors;
  return mode === 'check' && result.changes.length > 0 ? exitCodes.errors : exitCodes.ok;
}
