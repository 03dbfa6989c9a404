import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isJsonObject, type Json, type JsonObject } from '../../../../src/load/json.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import type { OperationValidators } from '../../../../src/runtime/core/operation-validators.js';
import { Caller } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf } from './api-fixture.js';
import { loadValidators } from './load-validators.js';
import { looseSamples } from './random-rules.js';
import { samples, type Sample } from './random-schemas.js';
import { ReferenceRules, type Roles } from './reference-rules.js';

const root = { $ref: '#/components/schemas/A' };

const callers: readonly (readonly [Roles, Caller])[] = [
  [[], new Caller([], null)],
  [['admin'], new Caller(['admin'], null)],
  [['support', 'admin'], new Caller(['support', 'admin'], null)],
  [['$owner'], new Caller([], '$owner')],
];

const lists: readonly (readonly string[])[] = [
  [],
  ['admin'],
  ['$owner'],
  ['support', '$owner'],
  ['admin', 'support'],
];

/** Puts role lists on some of the schemas that stand for a property's value, and on some of their alternatives. */
function decorated(schema: Schema, draws: readonly number[]): Schema {
  let next = 0;
  const draw = (): number => draws[next++ % draws.length]!;
  const decorate = (part: Json, property: boolean): Json => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) {
      return part === true && property && draw() % 4 === 0 ? keyword(draw()) : part;
    }
    const result: Record<string, Json> = {};
    for (const [name, value] of Object.entries<Json>(part as JsonObject)) {
      if (['properties', 'patternProperties'].includes(name)) result[name] = each(value, true);
      else if (name === 'dependentSchemas') result[name] = each(value, property);
      else if (name === 'additionalProperties') result[name] = decorate(value, true);
      else if (['allOf', 'anyOf', 'oneOf'].includes(name))
        result[name] = (value as Json[]).map((inner) => decorate(inner, property));
      else if (['if', 'then', 'else'].includes(name)) result[name] = decorate(value, property);
      else if (name === 'items') result[name] = decorate(value, false);
      else if (name === 'prefixItems')
        result[name] = (value as Json[]).map((inner) => decorate(inner, false));
      else result[name] = value;
    }
    return property && draw() % 3 === 0 ? { ...result, ...keyword(draw()) } : result;
  };
  const each = (map: Json, property: boolean): Json =>
    Object.fromEntries(
      Object.entries(map as object).map(([name, inner]) => [name, decorate(inner as Json, property)]),
    );
  return decorate(schema, false) as Schema;
}

function keyword(n: number): { readonly 'x-security': JsonObject } {
  return {
    'x-security': {
      ...(n % 3 !== 0 && { read: lists[n % lists.length]! }),
      ...(n % 3 !== 1 && { write: lists[(n >> 3) % lists.length]! }),
    },
  };
}

function restricted(): fc.Arbitrary<Sample> {
  return fc
    .tuple(
      fc.oneof(samples(), looseSamples(), looseSamples()),
      fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 }),
    )
    .map(([{ schemas, values }, draws]) => ({
      values,
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema], index) => [
          name,
          decorated(schema, draws.slice(index * 7)),
        ]),
      ),
    }));
}

function load(list: readonly Sample[]): ReadonlyMap<string, OperationValidators> {
  const schemas = Object.fromEntries(
    list.flatMap(({ schemas }, index) =>
      Object.entries(schemas).map(([name, schema]) => [
        `S${index}${name}`,
        JSON.parse(
          JSON.stringify(schema).replaceAll('#/components/schemas/', `#/components/schemas/S${index}`),
        ) as Schema,
      ]),
    ),
  );
  const sketches = list.flatMap((_, index) => {
    const reference = { $ref: `#/components/schemas/S${index}A` };
    return [
      { name: `op${index}`, body: reference, reply: { ...reference }, unknownProperties: 'keep' as const },
      { name: `strip${index}`, reply: { ...reference } },
    ];
  });
  return loadValidators(apiOf(schemas, sketches));
}

interface Case {
  readonly index: number;
  readonly sample: Sample;
  readonly write: ReferenceRules;
  readonly read: ReferenceRules;
  readonly value: Json;
  readonly roles: Roles;
  readonly caller: Caller;
}

/** Whether a reply is valid as the handler returns it. */
function isValid({ read, value }: Case): boolean {
  return read.evaluator.isValid(root, value);
}

describe('role lists of random schemas', () => {
  const list = fc.sample(restricted(), {
    numRuns: 150,
    seed: 20_261_126,
  });
  const validators = load(list);
  const cases: readonly Case[] = list.flatMap((sample, index) => {
    const write = new ReferenceRules(sample.schemas, 'write');
    const read = new ReferenceRules(sample.schemas, 'read');
    return sample.values.flatMap((value) =>
      callers.map(([roles, caller]) => ({ index, sample, write, read, value, roles, caller })),
    );
  });

  function disagreements(
    check: (input: Case, operation: OperationValidators) => unknown,
    expected: (input: Case) => unknown,
  ): readonly unknown[] {
    const found: unknown[] = [];
    for (const input of cases) {
      const actual = JSON.stringify(check(input, validators.get(`op${input.index}`)!));
      const wanted = JSON.stringify(expected(input));
      if (actual === wanted) continue;
      const { sample, value, roles } = input;
      found.push({
        schemas: JSON.stringify(sample.schemas),
        value: JSON.stringify(value),
        roles,
        actual,
        wanted,
      });
    }
    return found.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 3);
  }

  it('name the properties of requests that a caller may not send', () => {
    let named = 0;
    expect(
      disagreements(
        ({ value, caller }, { bodies }) => {
          const check = bodies[0]!;
          if (check.validate(value) !== null) return null;
          const pointers = (check.restricted?.(value, caller) ?? []).map(({ path }) => `/${path.join('/')}`);
          named += pointers.length;
          return [...new Set(pointers)].sort();
        },
        ({ write, value, roles }) =>
          write.evaluator.isValid(root, value) ? write.restricted(root, value, roles) : null,
      ),
    ).toEqual([]);
    expect(named).toBeGreaterThan(300);
  });

  it('take from replies what a caller may not see, then check the rest', () => {
    let withheld = 0;
    expect(
      disagreements(
        (input, { replies }) => {
          if (!isValid(input)) return 'invalid';
          const text = replies[0]![0]!.write(input.value, 'keep', input.caller);
          return text === null ? null : sorted(JSON.parse(text));
        },
        (input) => {
          if (!isValid(input)) return 'invalid';
          const { read, value, roles } = input;
          const rest = read.readable(root, value, roles);
          if (JSON.stringify(rest) !== JSON.stringify(value)) withheld += 1;
          return read.evaluator.isValid(root, rest) ? sorted(rest) : null;
        },
      ),
    ).toEqual([]);
    expect(withheld).toBeGreaterThan(100);
  });

  it('let nothing through that a caller may not see, whatever a handler returns', () => {
    const leaks: unknown[] = [];
    for (const { index, sample, read, value, roles, caller } of cases) {
      const check = validators.get(`op${index}`)!.replies[0]![0]!;
      const before = JSON.stringify(value);
      const text = check.write(value, 'keep', caller);
      const rest = check.conceal?.(value, caller);
      expect(JSON.stringify(value)).toBe(before);
      expect(check.explain(value, caller).length > 0).toBe(text === null);
      const pruned = validators.get(`strip${index}`)!.replies[0]![0]!.write(value, 'strip', caller);
      const readable = read.readable(root, value, roles);
      const seen = [JSON.parse(text ?? 'null'), JSON.parse(pruned ?? 'null'), rest ?? null] as Json[];
      if (seen.some((part) => part !== null && !isPartOf(part, readable)))
        leaks.push({ schemas: JSON.stringify(sample.schemas), value: before, roles, text, rest, readable });
    }
    expect(leaks.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 2)).toEqual([]);
  });
});

function isPartOf(part: Json, whole: Json | undefined): boolean {
  if (typeof part !== 'object' || part === null) return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries<Json>(part as JsonObject).every(
    ([name, member]) =>
      Object.hasOwn(whole, name) && isPartOf(member, (whole as Readonly<Record<string, Json>>)[name]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
