import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InputFile } from '../load/input-files.js';
import type { GenerationFlags } from './plan-generations.js';
import type { RunOptions } from './plan-run.js';

/** What the process is told. */
export interface ApartRequest {
  readonly flags: GenerationFlags;
  readonly options: RunOptions;
}

/**
 * One run in a process of its own, where modules of the user's are loaded afresh, and what they do ends with it.
 *
 * @param signal ends it
 * @returns every file of the document that was asked for; `null` where the process ended without saying
 */
export function generateApart(
  request: ApartRequest,
  signal: AbortSignal,
): Promise<readonly InputFile[] | null> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./generate-process.js', import.meta.url)), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let files: readonly InputFile[] | null = null;
    const onAbort = (): void => void child.kill('SIGINT');
    signal.addEventListener('abort', onAbort);
    child.once('message', (message) => {
      files = message as readonly InputFile[];
    });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', onAbort);
      if (files === null && !signal.aborted) {
        const how = killedBy === null ? `status ${String(code)}` : killedBy;
        process.stderr.write(`The run ended with ${how}, before it was done.\n`);
      }
      resolve(files);
    });
    child.send(request);
    if (signal.aborted) onAbort();
  });
}
