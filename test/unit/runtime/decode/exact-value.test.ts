import { describe, expect, it } from 'vitest';
import { exactValue } from '../../../../src/runtime/decode/exact-value.js';

describe('the value of a text of our own', () => {
  it.each([
    [
      'beside a number that no integer of 64 bits is',
      '{"id":9007199254740993,"total":123456789012345680000}',
    ],
    ['beside a lone surrogate', '{"text":"\\ud800","id":9007199254740993}'],
    ['beside a member with a name of its own', '{"__proto__":1,"id":9007199254740993}'],
    ['behind text of more octets than characters', '{"text":"ü☃😀","id":9007199254740993}'],
    ['beside digits in a text', '{"text":"\\"9007199254740993","id":9007199254740993}'],
    ['beside a number with a long fraction', '{"part":0.30000000000000004,"id":9007199254740993}'],
  ])('has its ids exact, %s', (_name, json) => {
    const value = exactValue(json) as Record<string, unknown>;
    expect(value['id']).toBe(9007199254740993n);
    const rounded = JSON.parse(json) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(Object.keys(rounded));
    for (const [name, other] of Object.entries(rounded)) {
      if (name !== 'id') expect(Object.getOwnPropertyDescriptor(value, name)?.value).toEqual(other);
    }
  });

  it('is that of JSON.parse where there are none', () => {
    for (const json of [
      '{"a":[1,2.5e-7,"x"]}',
      '123456789012345680000',
      '1e21',
      '[]',
      '"1234567890123456789"',
    ]) {
      expect(exactValue(json)).toEqual(JSON.parse(json));
    }
  });

  it('is exact at the ends of 64 bits, and in arrays', () => {
    expect(exactValue('[9223372036854775807,-9223372036854775808,[9007199254740992]]')).toEqual([
      9223372036854775807n,
      -9223372036854775808n,
      [9007199254740992n],
    ]);
  });
});
