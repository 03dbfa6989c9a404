import { tmpdir } from 'node:os';

/** Names a folder that is there as long as a run of tests. */
export const RUN_FOLDER = 'OASGARD_TEST_FOLDER';

/** For what several files of tests use, and none of them may remove. */
export function runFolder(): string {
  return process.env[RUN_FOLDER] ?? tmpdir();
}
