import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';

import { compilePattern, matchesPattern, readPattern } from '../../../../src/render/validators/pattern.js';

function engineOf(source: string): string {
  const pattern = readPattern(source);
  if ('problem' in pattern) return pattern.code;
  return pattern.needsBound ? 'needs a bound' : pattern.engine;
}

function matches(source: string, text: string): boolean {
  return matchesPattern(compilePattern(source), text);
}

describe('readPattern', () => {
  it.each([
    ['^[a-z0-9-]+$', 'unicode'],
    ['^[a-z]+(-[a-z]+)*$', 'unicode'],
    ['^(?=.*[A-Z])(?=.*[0-9]).{8,}$', 'unicode'],
    ['^(?!\\s*$).+', 'unicode'],
    ['.{1,100000}', 'unicode'],
    ['\\S+', 'unicode'],
    ['(?<=a)b', 'unicode'],
    ['\\p{L}+', 'unicode'],
    ['^[\\w-.]+$', 'legacy'],
    ['^\\w+@\\w+\\-\\w$', 'legacy'],
  ])('runs %s on the platform', (source, engine) => {
    expect(engineOf(source)).toBe(engine);
  });

  it.each([
    '^(a+)+$',
    '^([a-zA-Z0-9_\\-\\.]+)*@([a-z0-9]+\\.)+[a-z]+$',
    '^(\\s+|x)*$',
    '(.*)*,(.*)*,(.*)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^(a|aa)+$',
    '^(x+x+y)+',
    'a+$',
    '^.*a.*b$',
    '^a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaa$',
  ])('runs %s on the linear-time engine, in little time', (source) => {
    const pattern = compilePattern(source);
    expect(pattern.engine).toBe('linear');
    const started = performance.now();
    for (const text of ['a', 'x', ' ', 'a,', 'xxy', 'a.']) matchesPattern(pattern, `${text.repeat(20_000)}!`);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it.each([
    ['(?=.*[A-Z]).{8,}', 'needs a bound'],
    ['(\\w+)\\1', 'pattern-super-linear'],
    ['^(?:(?=[a-z]*)[a-z])*$', 'pattern-super-linear'],
    ['(?<=a*)b', 'pattern-super-linear'],
    ['[', 'pattern-invalid'],
    ['(?s)abc', 'pattern-invalid'],
    ['(?i:abc)', 'pattern-invalid'],
    ['(?is)abc', 'pattern-invalid'],
    ['a(?i)bc', 'pattern-invalid'],
    ['(?i)(?i)abc', 'pattern-invalid'],
    ['(?i)(?s)abc', 'pattern-invalid'],
    ['(?i)(?=a)b', 'pattern-invalid'],
    ['(?i)(a)\\1', 'pattern-invalid'],
    ['(?i)[', 'pattern-invalid'],
    ['(?i)\\Aabc', 'pattern-invalid'],
    ['(?i)straße', 'pattern-invalid'],
    ['(?i)\\u{131}', 'pattern-invalid'],
    ['(?i)\\p{Lu}', 'pattern-invalid'],
    ['(?i)a{2000}', 'pattern-invalid'],
    ['x++', 'pattern-invalid'],
  ])('does not run %s on any text', (source, verdict) => {
    expect(engineOf(source)).toBe(verdict);
  });

  it('gives the linear-time engine the same language', () => {
    fc.assert(
      fc.property(patterns(), texts(), (source, text) => {
        const pattern = readPattern(source);
        fc.pre(!('problem' in pattern) && pattern.engine === 'linear');
        expect(RE2JS.compile(compilePattern(source).compiled).test(text)).toBe(
          new RegExp(source, 'u').test(text),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('ignores the case of letters of ASCII behind (?i), and of nothing else', () => {
    // In ASCII the platform's i flag says the same: what it adds to k and s lies beyond.
    const ascii = fc
      .array(fc.constantFrom(...'abcABCkKsS019-_ \n!'.split('')), { maxLength: 8 })
      .map((all) => all.join(''));
    const parts = fc.constantFrom(
      'a',
      'B',
      '[a-c]',
      '[^a]',
      '[^A-Z]',
      '\\w',
      '\\W',
      '\\d',
      '\\D',
      '\\s',
      '.',
      '[^\\Wk]',
      'k',
      'S',
      '\\x41',
      '[\\x61-b]',
      '\\b',
      '^',
      '$',
    );
    const quantified = fc.tuple(parts, fc.constantFrom('', '', '*', '+', '?', '{2}'));
    const sources = fc
      .array(quantified, { minLength: 1, maxLength: 4 })
      .map((all) => all.map(([part, sign]) => (/^(?:\\b|\^|\$)$/.test(part) ? part : part + sign)).join(''));
    fc.assert(
      fc.property(sources, ascii, (source, text) => {
        const pattern = compilePattern(`(?i)${source}`);
        expect(pattern).toMatchObject({ engine: 'linear', ignoresCase: true });
        expect(matchesPattern(pattern, text)).toBe(new RegExp(source, 'i').test(text));
      }),
      { numRuns: 1000 },
    );
    expect(matches('(?i)^[0-9a-f]{8}-k$', '0189C7Af-K')).toBe(true);
    expect(matches('(?i)^k$', '\u212a')).toBe(false);
    expect(matches('(?i)^[^s]$', 'S')).toBe(false);
  });

  it('calls no pattern linear that takes the platform longer', () => {
    const long = ['a', 'b', 'c'].flatMap((letter) => [letter.repeat(30_000), `${letter.repeat(30_000)}!`]);
    const mixed = ['ab', 'abc', 'aab', 'ba'].map((unit) => `${unit.repeat(10_000)}!`);
    fc.assert(
      fc.property(patterns(), (source) => {
        const pattern = readPattern(source);
        fc.pre(!('problem' in pattern) && pattern.engine === 'unicode' && !pattern.needsBound);
        const expression = new RegExp(source, 'u');
        const started = performance.now();
        for (const text of [...long, ...mixed]) expression.test(text);
        // A quadratic pattern would look at 10^9 characters.
        expect(performance.now() - started).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});

/** Expressions over a few letters, where ambiguity is the rule. */
function patterns(): fc.Arbitrary<string> {
  const { pattern } = fc.letrec<{ pattern: string; atom: string; term: string; sequence: string }>((tie) => ({
    atom: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c', '[ab]', '[^a]', '.', '\\w', '\\d', '\\b') },
      { weight: 1, arbitrary: tie('pattern').map((inner) => `(?:${inner})`) },
    ),
    term: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '*?'))
      .map(([atom, quantifier]) => (atom === '\\b' ? atom : atom + quantifier)),
    sequence: fc.array(tie('term'), { maxLength: 4 }).map((terms) => terms.join('')),
    pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  }));
  return fc
    .tuple(fc.constantFrom('', '^'), pattern, fc.constantFrom('', '$'))
    .map(([start, body, end]) => (start + end === '' ? body : `${start}(?:${body})${end}`));
}

function texts(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('a', 'b', 'c', 'ab', '1', ' ', '\n', 'é', '😀'), { maxLength: 7 })
    .map((parts) => parts.join(''));
}
