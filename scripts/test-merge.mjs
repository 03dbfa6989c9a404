/**
 * `npm run test:merge [-- --runs 300 --seed 1]`: random edits of users' files between random changes of the document. The
 * seed is printed first, so that what fails can be run again.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, seed: { type: 'string' } },
});
const seed = values.seed ?? String(randomInt(2 ** 31));
console.log(`The same again: npm run test:merge -- --runs ${values.runs} --seed ${seed}`);
const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
const { status } = spawnSync(
  process.execPath,
  [path.join(path.dirname(manifest), 'vitest.mjs'), 'run', 'test/merge/random.test.ts'],
  { stdio: 'inherit', env: { ...process.env, MERGE_RUNS: values.runs, MERGE_SEED: seed } },
);
process.exitCode = status ?? 1;
