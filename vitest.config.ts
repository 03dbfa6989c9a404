import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/shared-cli.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Receipts of what tests generate are none of the user's.
    env: { XDG_CACHE_HOME: path.join(tmpdir(), 'oasgard-test-cache') },
    pool: 'forks',
    maxWorkers: '100%',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 15_000 } },
  },
});
