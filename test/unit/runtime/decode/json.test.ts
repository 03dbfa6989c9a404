import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, type JsonFault, type JsonLimits } from '../../../../src/runtime/decode/json.js';
import { referenceFault } from './json-reference.js';

const LIMITS: JsonLimits = { depth: 32, nodes: 10_000 };

function parse(text: string | Uint8Array, limits: JsonLimits = LIMITS): unknown {
  const result = parseJson(typeof text === 'string' ? Buffer.from(text) : text, limits);
  return result.ok ? { value: result.value } : result.reason;
}

function bytes(...parts: (string | number[])[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

describe('what is accepted', () => {
  it.each([
    '{}',
    '[]',
    '0',
    '-0',
    '""',
    'null',
    'true',
    'false',
    ' \t\r\n{ "a" : [ 1 , 2 ] }\r\n',
    '[[[[]]]]',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":1,"A":2}',
    '{"constructor":1,"prototype":2}',
    '"__proto__"',
    '["__proto__"]',
    '{"a":"__proto__"}',
    '{"__proto":1,"_proto__":2,"__proto__x":3}',
    '"\\ud83d\\ude00 \\u0041 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
    '"é ☃ 😀"',
    '{"é":1,"e\\u0301":2}',
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '1e2',
    '1E+2',
    '6.02214076e23',
    '1e308',
    '0e999',
    '0.000e-999',
    '3.141592653589793238462643383279',
    '100000000000000000000e-19',
    '"123456789012345678901234567890"',
    '"\\\\"',
    '{"\\"":1,"\\\\":2}',
    '"\u2028\u2029"',
  ])('%s', (text) => {
    expect(parse(text)).toEqual({ value: JSON.parse(text) });
  });

  it('takes bytes that are a view of larger memory', () => {
    const memory = Buffer.from('xx{"a":1}yy');
    expect(parse(new Uint8Array(memory.buffer, memory.byteOffset + 2, 7))).toEqual({ value: { a: 1 } });
  });
});

describe('what is refused', () => {
  const cases: [string, string | Uint8Array, JsonFault][] = [
    ['nothing', '', 'not-json'],
    ['only blanks', ' \n', 'not-json'],
    ['two values', '{}{}', 'not-json'],
    ['two scalars', '1 2', 'not-json'],
    ['a trailing comma', '[1,]', 'not-json'],
    ['a trailing comma in an object', '{"a":1,}', 'not-json'],
    ['a comment', '[1/*a*/]', 'not-json'],
    ['single quotes', "{'a':1}", 'not-json'],
    ['a bare key', '{a:1}', 'not-json'],
    ['NaN', '[NaN]', 'not-json'],
    ['Infinity', '[-Infinity]', 'not-json'],
    ['hexadecimal', '0x10', 'not-json'],
    ['a leading zero', '01', 'not-json'],
    ['a leading plus', '+1', 'not-json'],
    ['a leading point', '.5', 'not-json'],
    ['a trailing point', '1.', 'not-json'],
    ['no exponent', '1e', 'not-json'],
    ['a lone minus', '-', 'not-json'],
    ['an open array', '[1', 'not-json'],
    ['an open object', '{"a":1', 'not-json'],
    ['an open string', '"abc', 'not-json'],
    ['a closing bracket too many', '1]', 'not-json'],
    ['crossed brackets', '[{"a":1]}', 'not-json'],
    ['a key outside an object', '["a":1]', 'not-json'],
    ['a key at the root', '"a":1', 'not-json'],
    ['a key after a key', '{"a":"b":1}', 'not-json'],
    ['a bad escape', '"\\x41"', 'not-json'],
    ['a short \\u', '"\\u12"', 'not-json'],
    ['an escape at the end', '"\\', 'not-json'],
    ['a bad key escape', '{"\\q":1}', 'not-json'],
    ['a control character', bytes('"', [0x01], '"'), 'not-json'],
    ['a tab in a string', '"\t"', 'not-json'],
    ['a form feed between values', '[1,\f2]', 'not-json'],
    ['a no-break space', '\u00a0[]', 'not-json'],
    ['a NUL after the value', bytes('{}', [0]), 'not-json'],
    ['a misspelt literal', 'nul', 'not-json'],
    ['an upper-case literal', 'True', 'not-json'],
    ['a byte order mark', '\ufeff{}', 'byte-order-mark'],
    ['UTF-16', Buffer.from('{}', 'utf16le'), 'not-json'],
    ['a stray continuation byte', bytes('"', [0x80], '"'), 'not-utf-8'],
    ['an overlong slash', bytes('"', [0xc0, 0xaf], '"'), 'not-utf-8'],
    ['an encoded surrogate', bytes('"', [0xed, 0xa0, 0x80], '"'), 'not-utf-8'],
    ['a code point too large', bytes('"', [0xf4, 0x90, 0x80, 0x80], '"'), 'not-utf-8'],
    ['a cut sequence', bytes('"', [0xe2, 0x82], '"'), 'not-utf-8'],
    ['Latin-1', bytes('"', [0xe9], '"'), 'not-utf-8'],
    ['a lone high surrogate', '"\\ud800"', 'lone-surrogate'],
    ['a lone low surrogate', '"\\udc00"', 'lone-surrogate'],
    ['a high surrogate and a letter', '"\\ud800\\u0041"', 'lone-surrogate'],
    ['surrogates the wrong way round', '"\\udc00\\ud800"', 'lone-surrogate'],
    ['two high surrogates', '"\\ud800\\ud800\\udc00"', 'lone-surrogate'],
    ['a lone surrogate in a key', '{"\\uD800":1}', 'lone-surrogate'],
    ['a duplicate key', '{"a":1,"a":2}', 'duplicate-key'],
    ['a duplicate key, escaped', '{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['a duplicate key, escaped first', '{"\\u0061":1,"a":2}', 'duplicate-key'],
    ['a duplicate key, escaped twice', '{"\\u00e9":1,"\\u00E9":2}', 'duplicate-key'],
    ['a duplicate key beyond ASCII', '{"é":1,"\\u00e9":2}', 'duplicate-key'],
    ['a duplicate astral key', '{"😀":1,"\\ud83d\\ude00":2}', 'duplicate-key'],
    ['a duplicate empty key', '{"":1,"":2}', 'duplicate-key'],
    ['a duplicate key deep down', '[[{"x":{"a":1,"b":{},"a":2}}]]', 'duplicate-key'],
    ['a duplicate key around a nested object', '{"a":{"a":1},"a":2}', 'duplicate-key'],
    ['blanks before the colon', '{"a":1,"a"\n\t :2}', 'duplicate-key'],
    ['__proto__', '{"__proto__":{}}', 'forbidden-key'],
    ['__proto__, escaped', '{"\\u005f_proto__":{}}', 'forbidden-key'],
    [
      '__proto__, all escaped',
      '{"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f":1}',
      'forbidden-key',
    ],
    ['__proto__, deep', '{"a":[{"__proto__":null}]}', 'forbidden-key'],
    ['an integer too large', '9007199254740992', 'inexact-number'],
    ['an integer too small', '{"a":-9007199254740993}', 'inexact-number'],
    ['an integer with a point', '9007199254740993.0', 'inexact-number'],
    ['an integer with an exponent', '9007199254740993e0', 'inexact-number'],
    ['a long integer', '123456789012345678901234567890', 'inexact-number'],
    ['overflow', '1e400', 'inexact-number'],
    ['negative overflow', '[-1e400]', 'inexact-number'],
    ['overflow without exponent', `1${'0'.repeat(400)}`, 'inexact-number'],
    ['underflow', '1e-400', 'inexact-number'],
    ['underflow without exponent', `0.${'0'.repeat(400)}1`, 'inexact-number'],
  ];
  it.each(cases)('%s', (_name, text, reason) => {
    expect(parse(text)).toBe(reason);
  });
});

describe('limits', () => {
  it('counts the root as depth 1', () => {
    expect(parse('1', { depth: 0, nodes: 9 })).toEqual({ value: 1 });
    expect(parse('[1]', { depth: 1, nodes: 9 })).toEqual({ value: [1] });
    expect(parse('[[1]]', { depth: 1, nodes: 9 })).toBe('too-deep');
    expect(parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toHaveProperty('value');
    expect(parse(`${'['.repeat(33)}${']'.repeat(33)}`)).toBe('too-deep');
    expect(parse('[[],[],[]]', { depth: 2, nodes: 9 })).toHaveProperty('value');
  });

  it('counts every value as a node', () => {
    expect(parse('{"a":[1,"b",null,true,false]}', { depth: 9, nodes: 7 })).toHaveProperty('value');
    expect(parse('{"a":[1,"b",null,true,false]}', { depth: 9, nodes: 6 })).toBe('too-many-values');
    expect(parse('"a"', { depth: 9, nodes: 1 })).toEqual({ value: 'a' });
    expect(parse('"a"', { depth: 9, nodes: 0 })).toBe('too-many-values');
  });

  it('does not recurse', () => {
    expect(parse('['.repeat(200_000), { depth: 1e6, nodes: 1e6 })).toBe('not-json');
  });
});

describe('objects of many keys', () => {
  it.each([2, 31, 32, 33, 34, 64, 1_000])('finds the duplicate among %i keys, wherever it is', (count) => {
    const names = keys(count);
    expect(parse(object(names))).toEqual({ value: JSON.parse(object(names)) as unknown });
    for (const [from, to] of [
      [0, count - 1],
      [0, 1],
      [count - 2, count - 1],
      [Math.floor(count / 2), 0],
    ] as const) {
      const twice = [...names];
      if (from === to) continue;
      twice[to] = names[from]!;
      expect(parse(object(twice))).toBe('duplicate-key');
      expect(parse(object(twice).replaceAll('key', '\\u006bey'))).toBe('duplicate-key');
    }
  });

  it('forgets keys when their object ends', () => {
    const inner = object(keys(40));
    expect(parse(`[${inner},${inner},{"a":${inner},"b":${inner}}]`)).toHaveProperty('value');
    expect(parse('{"\\u0061":1}')).toHaveProperty('value');
    expect(parse('{"b":1}')).toHaveProperty('value');
  });

  it('is not fooled by keys of equal hash, and not slowed by them', () => {
    const colliding = collisions(2 ** 8);
    expect(new Set(colliding).size).toBe(colliding.length);
    expect(parse(object(colliding))).toHaveProperty('value');
    expect(parse(object([...colliding, colliding[7]!]))).toBe('duplicate-key');
    expect(parse(object(colliding.slice(0, 12)))).toHaveProperty('value');
    expect(parse(object([...colliding.slice(0, 12), colliding[7]!]))).toBe('duplicate-key');
  });

  it('costs about linear time, also for colliding and for nested keys', () => {
    const many = object(keys(40_000));
    const few = object(keys(4_000));
    expect(cost(many)).toBeLessThan(cost(few) * 10 * 8 + 20);
    expect(cost(object(collisions(2 ** 12)))).toBeLessThan(60);
    expect(cost(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)).toBeLessThan(100);
    expect(cost('['.repeat(1e5))).toBeLessThan(100);
    expect(cost(`"${'\\u'.repeat(1e5)}"`)).toBeLessThan(100);
    expect(cost('1'.repeat(250_000))).toBeLessThan(100);
  });
});

describe('against JSON.parse and a slow reference', () => {
  const text = fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.json({ maxDepth: 3 }).map((json) => json.replaceAll(',', ' ,\n')),
    // Texts near JSON: pieces thrown together.
    fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"a"',
          '"a":1',
          '"b":',
          '"\\u0061":',
          '"__proto__":',
          '"\\ud83d\\ude00"',
          '"\\ud800"',
          '"\\',
          '"',
          '\\',
          ' ',
          '\n',
          '1',
          '-0',
          '1e400',
          '9007199254740993',
          '0.5e-3',
          '01',
          '-',
          'true',
          'false',
          'null',
          'nul',
          't',
          'é',
          '"é":',
          '"\\u00e9":',
          '\u0000',
          '\ufeff',
        ),
        { maxLength: 24 },
      )
      .map((pieces) => pieces.join('')),
    fc.array(keyValue(), { maxLength: 60 }).map((pairs) => `{${pairs.join(',')}}`),
  );
  const limits = fc.record({ depth: fc.integer({ min: 0, max: 8 }), nodes: fc.integer({ min: 0, max: 40 }) });

  it('accepts and refuses the same texts, and builds the same values', () => {
    fc.assert(
      fc.property(text, limits, (json, bound) => {
        const result = parseJson(Buffer.from(json), bound);
        const fault = referenceFault(json, bound);
        expect(result.ok).toBe(fault === null);
        if (result.ok) expect(result.value).toEqual(JSON.parse(json));
      }),
      { numRuns: 4_000 },
    );
  });

  it('never throws and never reads past the end, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (body) => {
        parseJson(body, LIMITS);
      }),
      { numRuns: 4_000 },
    );
  });
});

/**
 * `count` different keys with one FNV-1a hash: from each state a pair of words that lead to the same next state is found
 * by the birthday paradox, and every choice of one word a pair is a key.
 */
function collisions(count: number): string[] {
  let words = [''];
  for (let level = 0; words.length < count; level++) {
    const pair = (pairs[level] ??= findPair(level === 0 ? 0x811c9dc5 | 0 : pairs[level - 1]!.hash));
    words = words.flatMap((word) => [word + pair.one, word + pair.other]);
  }
  return words.slice(0, count);
}

interface CollidingPair {
  readonly one: string;
  readonly other: string;
  readonly hash: number;
}

const pairs: CollidingPair[] = [];

function findPair(state: number): CollidingPair {
  const seen = new Map<number, number>();
  for (let n = 1; ; n++) {
    const hash = Buffer.from(wordOf(n)).reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), state);
    const earlier = seen.get(hash);
    if (earlier !== undefined) return { one: wordOf(earlier), other: wordOf(n), hash };
    seen.set(hash, n);
  }
}

/** Eight letters that look random: short and similar words hardly ever collide under FNV-1a. */
function wordOf(n: number): string {
  let word = '';
  for (let i = 0, mixed = Math.imul(n, 0x9e3779b1) >>> 0; i < 8; i++) {
    word += String.fromCharCode(97 + (mixed % 26));
    mixed = (Math.imul(mixed, 0x85ebca6b) + n) >>> 0;
  }
  return word;
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, i) => `key ${i}`);
const object = (names: readonly string[]): string =>
  `{${names.map((name) => `${JSON.stringify(name)}:1`).join(',')}}`;

const cost = (text: string): number => {
  const body = Buffer.from(text);
  const limits = { depth: 1e5, nodes: 1e6 };
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    parseJson(body, limits);
    best = Math.min(best, performance.now() - start);
  }
  return best;
};

function keyValue(): fc.Arbitrary<string> {
  const key = fc.constantFrom('a', 'b', 'c', '\\u0061', '\\u00e9', 'é', 'k', 'kk', '😀', '');
  return fc
    .tuple(fc.oneof(key, fc.nat(400).map(String)), fc.json({ maxDepth: 1 }))
    .map(([k, v]) => `"${k}":${v}`);
}
