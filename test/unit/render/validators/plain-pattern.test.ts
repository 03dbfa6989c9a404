import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../src/render/validators/pattern.js';

const plain = (source: string): boolean => compilePattern(source).isPlain;

describe('isPlain of a pattern', () => {
  it.each([
    '^[A-Z]{3}-[0-9]{3}$',
    '^(?:a|b(c|\\d{2,4})?)+$',
    '^[\\p{Lu}]+$',
    '^(?!a")x\\b$',
    '^[ !#-[\\]-~]*$',
    '^$',
  ])('knows that %s takes nothing that JSON escapes', (source) => {
    expect(plain(source)).toBe(true);
  });

  it.each([
    // Open at an end.
    '[A-Z]{3}',
    '^[A-Z]{3}',
    '[A-Z]{3}$',
    '^a|b$',
    '^(?:^a$|b)',
    // A quote, a backslash, a control character, a lone surrogate.
    '^["a]+$',
    '^[\\\\a]+$',
    '^\\s+$',
    '^[^"\\\\]+$',
    '^.*$',
    '^\\W$',
    '^(?:a|\\x1f)$',
    '^\\ud800$',
    // Run by other engines.
    '^(a+)+$',
    '^[\\w-.]+$',
    '(?i)^abc$',
  ])('does not say so of %s', (source) => {
    expect(plain(source)).toBe(false);
  });

  it('is right of every text of a pattern that it says so of', () => {
    const atoms = String.raw`a - " \\ \t \d \s \w \W . [^a] [!-~] [#-[] [^"] \u{1f600} (?:a|") (b|\d) \/ [\u0000-\u0040] \p{L}`;
    const atom = fc.constantFrom(...atoms.split(' '));
    const element = fc
      .tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{2}'))
      .map(([one, times]) => one + times);
    let claimed = 0;
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 4 }), fc.nat(), (elements, seed) => {
        const source = `^${elements.join('')}$`;
        if (!plain(source)) return;
        claimed += 1;
        const [text] = fc.sample(fc.stringMatching(new RegExp(source, 'u')), { numRuns: 1, seed });
        expect(JSON.stringify(text)).toBe(`"${text}"`);
      }),
      { numRuns: 2000 },
    );
    expect(claimed).toBeGreaterThan(100);
  });
});
