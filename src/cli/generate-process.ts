/** The process of `generateApart`. */
import { exitCodes } from './exit-codes.js';
import type { ApartRequest } from './generate-apart.js';
import { planRun } from './plan-run.js';
import { printBug } from './print-bug.js';
import { generateOnce } from './run-generate.js';
import { UsageError } from './usage-error.js';

process.once('message', (message) => {
  void answer(message as ApartRequest);
});

async function answer({ flags, options }: ApartRequest): Promise<void> {
  try {
    const [plan] = (await planRun(flags, options)) ?? [];
    const { files } = plan === undefined ? { files: [] } : await generateOnce({ ...plan, ...options });
    process.send?.(files, () => process.disconnect());
  } catch (error) {
    // The configuration has changed meanwhile, which the next round says.
    process.exitCode = error instanceof UsageError ? exitCodes.usage : printBug(error);
    process.disconnect();
  }
}
