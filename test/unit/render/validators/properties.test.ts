import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';
import { samples, type Sample } from './random-schemas.js';
import { ReferenceEvaluator } from './reference-evaluator.js';

const root = { $ref: '#/components/schemas/A' };

/** Loads many samples as one API: components are told apart by a prefix. */
function load(list: readonly Sample[]): ReturnType<typeof loadValidators> {
  const schemas = Object.fromEntries(
    list.flatMap(({ schemas }, index) =>
      Object.entries(schemas).map(([name, schema]) => [
        `S${index}${name}`,
        JSON.parse(
          JSON.stringify(schema).replaceAll('#/components/schemas/', `#/components/schemas/S${index}`),
        ) as typeof schema,
      ]),
    ),
  );
  const sketches = list.map((_, index) => {
    const reference = { $ref: `#/components/schemas/S${index}A` };
    return { name: `op${index}`, body: reference, reply: { ...reference } };
  });
  return loadValidators(apiOf(schemas, sketches));
}

describe('generated checks of random schemas', () => {
  // Many samples to a rendered API, so that one run of ajv and one import serve them all.
  const list = fc.sample(samples(), { numRuns: 250, seed: 20_261_125 });
  const validators = load(list);
  const cases = list.flatMap((sample, index) => {
    const reference = new ReferenceEvaluator(sample.schemas);
    return sample.values.map((value) => ({ index, sample, reference, value }));
  });

  function disagreements(
    check: (
      input: (typeof cases)[number],
      operation: NonNullable<ReturnType<typeof validators.get>>,
    ) => unknown,
    expected: (input: (typeof cases)[number]) => unknown,
  ): readonly unknown[] {
    const found: unknown[] = [];
    for (const input of cases) {
      const actual = JSON.stringify(check(input, validators.get(`op${input.index}`)!));
      const wanted = JSON.stringify(expected(input));
      if (actual !== wanted) {
        found.push({
          schemas: JSON.stringify(input.sample.schemas),
          value: JSON.stringify(input.value),
          actual,
          wanted,
        });
      }
    }
    return found.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 3);
  }

  it('accept what plain ajv accepts, and enough of both to mean something', () => {
    const accepted = cases.filter(({ reference, value }) => reference.isValid(root, value)).length;
    expect(accepted / cases.length).toBeGreaterThan(0.15);
    expect(accepted / cases.length).toBeLessThan(0.85);
    expect(
      disagreements(
        ({ value }, { bodies }) => bodies[0]!.validate(value) === null,
        ({ reference, value }) => reference.isValid(root, value),
      ),
    ).toEqual([]);
  });

  it('remove from requests what no successful schema evaluates', () => {
    expect(
      disagreements(
        ({ value }, { bodies }) => {
          if (bodies[0]!.validate(value) !== null) return null;
          const finished = bodies[0]!.finish(structuredClone(value), 'strip');
          return sorted(finished.ok ? finished.value : 'refused');
        },
        ({ reference, value }) =>
          reference.isValid(root, value) ? sorted(reference.pruned(root, value)) : null,
      ),
    ).toEqual([]);
  });

  it('tell in mode reject what they would remove, and keep it in mode keep', () => {
    expect(
      disagreements(
        ({ value }, { bodies }) => {
          if (bodies[0]!.validate(value) !== null) return null;
          const kept = bodies[0]!.finish(structuredClone(value), 'keep');
          const rejected = bodies[0]!.finish(structuredClone(value), 'reject');
          return [kept.ok && sorted(kept.value), rejected.ok];
        },
        ({ reference, value }) =>
          reference.isValid(root, value)
            ? [
                sorted(value),
                JSON.stringify(sorted(reference.pruned(root, value))) === JSON.stringify(sorted(value)),
              ]
            : null,
      ),
    ).toEqual([]);
  });

  it('write replies that plain ajv accepts, pruned, and refuse the others', () => {
    expect(
      disagreements(
        ({ value }, { replies }) => {
          const text = replies[0]![0]!.write(value, 'strip', ANYONE);
          return text === null ? null : sorted(JSON.parse(text));
        },
        ({ reference, value }) =>
          reference.isValid(root, value) ? sorted(reference.pruned(root, value)) : null,
      ),
    ).toEqual([]);
  });

  it('leave the values of handlers alone, and say why they refuse them', () => {
    for (const { index, value } of cases) {
      const before = JSON.stringify(value);
      const check = validators.get(`op${index}`)!.replies[0]![0]!;
      const refused = check.write(value, 'strip', ANYONE) === null;
      expect(JSON.stringify(value)).toBe(before);
      expect(check.explain(value, ANYONE).length > 0).toBe(refused);
    }
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
