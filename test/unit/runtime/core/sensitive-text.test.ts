import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SensitiveText } from '../../../../src/runtime/core/sensitive-text.js';

const redact = (value: string, text: string): string => new SensitiveText(new Set([value])).redact(text);
const value = fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 30 });

/** What is left of redacted text, read as base64 from each of the four places a group may begin. */
function decoded(text: string): readonly string[] {
  return text
    .split('[redacted]')
    .flatMap((piece) => [0, 1, 2, 3].map((start) => Buffer.from(piece.slice(start), 'base64').toString()));
}

describe('an empty value', () => {
  it('is found nowhere', () => {
    const sensitive = new SensitiveText(new Set(['', 'secret']));
    expect(sensitive.redact('a secret')).toBe('a [redacted]');
    expect(sensitive.redact('')).toBe('');
    expect(new SensitiveText(new Set([''])).isEmpty).toBe(true);
  });
});

describe('encoded values are redacted', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('in %s by itself', (encoding) => {
    const secret = 'correct horse?>>>é';
    const text = Buffer.from(secret).toString(encoding);
    // Up to one character at the end, which may hold bits of what would follow.
    expect(redact(secret, `token=${text};`)).toMatch(/^token=\[redacted\][A-Za-z0-9_=-]{0,3};$/);
  });

  it('in base64 of more than the value, wherever in it the value stands', () => {
    fc.assert(
      fc.property(
        value,
        fc.string({ unit: 'grapheme-ascii', maxLength: 7 }),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (secret, before, encoding) => {
          const text = Buffer.from(`${before}:${secret}:after`).toString(encoding);
          const rest = redact(secret, `Basic ${text}`);
          expect(rest).toContain('[redacted]');
          for (const piece of decoded(rest)) expect(piece).not.toContain(secret.slice(1, -1));
        },
      ),
    );
  });

  it('in hexadecimal of either case', () => {
    const text = Buffer.from('id=4711-secret').toString('hex');
    expect(redact('4711-secret', text)).toBe(`${Buffer.from('id=').toString('hex')}[redacted]`);
    expect(redact('4711-secret', text.toUpperCase())).toContain('[redacted]');
  });

  it('but not where the value is so short that ordinary text would go', () => {
    expect(redact('abc', 'YWJj is ordinary text')).toBe('YWJj is ordinary text');
  });
});
