import { vi } from 'vitest';
import { run } from '../../../src/cli/run.js';

export interface CapturedRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, with what it writes to either stream. Mocks of the test are restored. */
export async function capturedRun(...args: readonly string[]): Promise<CapturedRun> {
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      texts[stream] += String(chunk);
      return true;
    });
  }
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, ...texts };
}
