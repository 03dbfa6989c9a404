import fc from 'fast-check';

import type { Json } from '../../../../src/load/json.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import type { Sample } from './random-schemas.js';

const names = ['a', 'b', 'c', 'p1', 'constructor'] as const;

/** Schemas that most values are valid against, so that many properties are there to be restricted. */
export function looseSamples(): fc.Arbitrary<Sample> {
  const schemas = fc.record({ A: object(), B: object(), C: object() });
  return fc
    .tuple(schemas, fc.array(value(), { minLength: 10, maxLength: 10 }))
    .map(([schemas, values]) => ({ schemas, values: JSON.parse(JSON.stringify(values)) as Json[] }));
}

/** Bounds how deep schemas nest: past it, the first alternative is taken. */
const depth = { maxDepth: 3, depthIdentifier: 'schema' } as const;

function object(): fc.Arbitrary<Schema> {
  const { object } = fc.letrec<{ node: Schema; object: Schema; branch: Schema; tagged: Schema }>((tie) => ({
    node: fc.oneof(
      depth,
      fc.constantFrom<Schema>(true, {}, { type: ['string', 'integer', 'null'] }, { type: 'string' }),
      reference(),
      tie('object'),
      fc.record({ items: tie('node') }),
      fc.record({ items: tie('object'), uniqueItems: fc.boolean() }),
      fc.array(tie('branch'), { minLength: 1, maxLength: 2 }).map((anyOf) => ({ anyOf })),
      tie('object').map((only) => ({ anyOf: [only, { type: 'null' }] })),
    ),
    branch: fc.oneof(
      depth,
      fc.constantFrom<Schema>({ type: 'object' }, { type: 'string' }, { type: 'array' }),
      tie('object'),
      tie('object').map((base) => ({ ...(base as object), required: ['a'] })),
      tie('object').map((base) => ({ ...(base as object), required: ['b'] })),
    ),
    tagged: fc.tuple(tie('object'), tie('object')).map((bases) => ({
      oneOf: bases.map((base, index) => ({
        allOf: [base],
        type: 'object',
        properties: { kind: { const: ['x', 'y'][index]! } },
        required: ['kind'],
      })),
    })),
    object: fc.oneof(
      depth,
      fc
        .dictionary(fc.constantFrom(...names), fc.constantFrom<Schema>(true, toB), {
          minKeys: 1,
          maxKeys: 3,
        })
        .map((properties) => ({ properties })),
      fc.record(
        {
          properties: fc.dictionary(fc.constantFrom(...names), tie('node'), { minKeys: 1, maxKeys: 3 }),
          patternProperties: fc.dictionary(fc.constant('^p'), tie('node'), { minKeys: 1, maxKeys: 1 }),
          additionalProperties: fc.oneof(fc.constant(true), tie('node')),
          minProperties: fc.constant(1),
        },
        { requiredKeys: ['properties'] },
      ),
      fc.record({ allOf: fc.array(tie('object'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ anyOf: fc.array(tie('branch'), { minLength: 2, maxLength: 3 }) }),
      fc.tuple(tie('object'), tie('object')).map(([first, second]) => ({
        oneOf: [
          { ...(first as object), required: ['a'] },
          { ...(second as object), not: { required: ['a'] } },
        ],
      })),
      fc
        .tuple(tie('branch'), tie('object'), tie('object'))
        .map((parts) =>
          Object.fromEntries(['if', 'then', 'else'].map((keyword, index) => [keyword, parts[index]!])),
        ),
      fc.record({ dependentSchemas: fc.dictionary(fc.constant('a'), tie('object'), { minKeys: 1 }) }),
      tie('tagged'),
    ),
  }));
  return object;
}

const toB: Schema = { $ref: '#/components/schemas/B' };

function reference(): fc.Arbitrary<Schema> {
  return fc.constantFrom('A', 'B', 'C').map((name) => ({ $ref: `#/components/schemas/${name}` }));
}

function value(): fc.Arbitrary<Json> {
  const { root } = fc.letrec<{ root: Json; json: Json }>((tie) => ({
    root: fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'p1', 'p2', 'other', 'kind', 'constructor'),
      tie('json'),
      {
        minKeys: 1,
        maxKeys: 5,
      },
    ),
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>('x', 'y', 1, null),
      tie('root'),
      tie('root'),
      fc.array(tie('json'), { maxLength: 2 }),
    ),
  }));
  return root;
}
