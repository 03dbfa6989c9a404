import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountName } from '../../../../src/runtime/limit/account-name.js';

it.each([
  ['surrounding blanks', ' ann\t', '\u00a0ann\u3000'],
  ['case', 'Ann@Example.COM', 'ann@example.com'],
  ['compatibility forms', 'ａｎｎ', 'ann'],
  ['composition', 'rene\u0301', 'ren\u00e9'],
  ['sharp s', 'STRASSE', 'straße', 'STRAẞE'],
  ['sigmas', 'ΟΔΟΣ', 'οδος'],
  ['long s', 'buſh', 'bush'],
  ['characters that show nothing', 'a\u200bnn\u00ad\ufeff', 'ann'],
  ['ligatures', 'oﬃce', 'office'],
])('takes %s for the same account', (_, ...spellings) => {
  expect(new Set(spellings.map(accountName)).size).toBe(1);
});

it('tells accounts apart', () => {
  const names = ['ann', 'anna', 'ann@example.com', 'ann@example.org', 'a nn', 'änn', '', '0', 'nul\0'];
  expect(new Set(names.map(accountName)).size).toBe(names.length);
});

it('is at rest: the name of a name is itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const name = accountName(text);
      expect(accountName(name)).toBe(name);
      expect(accountName(text.toUpperCase().toLowerCase())).toBe(name);
      expect(accountName(`  ${text} `)).toBe(name);
    }),
    { numRuns: 1000 },
  );
});

it('folds every character to something that is at rest', () => {
  for (let code = 0; code <= 0x1ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const name = accountName(`a${String.fromCodePoint(code)}b`);
    if (accountName(name) !== name) expect.fail(code.toString(16));
  }
});

it('reads no more of a name than anybody has', () => {
  const long = 'x'.repeat(1024);
  expect(accountName(`${long}1`)).toBe(accountName(`${long}2`));
});
