import { describe, expect, it } from 'vitest';

import { Diagnostics } from '../../../../src/diagnostics/diagnostics.js';
import { renderValidators } from '../../../../src/render/validators/render-validators.js';
import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';
import { hasSuite, sketchesOf, suiteFiles, suiteGroups, type SuiteGroup } from './suite.js';

if (!hasSuite)
  console.warn('SKIPPED: ../shared/suites is not there, so the JSON-Schema-Test-Suite was not run');

/** Groups whose schemas are refused when code is generated: ajv would check them wrongly. */
const refused = new Set([
  'unevaluatedItems: unevaluatedItems with nested items',
  'unevaluatedItems: unevaluatedItems depends on adjacent contains',
  'unevaluatedItems: unevaluatedItems depends on multiple nested contains',
  'unevaluatedItems: unevaluatedItems and contains interact to control item dependency relationship',
  'unevaluatedItems: unevaluatedItems with minContains = 0',
  'unevaluatedItems: unevaluatedItems can see annotations from if without then and else',
]);

function apiOfGroups(groups: readonly SuiteGroup[]): ReturnType<typeof apiOf> {
  const schemas = Object.fromEntries(groups.flatMap((group) => Object.entries(group.schemas)));
  return apiOf(schemas, sketchesOf(groups));
}

/** Tests of the groups that come out otherwise than the suite says, as request bodies and as replies. */
function failuresOf(groups: readonly SuiteGroup[]): readonly string[] {
  const validators = loadValidators(apiOfGroups(groups));
  const failures: string[] = [];
  for (const [index, { name, tests }] of groups.entries()) {
    const operation = validators.get(`op${index}`);
    for (const { description, data, valid } of tests) {
      const accepted = operation?.bodies[0]?.validate(data) === null;
      const written = operation?.replies[0]?.[0]?.write(data, 'strip', ANYONE) !== null;
      if (accepted !== valid) failures.push(`${name}: ${description}: request`);
      if (written !== valid) failures.push(`${name}: ${description}: reply`);
    }
  }
  return failures;
}

describe.skipIf(!hasSuite)('JSON-Schema-Test-Suite, draft 2020-12', () => {
  // `format.json` says that formats are annotations; here they are asserted (semantics §6).
  const read = suiteFiles()
    .filter((file) => file !== 'format.json')
    .map(suiteGroups);
  const groups = read.flatMap((file) => file.groups);

  it('is met for everything a normalized document can say', () => {
    const checked = groups.filter(({ name }) => !refused.has(name));
    expect(failuresOf(checked)).toEqual([]);
    expect(checked.flatMap(({ tests }) => tests).length).toBeGreaterThan(1000);
  });

  it('leaves out identifiers and remote documents only, which are settled before', () => {
    const files = new Set(read.flatMap((file) => file.left).map((name) => name.split(':')[0]));
    expect([...files]).toEqual([
      'anchor',
      'defs',
      'dynamicRef',
      'ref',
      'refRemote',
      'unevaluatedItems',
      'unevaluatedProperties',
      'vocabulary',
    ]);
  });

  it('refuses to generate what ajv would check wrongly', () => {
    const candidates = groups.filter(({ name }) => name.startsWith('unevaluated'));
    const rejected = candidates.filter((group) => {
      const diagnostics = new Diagnostics();
      renderValidators(apiOfGroups([group]), diagnostics);
      return diagnostics.list.some(({ code }) => code === 'schema-keyword-unsupported');
    });
    expect(new Set(rejected.map(({ name }) => name))).toEqual(refused);
  });
});
