import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests of what leaves nothing behind in its process: they share one, and what it has loaded. */
const sharing = [
  'config,diagnostics,diff,explain,load,merge,model,normalize,plan,policy,render,report,resolve',
  'runtime/authorize,runtime/core,runtime/decode,runtime/errors,runtime/validate',
].map((folders) => `test/unit/{${folders}}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: 'test/support/set-up-run.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Receipts of what tests generate are none of the user's.
    env: { XDG_CACHE_HOME: path.join(tmpdir(), 'oasgard-test-cache') },
    pool: 'forks',
    maxWorkers: '100%',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: sharing } },
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
    ],
  },
});
