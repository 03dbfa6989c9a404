/**
 * Random schemas and values: what a generated server accepts as a body is what plain ajv accepts. `npm run test:suites`
 * draws many more than the other tests; `SEED=<number>` draws others.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { samples, type Sample } from '../unit/render/validators/random-schemas.js';
import type { SuiteGroup } from './suite-groups.js';
import { runSuite } from './suite-server.js';

const isWhole = process.env['MODE'] === 'whole';
const seed = Number(process.env['SEED'] ?? 20_261_126);

it('accepts what plain ajv accepts', async () => {
  const groups = fc.sample(samples(), { numRuns: isWhole ? 400 : 40, seed }).map(groupOf);
  const { refused, failures, sent } = await runSuite('3.1.1', groups);
  expect([...refused]).toEqual([]);
  expect(failures).toEqual([]);
  expect(sent).toBe(groups.length * 8);
  const valid = groups.flatMap(({ cases }) => cases).filter((each) => each.valid).length;
  expect(valid / sent).toBeGreaterThan(0.1);
  expect(valid / sent).toBeLessThan(0.9);
}, 400_000);

/** The schemas as a file of their own, whose pointers stay inside it. */
function groupOf({ schemas, values }: Sample): SuiteGroup {
  const schema = { $ref: '#/components/schemas/A', components: { schemas } };
  // Where ajv stops at the first error, `prefixItems` of an empty array makes it skip `contains`.
  const validate = new Ajv2020({
    strict: false,
    ownProperties: true,
    allErrors: true,
    logger: false,
  }).compile(schema);
  const text = JSON.stringify(schema);
  return {
    name: `seed ${seed}: ${text}`,
    schema: text,
    cases: values.map((value) => {
      const data = JSON.stringify(value);
      return { description: data, data, valid: validate(JSON.parse(data)) };
    }),
  };
}
