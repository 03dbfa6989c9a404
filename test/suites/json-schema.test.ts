/**
 * The JSON-Schema-Test-Suite as request bodies of generated servers. `npm run test:suites` sends all of it, the other
 * tests every tenth group.
 */
import { describe, expect, it } from 'vitest';
import exceptions from './exceptions.json' with { type: 'json' };
import { type Draft, hasSuites, type SuiteGroup, suiteGroups } from './suite-groups.js';
import { runSuite } from './suite-server.js';

if (!hasSuites)
  console.warn(
    'SKIPPED: ../shared/suites is not there, so no server was held against the JSON-Schema-Test-Suite',
  );

const isWhole = process.env['MODE'] === 'whole';

/** What is expected otherwise than the suite says, each with its reason. */
type Exception =
  | { readonly reason: string; readonly refused: string; readonly groups: readonly string[] }
  | { readonly reason: string; readonly cases: readonly string[] };

describe.skipIf(!hasSuites).each([
  { draft: 'draft2020-12', openapi: '3.1.1', atLeast: 2000 },
  { draft: 'draft4', openapi: '3.0.4', atLeast: 780 },
] as const)('$draft in OpenAPI $openapi', ({ draft, openapi, atLeast }) => {
  it('is met by generated servers, but for what is listed', async () => {
    const groups = suiteGroups(draft).filter((_, index) => isWhole || index % 10 === 0);
    const { refused, failures, sent } = await runSuite(openapi, groups);
    const expected = expectedOf(draft, groups);
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(expected.refused));
    expect(failures).toEqual(expected.failures);
    expect(sent).toBeGreaterThan(isWhole ? atLeast : atLeast / 15);
  }, 400_000);

  it('has no exception that names nothing in the suite', () => {
    const groups = suiteGroups(draft);
    const { refused, failures } = expectedOf(draft, groups);
    const listed = exceptionsOf(draft).flatMap((each) => ('cases' in each ? each.cases : each.groups));
    expect([...refused.keys(), ...failures].sort()).toEqual([...listed].sort());
  });
});

function exceptionsOf(draft: Draft): readonly Exception[] {
  return exceptions[draft];
}

/** The exceptions that concern some of the groups. */
function expectedOf(
  draft: Draft,
  groups: readonly SuiteGroup[],
): { readonly refused: ReadonlyMap<string, string>; readonly failures: readonly string[] } {
  const names = new Set(groups.map(({ name }) => name));
  const cases = new Set(
    groups.flatMap(({ name, cases }) => cases.map((each) => `${name}: ${each.description}`)),
  );
  const refused = new Map<string, string>();
  const failures: string[] = [];
  for (const exception of exceptionsOf(draft)) {
    if ('cases' in exception) {
      failures.push(...exception.cases.filter((name) => cases.has(name.slice(0, name.lastIndexOf(': ')))));
    } else {
      for (const name of exception.groups) if (names.has(name)) refused.set(name, exception.refused);
    }
  }
  return { refused, failures: failures.sort() };
}
