/**
 * Random pairs of schemas and random values: where the comparison finds nothing weaker, whatever the new schema takes
 * the old one took. ajv is the judge.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangedComponents } from '../../../src/diff/changed-components.js';
import { compareSchemas, type SchemaContext } from '../../../src/diff/compare-schemas.js';
import { Comparison } from '../../../src/diff/comparison.js';
import type { SecurityModel } from '../../../src/diff/security-model.js';
import type { Schema } from '../../../src/normalize/normalized-document.js';

type Plain = boolean | { readonly [keyword: string]: unknown };

const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'] as const;
const names = ['a', 'b', 'c'] as const;
const scalars = fc.constantFrom<unknown>(null, true, 0, 1, 2, 3.5, 12, '', 'a', 'ab', 'abc', 'zzzz');
const small = fc.integer({ min: 0, max: 4 });

function optional(members: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  // Objects without a prototype are none to ajv's comparison of items.
  return fc.record(members, { requiredKeys: [], noNullPrototype: true });
}

const { schema } = fc.letrec<{ readonly schema: Plain }>((tie) => {
  const inner = tie('schema');
  const properties = optional({ a: inner, b: inner, c: inner });
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 2, arbitrary: optional({ type: fc.constantFrom(...types) }) },
      {
        weight: 6,
        arbitrary: optional({
          type: fc.oneof(
            fc.constantFrom(...types),
            fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 }),
          ),
          enum: fc.uniqueArray(scalars, {
            minLength: 1,
            maxLength: 3,
            selector: (value) => JSON.stringify(value),
          }),
          minimum: small,
          maximum: small,
          exclusiveMaximum: small,
          exclusiveMinimum: small,
          multipleOf: fc.constantFrom(1, 2, 3),
          minLength: small,
          maxLength: small,
          pattern: fc.constantFrom('^a', 'b', 'z$'),
          minItems: small,
          maxItems: small,
          uniqueItems: fc.boolean(),
          required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
          maxProperties: small,
        }),
      },
      {
        weight: 5,
        arbitrary: optional({
          properties,
          additionalProperties: inner,
          patternProperties: optional({ '^a': inner, b: inner }),
          propertyNames: inner,
          items: inner,
          prefixItems: fc.array(inner, { minLength: 1, maxLength: 2 }),
          contains: optional({ type: fc.constantFrom(...types), maximum: small }),
          required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
        }),
      },
      {
        weight: 4,
        arbitrary: optional({
          allOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
          anyOf: fc.array(inner, { minLength: 1, maxLength: 3 }),
          oneOf: fc.array(inner, { minLength: 1, maxLength: 3 }),
          not: inner,
          // As a literal, an object with `then` looks like a promise.
          ...Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, inner])),
        }),
      },
      { weight: 1, arbitrary: fc.constantFrom({ $ref: '#/components/schemas/X' }) },
    ) as fc.Arbitrary<Plain>,
  };
});

/** Mostly one member apart: what two random schemas have to do with each other is soon said. */
const edited = fc
  .tuple(schema, schema, fc.nat(), fc.constantFrom('replace', 'drop', 'add', 'whole'))
  .map(([old, other, at, edit]): readonly [Plain, Plain] => {
    if (typeof old === 'boolean' || typeof other === 'boolean' || edit === 'whole') return [old, other];
    const keys = Object.keys(edit === 'drop' ? old : other);
    const key = keys.length === 0 ? null : keys[at % keys.length]!;
    if (key === null) return [old, other];
    const { [key]: _dropped, ...rest } = old;
    return [old, edit === 'drop' ? rest : { ...old, [key]: other[key] }];
  });

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: scalars },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 4,
      arbitrary: optional({ a: tie('value'), b: tie('value'), c: tie('value'), ab: tie('value') }),
    },
  ),
}));

function modelWith(component: Plain): SecurityModel {
  const schemas = new Map([['X', component as Schema]]);
  const nothing = {
    servers: [],
    roles: null,
    limiters: [],
    plans: null,
    ipRateLimit: [],
    cors: null,
    typeBase: null,
  };
  return { ...nothing, realm: '', schemes: [], operations: [], schemas };
}

/** ajv in its two ways of working: faults of its own show in one of them. */
const judges = [false, true].map(
  (allErrors) =>
    new Ajv2020({
      allErrors,
      strict: false,
      validateFormats: false,
      meta: false,
      validateSchema: false,
      addUsedSchema: false,
    }),
);

function accepts(schema: Plain, component: Plain): (value: unknown) => boolean {
  const text = JSON.stringify({ $defs: { X: component }, allOf: [schema] });
  const whole = JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as object;
  const checks = judges.map((ajv) => ajv.compile(whole));
  return (value) => {
    const verdicts = checks.map((check) => {
      try {
        return check(value);
      } catch {
        return null;
      }
    });
    const [verdict = null] = verdicts;
    // Where they differ, or one breaks, nobody has judged.
    fc.pre(verdict !== null && verdicts.every((other) => other === verdict));
    return verdict;
  };
}

/** What the comparison has to say of two schemas that refer to two components. */
function directions(old: Plain, next: Plain, oldX: Plain, nextX: Plain): readonly string[] {
  const [oldModel, nextModel] = [modelWith(oldX), modelWith(nextX)];
  const nowhere = { at: null, before: null };
  const unbounded = { maxLength: null, maxItems: null };
  const context: SchemaContext = {
    comparison: new Comparison(oldModel, nextModel),
    components: new ChangedComponents(oldModel.schemas, nextModel.schemas),
    traffic: 'request',
    bounds: { old: unbounded, next: unbounded },
    // As JSON Schema itself has it: what nobody declares is taken.
    keep: { old: true, next: true },
    open: false,
    fallback: nowhere,
  };
  return compareSchemas(old as Schema, next as Schema, 'body', context).all.map(({ direction }) => direction);
}

describe('the comparison of schemas', () => {
  it('finds something weaker wherever a value is taken that was not', () => {
    let silent = 0;
    fc.assert(
      fc.property(
        edited,
        schema,
        fc.array(value, { minLength: 12, maxLength: 12 }),
        ([old, next], x, values) => {
          // A component that refers to itself in place has no meaning.
          const component = JSON.stringify(x).includes('$ref') ? true : x;
          if (directions(old, next, component, component).includes('weaker')) return;
          const [took, takes] = [accepts(old, component), accepts(next, component)];
          silent += 1;
          for (const each of values) {
            if (takes(each) && !took(each)) throw new Error(`${JSON.stringify(each)} is taken now`);
          }
        },
      ),
      { numRuns: 250 },
    );
    // It must also be able to say nothing.
    expect(silent).toBeGreaterThan(30);
  }, 60_000);

  it('finds something weaker wherever a component takes more', () => {
    const at: Plain = { type: 'object', properties: { a: { $ref: '#/components/schemas/X' } } };
    fc.assert(
      fc.property(edited, fc.array(value, { minLength: 12, maxLength: 12 }), ([old, next], values) => {
        if (JSON.stringify([old, next]).includes('$ref')) return;
        if (directions(at, at, old, next).includes('weaker')) return;
        const [took, takes] = [accepts(at, old), accepts(at, next)];
        for (const each of values) {
          if (takes({ a: each }) && !took({ a: each }))
            throw new Error(`${JSON.stringify(each)} is taken now`);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('finds nothing between a schema and itself', () => {
    fc.assert(
      fc.property(schema, (same) => {
        const copy = JSON.parse(JSON.stringify(same)) as Plain;
        return directions(same, copy, true, true).length === 0;
      }),
    );
  });
});
