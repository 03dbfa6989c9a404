import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Suites that compile and start too much to belong to `npm test`; each has a script of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.heavy.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Receipts of what tests generate are none of the user's.
    env: { XDG_CACHE_HOME: path.join(tmpdir(), 'oasgard-test-cache') },
    pool: 'forks',
    fileParallelism: false,
  },
});
