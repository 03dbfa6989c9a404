import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  FieldDefinition,
  RequestMediaType,
  WireShape,
} from '../../../../src/runtime/core/definition.js';
import { decodeForm } from '../../../../src/runtime/decode/form.js';
import { array, integer, object, string } from './parameter-fixture.js';

const LIMITS = { depth: 8, nodes: 100 };

function field(name: string, shape: WireShape, options: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    name,
    required: false,
    file: false,
    repeated: shape.kind === 'array',
    style: 'form',
    explode: true,
    contentTypes: [],
    json: false,
    shape,
    maxBytes: null,
    ...options,
  };
}

function media(fields: readonly FieldDefinition[], additional: WireShape | null = null): RequestMediaType {
  return { mediaType: 'application/x-www-form-urlencoded', codec: 'form', fields, additional };
}

function decode(
  fields: readonly FieldDefinition[] | FieldDefinition,
  body: string | Uint8Array,
  additional: WireShape | null = null,
  limits = LIMITS,
): unknown {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const result = decodeForm(bytes, media([fields].flat(), additional), limits);
  if (result.ok) return result.value;
  return result.issues.length === 0
    ? result.reason
    : result.issues.map((issue) => `${issue.pointer} ${issue.keyword}`);
}

describe('fields', () => {
  it('are decoded by style', () => {
    const fields = [
      field('name', string),
      field('age', integer),
      field('tags', array(string)),
      field('ids', array(integer), { explode: false }),
      field('sizes', array(integer), { style: 'pipeDelimited', explode: false }),
      field('at', object({ x: integer, y: integer }), { explode: false }),
    ];
    expect(decode(fields, 'name=A+B%2B%26&age=7&tags=a&tags=b%2Cc&ids=1,2&sizes=1%7C2&at=x,1,y,2')).toEqual({
      name: 'A B+&',
      age: 7,
      tags: ['a', 'b,c'],
      ids: [1, 2],
      sizes: [1, 2],
      at: { x: 1, y: 2 },
    });
  });

  it('come as records without prototype', () => {
    const result = decodeForm(
      Buffer.from('a[b]=1'),
      media([field('a', object({ b: string }), { style: 'deepObject' })]),
      LIMITS,
    );
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    expect(Object.getPrototypeOf(result.value)).toBeNull();
    expect(Object.getPrototypeOf(result.value['a'])).toBeNull();
  });

  it('are refused where they do not fit, each by its own name', () => {
    const fields = [field('a/b~c', integer), field('n', string, { required: true }), field('d', string)];
    expect(decode(fields, 'a/b~c=x&d=1&d=2')).toEqual(['#/a~1b~0c type', '#/n required', '#/d repeated']);
    expect(decode(fields, 'n=%ff')).toEqual(['#/n encoding']);
  });

  it('that nobody declared are refused, or take the additional shape', () => {
    expect(decode(field('a', string), 'a=1&b=2')).toEqual(['# additionalProperties']);
    expect(decode(field('a', string), 'a=1&b=2', integer)).toEqual({ a: '1', b: 2 });
    expect(decode(field('a', string), 'b=x', integer)).toEqual(['# type']);
    expect(decode(field('a', string), 'b=1&b=2', string)).toEqual(['# repeated']);
    expect(decode([], 'b=1&b=2', array(string))).toEqual({ b: ['1', '2'] });
    for (const name of ['__proto__', 'constructor', 'prototype', '%5f_proto__']) {
      expect(decode([], `${name}=1`, string)).toEqual(['# propertyNames']);
    }
  });

  it('never say a name or value of the sender', () => {
    const fields = [field('a', integer), field('b', object({ c: integer }), { style: 'deepObject' })];
    for (const body of ['CANARY=1', 'a=CANARY', 'b[CANARY]=1', 'b[c]=CANARY', 'CANARY=%ff', '%ff=CANARY']) {
      for (const additional of [null, integer]) {
        const result = decodeForm(Buffer.from(body), media(fields, additional), LIMITS);
        if (!result.ok) expect(JSON.stringify(result)).not.toContain('CANARY');
      }
    }
  });

  it('may be JSON', () => {
    const at = field('at', object({ x: integer }), { json: true });
    expect(decode(at, `at=${encodeURIComponent('{"x":1}')}`)).toEqual({ at: { x: 1 } });
    expect(decode(at, `at=${encodeURIComponent('{"x":1,"x":2}')}`)).toEqual(['#/at type']);
    expect(decode(at, `at=${encodeURIComponent('['.repeat(9))}`)).toEqual(['#/at type']);
    expect(decode(at, 'at=1&at=2')).toEqual(['#/at repeated']);
    const list = field('list', array(object({ x: integer })), { json: true });
    expect(decode(list, 'list={"x":1}&list={"x":2}')).toEqual({ list: [{ x: 1 }, { x: 2 }] });
    expect(decode(list, 'list=[{"x":1},{"x":2}]')).toEqual({ list: [{ x: 1 }, { x: 2 }] });
    expect(decode(list, 'list={"x":1}')).toEqual({ list: [{ x: 1 }] });
    expect(decode(field('m', array(array(integer)), { json: true }), 'm=[1,2]')).toEqual({ m: [[1, 2]] });
  });
});

describe('bodies', () => {
  it('may be empty', () => {
    expect(decode(field('a', string), '')).toEqual({});
    expect(decode(field('a', string), '&&')).toEqual({});
  });

  it('are UTF-8, encoded or not', () => {
    expect(decode(field('a', string), 'a=né')).toEqual({ a: 'né' });
    expect(decode(field('a', string), Buffer.from([0x61, 0x3d, 0xff]))).toBe('not-utf-8');
    expect(decode(field('a', string), '\ufeffa=1')).toBe('not-utf-8');
    expect(decode(field('a', string), '%zz=1', string)).toBe('malformed-field-name');
    expect(decode(field('a', object({}, string), { style: 'deepObject' }), 'a[b=1')).toBe(
      'malformed-field-name',
    );
  });

  it('hold a bounded number of fields', () => {
    const list = field('a', array(string));
    expect(decode(list, 'a=1&'.repeat(100))).toHaveProperty('a.length', 100);
    expect(decode(list, 'a=1&'.repeat(101))).toBe('too-many-fields');
    expect(decode([], 'x&'.repeat(101), string)).toBe('too-many-fields');
  });
});

/** As Stripe writes its bodies: `style: deepObject` with arrays and objects in it. */
describe('deepObject', () => {
  const any: WireShape = { kind: 'any' };
  const items = field(
    'items',
    array(
      object({
        price: string,
        quantity: integer,
        metadata: object({}, string),
        tax_rates: { kind: 'oneOf', options: [array(string), string] },
        price_data: object({
          currency: string,
          recurring: object({ interval: string, interval_count: integer }),
        }),
      }),
    ),
    { style: 'deepObject' },
  );

  it('nests as deep as the shape says', () => {
    const body = [
      'items[0][price]=price_1&items[0][quantity]=2&items[0][metadata][order%20id]=6735',
      'items[0][tax_rates][]=a&items[0][tax_rates][]=b',
      'items[1][price_data][currency]=usd&items[1][price_data][recurring][interval]=month',
      'items%5B1%5D%5Bprice_data%5D%5Brecurring%5D%5Binterval_count%5D=3&items[1][tax_rates]=',
    ].join('&');
    expect(decode(items, body)).toEqual({
      items: [
        { price: 'price_1', quantity: 2, metadata: { 'order id': '6735' }, tax_rates: ['a', 'b'] },
        {
          price_data: { currency: 'usd', recurring: { interval: 'month', interval_count: 3 } },
          tax_rates: '',
        },
      ],
    });
  });

  it.each([
    ['items[0][quantity]=x', 'type'],
    ['items[0][nope]=1', 'additionalProperties'],
    ['items[0][price]=a&items[0][price]=b', 'repeated'],
    ['items[0][price][x]=a', 'type'],
    ['items[0]=a', 'type'],
    ['items[0]=a&items[0][price]=b', 'type'],
    ['items[1][price]=a', 'type'],
    ['items[][price]=a', 'type'],
    ['items=a', 'type'],
    ['items[0][__proto__][x]=1', 'propertyNames'],
    ['items[0][metadata][__proto__]=1', 'propertyNames'],
    ['items[0][metadata][constructor][prototype]=1', 'propertyNames'],
    ['items[__proto__]=1', 'propertyNames'],
    [`items${'[0]'.repeat(9)}=1`, 'type'],
  ])('refuses %s', (body, keyword) => {
    // A text beside brackets belongs to no shape here, so the field's own name is not declared.
    const expected = body === 'items=a' ? ['# additionalProperties'] : [`#/items ${keyword}`];
    expect(decode(items, body)).toEqual(expected);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('keeps what the document leaves open as it was sent', () => {
    const open = field('open', any, { style: 'deepObject' });
    expect(decode(open, 'open=1')).toEqual({ open: '1' });
    expect(decode(open, 'open[a]=1&open[b][0]=2&open[b][1]=3&open[c][]=4')).toEqual({
      open: { a: '1', b: ['2', '3'], c: ['4'] },
    });
    expect(decode(open, 'open[a]=1&open[a][b]=2')).toEqual(['#/open type']);
  });

  it('chooses the option that fits, at every level, in linear time', () => {
    const nest = (shape: WireShape, levels: number): WireShape =>
      levels === 0
        ? shape
        : nest(
            { kind: 'oneOf', options: [integer, object({ a: shape }), object({ a: shape, b: integer })] },
            levels - 1,
          );
    const deep = field('d', nest(string, 7), { style: 'deepObject' });
    const start = performance.now();
    expect(decode(deep, `d${'[a]'.repeat(7)}=x&d[b]=1`)).toHaveProperty('d.b', 1);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('round-trips whatever a shape describes', () => {
    const key = fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => name !== 'constructor');
    const tree = fc.letrec<{ node: [WireShape, unknown]; leaf: [WireShape, unknown] }>((tie) => ({
      leaf: fc.oneof(
        fc.string({ maxLength: 8 }).map((text): [WireShape, unknown] => [string, text]),
        fc.maxSafeInteger().map((n): [WireShape, unknown] => [integer, n]),
      ),
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        tie('leaf'),
        fc
          .dictionary(key, tie('node'), { minKeys: 1, maxKeys: 3, noNullPrototype: true })
          .map((entries): [WireShape, unknown] => [
            object(Object.fromEntries(Object.entries(entries).map(([k, [shape]]) => [k, shape]))),
            Object.fromEntries(Object.entries(entries).map(([k, [, value]]) => [k, value])),
          ]),
        fc
          .tuple(tie('node'), fc.integer({ min: 1, max: 3 }))
          .map(([[shape, value], count]): [WireShape, unknown] => [
            array(shape),
            Array.from({ length: count }, () => value),
          ]),
      ),
    })).node;
    fc.assert(
      fc.property(
        tree.filter(([shape]) => shape.kind === 'object' || shape.kind === 'array'),
        ([shape, value]) => {
          const body = pairs('v', value)
            .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
            .join('&');
          const limits = { depth: 8, nodes: 1_000 };
          expect(decode(field('v', shape, { style: 'deepObject' }), body, null, limits)).toEqual({
            v: value,
          });
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('anything', () => {
  it('never throws and pollutes nothing', () => {
    const fields = [
      field('a', object({ b: object({}, string) }, string), { style: 'deepObject' }),
      field('c', { kind: 'any' }, { style: 'deepObject' }),
      field('d', array(string)),
      field('e', object({ f: string }), {}),
    ];
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        'c',
        'd',
        'f',
        '[',
        ']',
        '[b]',
        '[0]',
        '[]',
        '&',
        '=',
        '%',
        '%5B',
        '__proto__',
        '[__proto__]',
      ),
      fc.string({ maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, open) => {
        decodeForm(Buffer.from(pieces.join('')), media(fields, open ? string : null), LIMITS);
        expect(({} as { b?: unknown }).b).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });

  it('costs linear time', () => {
    const open = media([field('a', { kind: 'any' }, { style: 'deepObject' })], { kind: 'any' });
    const limits = { depth: 32, nodes: 100_000 };
    const bodies = [
      Array.from({ length: 10_000 }, (_, i) => `a[${i}]=1`).join('&'),
      Array.from({ length: 10_000 }, (_, i) => `a[k${i}]=1`).join('&'),
      Array.from({ length: 10_000 }, (_, i) => `x${i}=1`).join('&'),
      'a[]=1&'.repeat(20_000),
      `${'['.repeat(200_000)}=1`,
      `a${'[0]'.repeat(80_000)}=1`,
      `a=${'+'.repeat(250_000)}`,
      '%41'.repeat(80_000),
    ];
    for (const body of bodies) {
      const bytes = Buffer.from(body);
      const start = performance.now();
      decodeForm(bytes, open, limits);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

function pairs(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => pairs(`${name}[${i}]`, item));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => pairs(`${name}[${key}]`, child));
  }
  return [[name, String(value)]];
}
