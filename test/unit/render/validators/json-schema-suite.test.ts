import { describe, expect, it } from 'vitest';

import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';
import { hasSuite, sketchesOf, suiteFiles, suiteGroups, type SuiteGroup } from './suite.js';

if (!hasSuite)
  console.warn('SKIPPED: ../shared/suites is not there, so the JSON-Schema-Test-Suite was not run');

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
    expect(failuresOf(groups)).toEqual([]);
    expect(groups.flatMap(({ tests }) => tests).length).toBeGreaterThan(1000);
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
});
