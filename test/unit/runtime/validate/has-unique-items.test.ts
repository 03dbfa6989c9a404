import { describe, expect, it } from 'vitest';
import { hasUniqueItems } from '../../../../src/runtime/validate/has-unique-items.js';

describe('items', () => {
  it.each([
    [[1, 1n]],
    [[10000000000000000n, 1e16]],
    [[1e16, 10000000000000000n]],
    [[[1e16], [10000000000000000n]]],
    [[{ a: 10000000000000000n }, { a: 1e16 }]],
  ])('in case %# are no two values, whether numbers or bigints say so', (items) => {
    expect(hasUniqueItems(items)).toBe(false);
  });

  it('that differ by less than a double can tell are two', () => {
    expect(hasUniqueItems([9007199254740993n, 9007199254740992])).toBe(true);
    expect(hasUniqueItems([1n, 1.5, '1', true, null])).toBe(true);
  });
});
