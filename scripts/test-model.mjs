/**
 * `npm run test:model -- --seconds 600 [--seed 1]`: compares random policies and requests with the reference evaluator
 * for as long as is asked. What fails is printed with its seed.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const { status } = spawnSync('npx', ['vitest', 'run', 'test/model-based'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    MODEL_SECONDS: values.seconds,
    ...(values.seed !== undefined && { MODEL_SEED: values.seed }),
  },
});
process.exitCode = status ?? 1;
