import { describe, expect, it } from 'vitest';
import { isMultipleOf } from '../../../../src/runtime/validate/is-multiple-of.js';

describe('isMultipleOf', () => {
  it.each([
    [19.99, 0.01, true],
    [19.995, 0.01, false],
    [10, 5, true],
    [2n ** 60n, 2 ** 60, true],
    [2n ** 61n, 2 ** 60, true],
    [2n ** 60n + 1n, 2 ** 60, false],
    [9007199254740993n, 3, true],
    [9007199254740993n, 0.5, true],
    [9007199254740993n, 2, false],
  ])('tells that %s of %s is %s', (value, divisor, expected) => {
    expect(isMultipleOf(value, divisor)).toBe(expected);
  });
});
