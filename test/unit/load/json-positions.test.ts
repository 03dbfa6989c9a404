import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonPositions } from '../../../src/load/json-positions.js';
import { escapeToken } from '../../../src/load/json-pointer.js';

describe('JsonPositions', () => {
  it('finds every value and key of any document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = `\n${JSON.stringify(value, null, indent)}\n`;
        const positions = new JsonPositions(text);
        const visit = (node: unknown, pointer: string): void => {
          const range = positions.range(pointer, 'value')!;
          expect(JSON.parse(text.slice(range.start, range.end))).toEqual(JSON.parse(JSON.stringify(node)));
          if (typeof node !== 'object' || node === null) return;
          for (const [key, child] of Object.entries(node)) {
            const below = `${pointer}/${escapeToken(key)}`;
            const keyRange = positions.range(below, 'key')!;
            if (!Array.isArray(node)) expect(JSON.parse(text.slice(keyRange.start, keyRange.end))).toBe(key);
            visit(child, below);
          }
        };
        visit(value, '');
      }),
      { numRuns: 200 },
    );
  });

  it('knows nothing of what is not there', () => {
    const positions = new JsonPositions('{"a":[1]}');
    for (const pointer of ['/b', '/a/1', '/a/01', '/a/0/x', 'a', '/~2']) {
      expect(positions.range(pointer, 'value')).toBeNull();
    }
  });

  it('answers thousands of questions about a large file quickly', () => {
    const members = Array.from(
      { length: 20_000 },
      (_, index) => `"/p${index}":{"get":{"x":"${'y'.repeat(200)}"}}`,
    );
    const text = `{"paths":{${members.join(',')}}}`;
    const positions = new JsonPositions(text);
    const start = performance.now();
    for (let index = 0; index < 20_000; index++) {
      expect(positions.range(`/paths/~1p${index}/get/x`, 'value')).not.toBeNull();
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
