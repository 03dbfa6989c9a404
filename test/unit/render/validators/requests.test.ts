import { describe, expect, it } from 'vitest';

import type { Schema } from '../../../../src/normalize/normalized-document.js';
import type { InputCheck } from '../../../../src/runtime/core/operation-validators.js';
import { apiOf, type OperationSketch } from './api-fixture.js';
import { loadValidators } from './load-validators.js';

function bodyCheck(
  schema: Schema,
  more: Partial<OperationSketch> = {},
  schemas: Readonly<Record<string, Schema>> = {},
): InputCheck {
  return loadValidators(apiOf(schemas, [{ name: 'op', body: schema, ...more }])).get('op')!.bodies[0]!;
}

function finished(check: InputCheck, value: unknown, mode: 'strip' | 'reject' | 'keep' = 'strip'): unknown {
  expect(check.validate(value)).toBeNull();
  const result = check.finish(value, mode);
  return result.ok ? result.value : result.undeclared;
}

function partNamed(name: string): Schema {
  return {
    type: 'object',
    properties: { [name]: { default: name }, deep: { type: 'object', properties: { [name]: {} } } },
  };
}

/** So many alternatives that each is finished by itself. */
function many(...parts: readonly Schema[]): Schema {
  return { anyOf: [...parts, ...['p', 'q', 'r', 's'].map(partNamed)] };
}

function named(b: Schema): { readonly type: 'object'; readonly properties: { readonly b: Schema } } {
  return { type: 'object', properties: { b } };
}

/** One of several kinds of record. */
const record = (type: string, more: Record<string, Schema> = {}): Schema => ({
  allOf: [
    {
      properties: {
        type: { enum: [type] },
        content: { type: 'string' },
        data: { type: 'string' },
        ...more,
      },
    },
    { $ref: '#/components/schemas/Base' },
  ],
  required: ['type', 'id'],
});

describe('request checks', () => {
  const user = {
    type: 'object',
    required: ['id', 'name'],
    properties: {
      id: { $ref: '#/components/schemas/Id' },
      name: { type: 'string' },
      password: { type: 'string', writeOnly: true },
    },
  };
  const schemas = { User: user, Id: { type: 'string', readOnly: true } };
  const reference = { $ref: '#/components/schemas/User' };

  it('refuse readOnly properties in POST and drop them in PUT', () => {
    const post = bodyCheck(reference, { method: 'POST' }, schemas);
    expect(post.validate({ name: 'a' })).toBeNull();
    expect(post.validate({ id: '1', name: 'a' })).toEqual([
      { pointer: '/id', keyword: 'readOnly', detail: 'is set by the server only' },
    ]);
    const put = bodyCheck(reference, { method: 'PUT' }, schemas);
    expect(finished(put, { id: 1, name: 'a', password: 'b' })).toEqual({ name: 'a', password: 'b' });
    expect(finished(put, { id: 1, name: 'a' }, 'reject')).toEqual({ name: 'a' });
    expect(finished(put, { id: 1, name: 'a' }, 'keep')).toEqual({ name: 'a' });
  });

  it('treat names that no accepted JSON holds as names of absent properties', () => {
    const lone = '\ud800';
    const check = bodyCheck({
      type: 'object',
      properties: { [lone]: { type: 'string' }, name: { type: 'string' } },
      patternProperties: { [`^${lone}`]: { type: 'number' }, '^n': { minLength: 2 } },
    });
    expect(check.validate({ name: 'ab' })).toBeNull();
    expect(check.validate({ name: 'a' })).toMatchObject([{ pointer: '/name', keyword: 'minLength' }]);
    const choice = {
      oneOf: ['a', 'b'].map((tag) => ({ required: [lone], properties: { [lone]: { const: tag } } })),
    };
    expect(bodyCheck(choice).validate({})).not.toBeNull();
    expect(bodyCheck({ required: [lone] }).validate({})).toMatchObject([{ keyword: 'required' }]);
  });

  it('refuse readOnly values of names that are not declared', () => {
    const hidden = { type: 'string', readOnly: true };
    const bodies = {
      a: { additionalProperties: hidden },
      b: { patternProperties: { '^x': { allOf: [hidden] } } },
    };
    const validators = loadValidators(
      apiOf(
        {},
        Object.entries(bodies).flatMap(([name, body]) =>
          ['POST', 'PUT'].map((method) => ({
            name: `${name}${method}`,
            method,
            body: { type: 'object', properties: { n: { type: 'integer' } }, ...body },
          })),
        ),
      ),
    );
    for (const [
      name,
      {
        bodies: [check],
      },
    ] of validators) {
      expect(check!.validate({ n: 1 }), name).toBeNull();
      expect(check!.validate({ n: 1, x: 'v' }), name).toMatchObject([{ pointer: '/x', keyword: 'readOnly' }]);
    }
  });

  it('do not require a property that another part of allOf marks readOnly', () => {
    const part = { type: 'object', required: ['id'], properties: { name: { type: 'string' } } };
    const whole = {
      allOf: [{ $ref: '#/components/schemas/Part' }, { properties: { id: { readOnly: true } } }],
    };
    expect(bodyCheck(whole, {}, { Part: part }).validate({ name: 'a' })).toBeNull();
    expect(bodyCheck({ $ref: '#/components/schemas/Part' }, {}, { Part: part }).validate({})).not.toBeNull();
  });

  it('do not require beside alternatives what each of them marks readOnly', () => {
    const schemas = {
      Base: { properties: { id: { type: 'string', readOnly: true } } },
      A: record('A'),
      B: record('B', { content: { type: 'string', readOnly: true } }),
      Record: {
        type: 'object',
        required: ['id', 'type', 'data'],
        oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
      },
    };
    const reference = { $ref: '#/components/schemas/Record' };
    for (const body of [reference, { allOf: [{ required: ['id'] }, reference] }]) {
      const post = bodyCheck(body, { method: 'POST' }, schemas);
      expect(post.validate({ type: 'A', data: 'd', content: 'c' })).toBeNull();
      expect(post.validate({ type: 'B', data: 'd' })).toBeNull();
      expect(post.validate({ type: 'A' })).not.toBeNull();
      expect(post.validate({ type: 'A', data: 'd', id: '1' })).not.toBeNull();
      expect(post.validate({ type: 'B', data: 'd', content: 'c' })).not.toBeNull();
      const put = bodyCheck(body, { method: 'PUT' }, schemas);
      expect(put.validate({ type: 'A', data: 'd', id: '1' })).toBeNull();
      expect(finished(put, { type: 'A', data: 'd', id: '1' })).toEqual({ type: 'A', data: 'd' });
      expect(finished(put, { type: 'B', data: 'd', content: 'c' })).toEqual({ type: 'B', data: 'd' });
    }
    // Some alternative takes it.
    const content = { ...schemas.Record, required: ['content'] };
    expect(bodyCheck(content, {}, schemas).validate({ type: 'A', data: 'd' })).not.toBeNull();
    // An alternative says nothing of it: a value of that one has to have it.
    const unsaid = { required: ['id'], anyOf: [{ $ref: '#/components/schemas/A' }, { required: ['other'] }] };
    expect(bodyCheck(unsaid, {}, schemas).validate({ other: 1 })).not.toBeNull();
    expect(bodyCheck(unsaid, {}, schemas).validate({ other: 1, id: '1' })).toBeNull();
    // It stands beside the alternatives too, and one of them does not mark it.
    const beside = {
      required: ['id'],
      properties: { id: { type: 'string' } },
      anyOf: [{ $ref: '#/components/schemas/A' }, { required: ['other'] }],
    };
    expect(bodyCheck(beside, {}, schemas).validate({ other: 1 })).not.toBeNull();
    expect(bodyCheck(beside, {}, schemas).validate({ other: 1, id: '1' })).toBeNull();
  });

  it('bound strings and arrays that declare no bound themselves', () => {
    const schema = {
      type: 'object',
      properties: {
        short: { type: 'string' },
        long: { type: 'string', maxLength: 8 },
        both: { allOf: [{ $ref: '#/components/schemas/Text' }, { maxLength: 8 }] },
        text: { $ref: '#/components/schemas/Text' },
        list: { type: 'array', items: { type: 'integer' } },
        kind: { type: 'string', enum: ['longer than that'] },
      },
    };
    const check = bodyCheck(schema, { bounds: { maxLength: 4, maxItems: 1 } }, { Text: { type: 'string' } });
    const value = {
      short: '12345',
      long: '12345',
      both: '12345',
      text: '12345',
      list: [1, 2],
      kind: 'longer than that',
    };
    expect(check.validate(value)?.map(({ pointer }) => pointer)).toEqual(['/short', '/text', '/list']);
  });

  it('keep free-form objects whole, and what additionalProperties allows', () => {
    const schema = {
      type: 'object',
      properties: {
        free: { type: 'object' },
        any: {},
        map: { type: 'object', additionalProperties: { type: 'object', properties: { a: {} } } },
        open: { type: 'object', properties: { a: {} }, additionalProperties: true },
      },
    };
    const value = {
      free: { x: { y: 1 } },
      any: { z: [{}] },
      map: { k: { a: 1, b: 2 } },
      open: { a: 1, b: 2 },
      other: 1,
    };
    expect(finished(bodyCheck(schema), value)).toEqual({
      free: { x: { y: 1 } },
      any: { z: [{}] },
      map: { k: { a: 1 } },
      open: { a: 1, b: 2 },
    });
  });

  it('tell where what nobody declared stands', () => {
    const schema = {
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'object', properties: { b: {} } } } },
    };
    const value = [{ a: { b: 1 } }, { a: { 'c/d': 1 }, e: 1 }];
    expect(finished(bodyCheck(schema), value, 'reject')).toEqual(['/1/e', '/1/a/c~1d']);
    expect(finished(bodyCheck(schema), structuredClone(value), 'keep')).toEqual(value);
  });

  it('fill defaults, in the matching branch too, without sharing them', () => {
    const schema = {
      type: 'object',
      properties: {
        size: { type: 'integer', default: 1 },
        tags: { type: 'array', default: [] },
        shape: { $ref: '#/components/schemas/Shape' },
      },
    };
    const shape = {
      oneOf: [
        { type: 'object', required: ['kind'], properties: { kind: { const: 'a' }, x: { default: 'ax' } } },
        { type: 'object', required: ['kind'], properties: { kind: { const: 'b' }, x: { default: 'bx' } } },
      ],
    };
    const check = bodyCheck(schema, {}, { Shape: shape });
    const first = finished(check, { shape: { kind: 'b', y: 1 } }) as { tags: unknown[] };
    expect(first).toEqual({ size: 1, tags: [], shape: { kind: 'b', x: 'bx' } });
    first.tags.push('changed');
    expect(finished(check, {})).toEqual({ size: 1, tags: [] });
  });

  it('report the branch that the tag names, and no other', () => {
    const schema = {
      oneOf: [
        {
          type: 'object',
          required: ['kind', 'x'],
          properties: { kind: { const: 'a' }, x: { type: 'integer' } },
        },
        {
          type: 'object',
          required: ['kind', 'y'],
          properties: { kind: { const: 'b' }, y: { type: 'integer' } },
        },
      ],
      discriminator: { propertyName: 'kind', mapping: { a: '#/components/schemas/A' } },
    };
    expect(bodyCheck(schema).validate({ kind: 'b', y: 'no' })).toEqual([
      { pointer: '/y', keyword: 'type', detail: 'must be integer' },
    ]);
    expect(bodyCheck(schema).validate({ kind: 'c' })?.[0]).toMatchObject({
      pointer: '/kind',
      keyword: 'enum',
    });
  });

  it('look at own properties only', () => {
    const names = ['constructor', '__proto__', 'toString'];
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    };
    const check = bodyCheck(schema);
    expect(check.validate({})?.map(({ keyword }) => keyword)).toEqual(['required', 'required', 'required']);
    const value: unknown = JSON.parse('{"constructor":"a","__proto__":"b","toString":"c"}');
    expect(check.validate(value)).toBeNull();
    expect(check.validate(JSON.parse('{"constructor":"a","__proto__":1,"toString":"c"}'))).toMatchObject([
      { pointer: '/__proto__', keyword: 'type' },
    ]);
    expect(check.validate(Object.assign(Object.create(null) as object, { constructor: 'a' }))).toHaveLength(
      2,
    );
  });

  it('look beyond prefixItems of an empty array', () => {
    const none = { prefixItems: [true], contains: { type: 'string' } };
    expect(bodyCheck({ not: none }).validate([])).toBeNull();
    expect(bodyCheck({ not: none }).validate(['a'])).toHaveLength(1);
    expect(bodyCheck({ if: none, ...(JSON.parse('{"then":false}') as object) }).validate([])).toBeNull();
  });

  it('count in code points, and measure decimals as decimals', () => {
    const check = bodyCheck({
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 2, maxLength: 2 },
        price: { type: 'number', multipleOf: 0.01 },
        count: { type: 'integer' },
      },
    });
    expect(check.validate({ text: '😀😀', price: 19.99, count: 1 })).toBeNull();
    expect(check.validate({ text: '😀' })).toHaveLength(1);
    expect(check.validate({ price: 19.999 })).toHaveLength(1);
    expect(check.validate({ count: 2 ** 53 })).toMatchObject([{ pointer: '/count', keyword: 'type' }]);
  });

  it('name limits and declared names in errors, never what was sent', () => {
    const schema = {
      type: 'object',
      required: ['must'],
      additionalProperties: false,
      properties: {
        must: {},
        list: { type: 'array', maxItems: 1, items: { enum: ['a'] } },
        text: { pattern: '^a' },
      },
      propertyNames: { maxLength: 10 },
    };
    const errors = bodyCheck(schema).validate({
      'secret-key-name': 1,
      list: ['secret', 'secret'],
      text: 'secret',
    });
    expect(errors?.map(({ keyword }) => keyword).sort()).toEqual(
      ['required', 'additionalProperties', 'maxItems', 'enum', 'enum', 'pattern', 'maxLength'].sort(),
    );
    for (const { detail } of errors ?? []) expect(detail).not.toContain('secret');
  });

  it('stay quick and small on large hostile bodies', () => {
    const check = bodyCheck(
      {
        type: 'object',
        properties: {
          items: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
          unique: { type: 'array', uniqueItems: true },
          map: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      {},
      { Item: { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' } } } },
    );
    const started = performance.now();
    expect(check.validate({ items: Array.from({ length: 100_000 }, () => ({ a: 1 })) })?.length).toBe(21);
    const map = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    expect(check.validate({ map })?.length).toBe(21);
    const unique = Array.from({ length: 50_000 }, (_, index) => ({ index }));
    expect(check.validate({ unique })).toBeNull();
    expect(check.validate({ unique: [...unique, { index: 7 }] })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('survive values as deep as any body may be', () => {
    const node = {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] } },
    };
    const check = bodyCheck({ $ref: '#/components/schemas/Node' }, {}, { Node: node });
    let value: unknown = null;
    for (let depth = 0; depth < 1000; depth++) value = { next: value, undeclared: depth };
    expect(check.validate(value)).toBeNull();
    expect(check.finish(value, 'strip')).toMatchObject({ ok: true });
    expect(JSON.stringify(value)).not.toContain('undeclared');
  });

  describe('unite many alternatives', () => {
    const x = { type: 'object', properties: { x: { type: 'integer' } } };
    const content = { x: 1, y: { z: 2 } };

    it.each<[string, Schema, unknown, unknown]>([
      // What says nothing of a content is no reason to keep what others do not name (semantics §6, Objects).
      ['true beside names', many(named(true), named(x)), { b: content }, { b: { x: 1 } }],
      ['{} beside names', many(named({}), named(x)), { b: content }, { b: { x: 1 } }],
      [
        'a bare object beside names',
        many(named({ type: 'object' }), named(x)),
        { b: content },
        { b: { x: 1 } },
      ],
      [
        'the same further down',
        many(named(named(true)), named(named(x))),
        { b: { b: content } },
        { b: { b: { x: 1 } } },
      ],
      [
        'the same in items',
        many(named({ items: true }), named({ items: x })),
        { b: [content] },
        { b: [{ x: 1 }] },
      ],
      [
        'the same in maps',
        many(named({ type: 'object', additionalProperties: true }), named({ additionalProperties: x })),
        { b: { k: content } },
        { b: { k: { x: 1 } } },
      ],
      // Free-form where nobody names anything.
      ['true alone', many(named(true), named({ type: 'object' })), { b: content }, { b: content }],
      [
        'names that do not apply',
        many(named(true), { ...named(x), required: ['c'] }),
        { b: content },
        { b: content },
      ],
      [
        'an array where only objects are named',
        many(named(true), named({ properties: x.properties })),
        { b: [content] },
        { b: [content] },
      ],
      // `additionalProperties` evaluates every name.
      [
        'a map beside names',
        many(named({ type: 'object', additionalProperties: true }), named(x)),
        { b: content },
        { b: content },
      ],
    ])('%s', (_case, schema, value, expected) => {
      const check = bodyCheck(schema);
      const result = finished(check, structuredClone(value)) as Record<string, unknown>;
      expect({ b: result['b'] }).toEqual(expected);
    });

    it('and refuse what is left over where undeclared names are refused', () => {
      const check = bodyCheck(many(named(true), named(x)));
      expect(finished(check, { b: { ...content } }, 'reject')).toEqual(['/b/y']);
      expect(finished(check, { b: { ...content } }, 'keep')).toMatchObject({ b: content });
    });

    it('as few alternatives are united', () => {
      const few = bodyCheck({ anyOf: [named(true), named(x)] });
      expect(finished(few, { b: { ...content } })).toEqual({ b: { x: 1 } });
    });

    it('of patterns that one name matches', () => {
      const check = bodyCheck({ type: 'object', patternProperties: { '^b': true, c$: x } });
      expect(finished(check, { bc: { ...content }, b: { ...content } })).toEqual({
        bc: { x: 1 },
        b: content,
      });
    });
  });

  it('finish values that several branches accept', () => {
    const check = bodyCheck({ anyOf: ['a', 'b', 'c', 'd', 'e'].map(partNamed) });
    const value = { a: 1, deep: { a: 1, e: 2, x: 3 }, x: 4 };
    expect(finished(check, value)).toEqual({ a: 1, b: 'b', c: 'c', d: 'd', e: 'e', deep: { a: 1, e: 2 } });
  });

  it('take parameters whose schemas are readOnly: only properties are', () => {
    for (const method of ['POST', 'PUT', 'GET'] as const) {
      const api = apiOf(schemas, [
        {
          name: 'op',
          method,
          parameters: [
            { name: 'id', in: 'path', schema: { $ref: '#/components/schemas/Id' }, required: true },
            { name: 'limit', in: 'query', schema: { type: 'integer', readOnly: true, maximum: 5 } },
          ],
        },
      ]);
      const { parameters } = loadValidators(api).get('op')!;
      const values = { path: { id: 'a' }, query: { limit: 5 } };
      expect(parameters!.validate(values)).toBeNull();
      expect(parameters!.finish(values, 'strip')).toMatchObject({ ok: true, value: values });
      expect(parameters!.validate({ path: { id: 'a' }, query: { limit: 6 } })).toMatchObject([
        { keyword: 'maximum' },
      ]);
      expect(parameters!.validate({ path: {} })).toMatchObject([{ keyword: 'required' }]);
    }
  });

  it('check parameters without touching them', () => {
    const operation = loadValidators(
      apiOf({}, [
        {
          name: 'op',
          parameters: [
            { name: 'Limit', in: 'header', schema: { type: 'integer', maximum: 5 } },
            {
              name: 'filter',
              in: 'query',
              schema: { type: 'object', properties: { a: { type: 'string' } } },
            },
            { name: 'flag', in: 'query', allowEmptyValue: true, schema: { type: 'boolean' } },
          ],
        },
      ]),
    ).get('op')!;
    expect(operation.parameters?.validate({ headers: { limit: 6 }, query: { flag: '' } })).toMatchObject([
      { pointer: '/headers/limit', keyword: 'maximum' },
    ]);
    expect(operation.parameters?.finish({ query: { filter: { a: 'x', b: 'y' } } }, 'strip')).toEqual({
      ok: true,
      value: { query: { filter: { a: 'x' } } },
    });
    expect(operation.bodies).toEqual([]);
    expect(operation.replies).toEqual([]);
  });
});
