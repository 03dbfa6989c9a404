import fc from 'fast-check';

import type { Json } from '../../../../src/load/json.js';
import type { Schema, SchemaObject } from '../../../../src/normalize/normalized-document.js';

const names = ['a', 'b', 'c', 'kind', 'constructor', '__proto__'] as const;

/** Components that refer to each other through properties and items, and a value to hold against the first. */
export interface Sample {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly values: readonly Json[];
}

export function samples(): fc.Arbitrary<Sample> {
  return fc
    .tuple(
      fc.array(schema(), { minLength: 3, maxLength: 3 }),
      fc.array(value(), { minLength: 8, maxLength: 8 }),
    )
    .map(([[first, second, third], values]) => ({
      schemas: { A: first!, B: second!, C: third! },
      values: JSON.parse(JSON.stringify(values)) as Json[],
    }));
}

function schema(): fc.Arbitrary<Schema> {
  const { node } = fc.letrec<{ node: Schema; leaf: Schema; object: Schema; array: Schema; combined: Schema }>(
    (tie) => ({
      leaf: fc.oneof(
        fc.constantFrom<Schema>(
          true,
          {},
          { type: 'string' },
          { type: 'string', minLength: 1, maxLength: 2 },
          { type: 'string', pattern: '^x' },
          { type: 'integer' },
          { type: 'number', minimum: 0, maximum: 5 },
          { type: 'number', multipleOf: 0.5 },
          { type: 'boolean' },
          { type: 'null' },
          { type: ['string', 'null'] },
          { enum: ['x', 1, null] },
          { const: 'y' },
          { const: { a: 1 } },
          { type: 'object' },
          { type: 'array' },
        ),
      ),
      object: fc
        .record(
          {
            type: fc.constantFrom<Json>('object', ['object', 'null']),
            properties: fc.dictionary(fc.constantFrom(...names), tie('node'), { maxKeys: 4 }),
            required: fc.subarray([...names], { maxLength: 2 }),
            additionalProperties: fc.oneof(fc.boolean(), tie('node')),
            patternProperties: fc.dictionary(fc.constantFrom('^a', '^[bc]$'), tie('node'), { maxKeys: 1 }),
            propertyNames: fc.constantFrom<Schema>({ maxLength: 4 }, { pattern: '^[a-k]' }),
            minProperties: fc.constant(1),
            dependentRequired: fc.constant({ a: ['b'] }),
            dependentSchemas: fc.dictionary(fc.constantFrom('a', 'b'), tie('node'), {
              minKeys: 1,
              maxKeys: 1,
            }),
          },
          { requiredKeys: ['properties'] },
        )
        .map(likely(['type', 'required'], 3)),
      array: fc
        .record(
          {
            type: fc.constant('array'),
            items: tie('node'),
            prefixItems: fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
            minItems: fc.constant(1),
            maxItems: fc.constant(2),
            uniqueItems: fc.constant(true),
            contains: tie('leaf'),
          },
          { requiredKeys: ['type', 'items'] },
        )
        .map(likely([], 3)),
      combined: fc
        .oneof(
          fc.record({ oneOf: branches(tie('node')) }),
          fc.record({ anyOf: branches(tie('node')) }),
          fc.record({ allOf: branches(tie('node')) }),
          fc.tuple(fc.constantFrom('oneOf', 'anyOf'), tie('object'), tie('object')).map(tagged),
          fc.record({ not: tie('leaf') }),
          fc.tuple(tie('node'), tie('node'), tie('node')).map(conditional),
          fc
            .tuple(tie('object'), branches(tie('node')))
            .map(([base, oneOf]) => ({ ...(base as SchemaObject), oneOf })),
          fc
            .tuple(tie('object'), branches(tie('node')))
            .map(([base, anyOf]) => ({ ...(base as SchemaObject), anyOf })),
        )
        .map((combined): Schema => combined),
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('leaf'),
        tie('object'),
        tie('object'),
        tie('array'),
        tie('combined'),
        reference(),
      ),
    }),
  );
  return node.filter((root) => typeof root === 'object');
}

function branches(node: fc.Arbitrary<Schema>): fc.Arbitrary<readonly Schema[]> {
  return fc.array(node, { minLength: 1, maxLength: 3 });
}

function conditional([condition, consequence, alternative]: readonly [Schema, Schema, Schema]): Schema {
  return Object.fromEntries(new Map().set('if', condition).set('then', consequence).set('else', alternative));
}

/** Alternatives told apart by `kind`, and one that is no object. */
function tagged([keyword, first, second]: readonly [string, Schema, Schema]): Schema {
  const branches = [first, second].map((branch, index) => {
    const object = branch as SchemaObject;
    const kind = { const: index === 0 ? 'x' : 'y' };
    return { ...object, required: ['kind'], properties: { ...(object['properties'] as SchemaObject), kind } };
  });
  return { [keyword]: [...branches, { type: 'string' }] };
}

/** Only below a property or an item: a component must not apply itself to the same value. */
function reference(): fc.Arbitrary<Schema> {
  return fc.constantFrom('A', 'B', 'C').map((name) => ({
    properties: { a: { $ref: `#/components/schemas/${name}` }, b: { type: 'string' } },
    items: { $ref: `#/components/schemas/${name}` },
  }));
}

/** Drops most of the optional keywords: with all of them, hardly any value is valid. */
function likely(kept: readonly string[], modulus: number): (record: object) => Schema {
  return (record) => {
    const entries = Object.entries(record as SchemaObject);
    const size = JSON.stringify(entries).length;
    return Object.fromEntries(
      entries.filter(
        ([keyword], index) =>
          keyword === 'properties' ||
          keyword === 'items' ||
          kept.includes(keyword) ||
          (size + index) % modulus === 0,
      ),
    );
  };
}

function value(): fc.Arbitrary<Json> {
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>('x', 'y', 'xyz', '', 1, 2.5, 0.3, -1, 7, true, null, 'a'),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'kind', 'constructor', 'other'), tie('json'), {
        maxKeys: 4,
      }),
      fc.dictionary(fc.constantFrom('a', 'b', 'kind'), tie('json'), { minKeys: 1, maxKeys: 3 }),
      fc.array(tie('json'), { maxLength: 3 }),
    ),
  }));
  return json;
}
