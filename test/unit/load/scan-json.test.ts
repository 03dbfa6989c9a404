import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from '../../../src/load/scan-json.js';

const limits = { depth: 1000, nodes: 100_000 };

describe('scanJson', () => {
  it('accepts whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const kinds = scanJson(JSON.stringify(value, null, indent), limits).map(({ kind }) => kind);
        return kinds.every((kind) => kind === 'precision');
      }),
    );
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const structure = ['{', '}', '[', ']', ',', ':', ' ', '\n', '\t', '\u00a0', '/**/'];
    const scalars = [
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '"',
      "'a'",
      '"\u0001"',
      '1',
      '-0',
      '01',
      '1.',
      '1e5',
      '.5',
      'true',
      'nul',
      'null',
    ];
    const pieces = fc.constantFrom(...structure, ...scalars);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const valid = !scanJson(text, limits).some(({ kind }) => kind === 'syntax');
        let parsed = true;
        try {
          JSON.parse(text);
        } catch {
          parsed = false;
        }
        expect(valid, JSON.stringify(text)).toBe(parsed);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', 7, 1],
    [String.raw`{"a":1,"\u0061":2}`, 7, 1],
    ['{"__proto__":1,"__proto__":2}', 15, 1],
    [`{${Array.from({ length: 20 }, (_, index) => `"k${index}":0`).join(',')},"k3":1}`, 151, 22],
  ])('finds the duplicate key of %s', (text, offset, first) => {
    expect(scanJson(text, limits)).toMatchObject([{ kind: 'duplicate', offset, first }]);
  });

  it('takes equal keys of different objects for what they are', () => {
    expect(scanJson('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1}}', limits)).toEqual([]);
  });

  it('names numbers a double cannot hold', () => {
    const text = '[9007199254740993, 9007199254740992, 9223372036854776000, 1e400, 0.1, 1E5]';
    expect(scanJson(text, limits).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['precision', '9007199254740993'],
      ['infinite', '1e400'],
    ]);
  });

  it('stops at the limits without recursion', () => {
    expect(scanJson('['.repeat(1_000_000), { depth: 256, nodes: 10_000_000 })).toMatchObject([
      { kind: 'depth', offset: 256 },
    ]);
    expect(scanJson(`[${'0,'.repeat(100)}0]`, { depth: 10, nodes: 50 })).toMatchObject([{ kind: 'nodes' }]);
  });

  it('reads 20 MB in linear time', () => {
    const text = `[${'{"key":"some value","list":[1,2,3]},'.repeat(500_000)}{}]`;
    const start = performance.now();
    expect(scanJson(text, { depth: 10, nodes: 10_000_000 })).toEqual([]);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
