import { defineConfig } from 'vitest/config';

/** Suites that compile and start too much to belong to `npm test`; each has a script of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.heavy.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
