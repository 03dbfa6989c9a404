import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../src/runtime/core/target.js';

const refused = (target: string) => {
  const result = parseTarget(target);
  return 'code' in result ? result.reason : null;
};

describe('parseTarget', () => {
  it('splits path and query', () => {
    expect(parseTarget('/a/b?c=d?e/f')).toEqual({ path: '/a/b', query: 'c=d?e/f', authority: null });
    expect(parseTarget('/')).toEqual({ path: '/', query: '', authority: null });
    expect(parseTarget('/a/?')).toEqual({ path: '/a/', query: '', authority: null });
  });

  it('reads the absolute form', () => {
    expect(parseTarget('https://API.example.com:8443/a?b')).toEqual({
      path: '/a',
      query: 'b',
      authority: 'API.example.com:8443',
    });
    expect(parseTarget('http://h?q')).toEqual({ path: '/', query: 'q', authority: 'h' });
    expect(parseTarget('http://h')).toEqual({ path: '/', query: '', authority: 'h' });
  });

  it.each([
    ['*', 'target-form'],
    ['host:443', 'target-form'],
    ['ftp://h/a', 'target-form'],
    ['http:///a', 'target-form'],
    ['http://user@h/a', 'target-form'],
    ['', 'target-form'],
    ['//a', 'target-segment'],
    ['/a//b', 'target-segment'],
    ['/a%C2%80b', 'target-encoded-delimiter'],
    ['/%c2%9f', 'target-encoded-delimiter'],
    ['/.', 'target-segment'],
    ['/a/..', 'target-segment'],
    ['/a/../b', 'target-segment'],
    ['/%2e%2E/b', 'target-segment'],
    ['/a/.%2e?x', 'target-segment'],
    ['/a%2fb', 'target-encoded-delimiter'],
    ['/a%5Cb', 'target-encoded-delimiter'],
    ['/a%00', 'target-encoded-delimiter'],
    ['/a%0a', 'target-encoded-delimiter'],
    ['/a%7f', 'target-encoded-delimiter'],
    ['/a?b=%00', 'target-encoded-delimiter'],
    ['/a\\b', 'target-character'],
    ['/a b', 'target-character'],
    ['/a#b', 'target-character'],
    ['/a?b#c', 'target-character'],
    ['/é', 'target-character'],
    ['/a\u0000', 'target-character'],
    ['/%', 'target-encoding'],
    ['/%4', 'target-encoding'],
    ['/%zz', 'target-encoding'],
    ['/%ff', 'target-encoding'],
    ['/%c0%af', 'target-encoding'],
    ['/%e0%80%af', 'target-encoding'],
    ['/%ed%a0%80', 'target-encoding'],
    ['/%f4%90%80%80', 'target-encoding'],
    ['/%e2%82', 'target-encoding'],
    ['/a?%ff', 'target-encoding'],
  ])('refuses %j', (target, reason) => {
    expect(refused(target)).toBe(reason);
  });

  it.each([
    '/a%20b',
    '/...',
    '/a.b',
    '/.a',
    '/a/%F0%9F%98%80',
    '/a?b=%2F%5C%0A',
    '/a?b={c}|d',
    '/a;b=c,d',
    '/%2541',
  ])('admits %j', (target) => {
    expect(refused(target)).toBeNull();
  });

  it('draws the line at 8 KiB', () => {
    expect(refused(`/${'a'.repeat(8191)}`)).toBeNull();
    expect(refused(`/${'a'.repeat(8192)}`)).toBe('target-too-long');
  });

  it('admits whatever an encoder makes of a segment without slashes and controls', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((each) => !/[/\\\u0000-\u001f\u007f]/.test(each) && !/^\.{1,2}$/.test(each));
    fc.assert(
      fc.property(text, (segment) => {
        const target = parseTarget(`/${encodeURIComponent(segment)}`);
        expect('path' in target && decodeURIComponent(target.path.slice(1))).toBe(segment);
      }),
    );
  });

  it('never admits a path that decoding or the URL standard would change', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[a./%20-9c-f\\?#;]{0,12}$/), (target) => {
        const result = parseTarget(target);
        if ('code' in result) return;
        expect(new URL(`http://h${target}`).pathname).toBe(result.path);
        expect(decodeURIComponent(result.path).split('/')).toHaveLength(result.path.split('/').length);
      }),
      { numRuns: 2000 },
    );
  });
});
