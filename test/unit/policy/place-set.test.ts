import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Location } from '../../../src/diagnostics/diagnostic.js';
import { PlaceSet } from '../../../src/policy/place-set.js';

const pointer = fc
  .array(fc.constantFrom('a', 'b', 'ab', ''), { maxLength: 4 })
  .map((tokens) => tokens.map((token) => `/${token}`).join(''));
const place = fc.record({ file: fc.constantFrom('one', 'two'), pointer, on: fc.constant<'value'>('value') });

const isAtOrBelow = (inner: Location, outer: Location): boolean =>
  inner.file === outer.file &&
  (inner.pointer === outer.pointer || inner.pointer.startsWith(`${outer.pointer}/`));

describe('PlaceSet', () => {
  it('answers as a search through all of its places would', () => {
    fc.assert(
      fc.property(fc.array(place), place, (places, at) => {
        const set = new PlaceSet(places);
        const inside = places.filter((one) => isAtOrBelow(one, at));
        expect(set.has(at)).toBe(inside.some((one) => one.pointer === at.pointer));
        expect(set.covers(at)).toBe(places.some((one) => isAtOrBelow(at, one)));
        const expected = new Set(inside.map((one) => one.pointer.slice(at.pointer.length)));
        expect([...set.below(at)].sort()).toEqual([...expected].sort());
      }),
    );
  });
});
