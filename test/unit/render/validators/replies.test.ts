import { describe, expect, it } from 'vitest';

import { Diagnostics } from '../../../../src/diagnostics/diagnostics.js';
import type { Schema } from '../../../../src/normalize/normalized-document.js';
import { renderValidators } from '../../../../src/render/validators/render-validators.js';
import type { ReplyCheck } from '../../../../src/runtime/core/operation-validators.js';
import { ANYONE } from '../../../../src/runtime/validate/property-rule.js';
import { apiOf, type OperationSketch } from './api-fixture.js';
import { loadValidators } from './load-validators.js';

function replyCheck(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>> = {},
  more: Partial<OperationSketch> = {},
): ReplyCheck {
  return loadValidators(apiOf(schemas, [{ name: 'op', reply: schema, ...more }])).get('op')!.replies[0]![0]!;
}

function write(check: ReplyCheck, value: unknown): unknown {
  const text = check.write(value, 'strip', ANYONE);
  return text === null ? null : JSON.parse(text);
}

const user = {
  type: 'object',
  required: ['id', 'password'],
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    password: { type: 'string', writeOnly: true },
    friends: { type: 'array', items: { $ref: '#/components/schemas/User' } },
  },
};
const reference = { $ref: '#/components/schemas/User' };

describe('reply checks', () => {
  it('write declared properties only, and no writeOnly ones', () => {
    const value = {
      id: 1,
      name: 'a"\n😀\u2028',
      password: 'p',
      hash: 'h',
      friends: [{ id: 2, password: 3, x: 1 }],
    };
    expect(write(replyCheck(reference, { User: user }), value)).toEqual({
      id: 1,
      name: 'a"\n😀\u2028',
      friends: [{ id: 2 }],
    });
    const kept = replyCheck(reference, { User: user }, { unknownProperties: 'keep' });
    expect(write(kept, value)).toEqual({
      id: 1,
      name: 'a"\n😀\u2028',
      hash: 'h',
      friends: [{ id: 2, x: 1 }],
    });
  });

  it('do not require beside alternatives what each of them marks writeOnly', () => {
    const schema = {
      required: ['kind', 'secret'],
      oneOf: ['a', 'b'].map((kind) => ({
        properties: { kind: { const: kind }, [kind]: { type: 'integer' }, secret: { writeOnly: true } },
        required: ['kind'],
      })),
    };
    const check = replyCheck(schema);
    expect(write(check, { kind: 'a', a: 1 })).toEqual({ kind: 'a', a: 1 });
    expect(write(check, { kind: 'b', b: 1, secret: 's' })).toEqual({ kind: 'b', b: 1 });
    expect(write(check, { a: 1 })).toBeNull();
  });

  it('cannot be written where names that are not declared are writeOnly', () => {
    const reply = { type: 'object', additionalProperties: { type: 'string', writeOnly: true } };
    expect(() => loadValidators(apiOf({}, [{ name: 'open', reply }]))).toThrow(
      'writeOnly is not supported in additionalProperties',
    );
  });

  it('take undefined for absent, dates for their formats, and toJSON for what it stands for', () => {
    const schema = {
      type: 'object',
      required: ['at'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        day: { type: 'string', format: 'date' },
        key: { type: 'string' },
        user: reference,
      },
    };
    const at = new Date('2026-01-31T10:00:00.000Z');
    const check = replyCheck(schema, { User: user });
    const entity = { toJSON: () => ({ id: 1, secret: 2 }) };
    expect(write(check, { at, day: at, key: { toJSON: () => 'k' }, user: entity })).toEqual({
      at: '2026-01-31T10:00:00.000Z',
      day: '2026-01-31',
      key: 'k',
      user: { id: 1 },
    });
    expect(write(check, { at, day: undefined })).toEqual({ at: '2026-01-31T10:00:00.000Z' });
    expect(write(check, { at: undefined })).toBeNull();
    expect(write(check, { at: new Date(Number.NaN) })).toBeNull();
  });

  it('say where a value does not match', () => {
    const check = replyCheck(reference, { User: user });
    const value = { id: 1, friends: [{ id: 2 }, { id: 3, friends: [{ id: 'x' }] }] };
    expect(check.write(value, 'strip', ANYONE)).toBeNull();
    expect(check.explain(value, ANYONE)).toEqual([
      { pointer: '/friends/1/friends/0/id', keyword: 'type', detail: 'must be integer' },
    ]);
    expect(check.explain({}, ANYONE)).toEqual([
      { pointer: '', keyword: 'required', detail: 'must have the property "id"' },
    ]);
  });

  it('refuse what is no JSON', () => {
    const check = replyCheck({ type: 'object', properties: { any: {}, number: { type: 'number' } } });
    const cyclic: { any?: unknown } = {};
    cyclic.any = cyclic;
    const thrower = Object.defineProperty({}, 'any', {
      get() {
        throw new Error('secret');
      },
    });
    for (const value of [
      cyclic,
      thrower,
      { any: 1n },
      { number: Infinity },
      { number: Number.NaN },
      undefined,
    ]) {
      expect(check.write(value, 'strip', ANYONE)).toBeNull();
      expect(JSON.stringify(check.explain(value, ANYONE))).not.toContain('secret');
    }
    let deep: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) deep = { friends: [deep], id: 1 };
    expect(replyCheck(reference, { User: user }).write(deep, 'strip', ANYONE)).toBeNull();
  });

  it('unite what several branches declare', () => {
    const part = { type: 'object', properties: { a: {}, deep: { type: 'object', properties: { x: {} } } } };
    const other = { type: 'object', properties: { b: {}, deep: { type: 'object', properties: { y: {} } } } };
    const value = { a: 1, b: 2, c: 3, deep: { x: 1, y: 2, z: 3 } };
    expect(write(replyCheck({ anyOf: [part, other] }), value)).toEqual({ a: 1, b: 2, deep: { x: 1, y: 2 } });
    expect(write(replyCheck({ allOf: [part, other] }), value)).toEqual({ a: 1, b: 2, deep: { x: 1, y: 2 } });
    expect(write(replyCheck({ anyOf: [part, { type: 'object' }] }), value)).toEqual({ a: 1, deep: { x: 1 } });
    expect(write(replyCheck({ oneOf: [part, other] }), value)).toBeNull();
  });

  it('check what one walk cannot, on a copy', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } }, not: { required: ['b'] } };
    const check = replyCheck(schema);
    const value = { a: 1, c: new Date(0) };
    expect(write(check, value)).toEqual({ a: 1 });
    expect(value.c).toBeInstanceOf(Date);
    expect(check.explain({ a: 'x' }, ANYONE)).toMatchObject([{ pointer: '/a', keyword: 'type' }]);
    expect(write(check, { a: 1, b: 2 })).toBeNull();
  });
});

describe('generated modules', () => {
  const strings = [
    'a*/globalThis.PWNED=1/*',
    '`${globalThis.PWNED=1}`',
    '"];globalThis.PWNED=1;//',
    '\u2028',
    '\\',
    'x\n',
  ];
  const schema = {
    type: 'object',
    required: strings,
    properties: Object.fromEntries(
      strings.map((text) => [text, { enum: [text], description: text, title: text, default: text }]),
    ),
  };

  it('hold strings of the document as literals only', () => {
    const operation = loadValidators(
      apiOf({ [strings[0]!]: schema }, [
        { name: 'op', body: { $ref: `#/components/schemas/${strings[0]}` }, reply: schema },
      ]),
    ).get('op')!;
    const value = Object.fromEntries(strings.map((text) => [text, text]));
    expect(operation.bodies[0]?.validate(value)).toBeNull();
    expect(write(operation.replies[0]![0]!, value)).toEqual(value);
    expect(globalThis).not.toHaveProperty('PWNED');
  });

  it('are the same for the same model, and share what operations share', () => {
    const sketches = ['one', 'two', 'three'].map((name) => ({ name, body: reference, reply: reference }));
    const render = (): ReadonlyMap<string, string> =>
      renderValidators(apiOf({ User: user }, sketches), new Diagnostics());
    const files = render();
    expect([...render()]).toEqual([...files]);
    const texts = [...files.values()].join('\n');
    expect(texts.match(/function validateUser\(/gu)).toHaveLength(1);
    expect([...files.keys()].filter((path) => path.includes('/shared/')).length).toBeGreaterThan(0);
    expect(texts).not.toContain('require(');
  });
});
