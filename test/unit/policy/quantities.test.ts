import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { editDistance, nearestName, suggestion } from '../../../src/policy/nearest-name.js';
import { parseDuration, parseRate, parseSize } from '../../../src/policy/quantities.js';

function distance(a: string, b: string): number {
  return editDistance(a, b, 100);
}

describe('quantities', () => {
  it.each([
    ['500ms', 0.5],
    ['15s', 15],
    ['2m', 120],
    ['1h', 3600],
    ['90d', 7_776_000],
  ])('reads the duration %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    ['1B', 1],
    ['256KiB', 262_144],
    ['1MiB', 1_048_576],
    ['2GiB', 2_147_483_648],
  ])('reads the size %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it('reads rates', () => {
    expect(parseRate('60/1m')).toEqual({ count: 60, windowSeconds: 60 });
    expect(parseRate('10000/30d')).toEqual({ count: 10_000, windowSeconds: 2_592_000 });
  });

  it.each(['', '15', '15S', ' 15s', '15s\n', '1.5s', '-1s'])('throws on %j', (text) => {
    expect(() => parseDuration(text)).toThrow();
    expect(() => parseSize(text)).toThrow();
    expect(() => parseRate(text)).toThrow();
  });
});

describe('nearest names', () => {
  it.each([
    ['publc', 'public'],
    ['Public', 'public'],
    ['rateLimt', 'rateLimit'],
    ['autenticated', 'authenticated'],
    ['zzz', null],
    ['', null],
  ])('takes %j for %j', (wrong, right) => {
    expect(nearestName(wrong, ['public', 'authenticated', 'rateLimit'])).toBe(right);
  });

  it('lists what there is where nothing is near', () => {
    expect(suggestion('zzz', ['a', 'b'])).toBe('Use one of: "a", "b".');
    expect(suggestion('zzz', [])).toBeNull();
    expect(suggestion('x'.repeat(50_000), ['a'])).toBe('Use one of: "a".');
  });

  it('measures a metric, and stops at the bound', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
        expect(editDistance(a, b, 2)).toBe(Math.min(distance(a, b), 3));
      }),
    );
  });
});
