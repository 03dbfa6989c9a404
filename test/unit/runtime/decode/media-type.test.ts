import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negotiate } from '../../../../src/runtime/decode/accept.js';
import { matchMediaType, parseMediaType } from '../../../../src/runtime/decode/media-type.js';

describe('Content-Type', () => {
  it.each([
    ['application/json', { essence: 'application/json', charset: null, boundary: null }],
    ['Application/JSON', { essence: 'application/json', charset: null, boundary: null }],
    ['application/json;charset=UTF-8', { essence: 'application/json', charset: 'utf-8', boundary: null }],
    ['application/json ; charset="utf-8"', { essence: 'application/json', charset: 'utf-8', boundary: null }],
    ['text/plain;', { essence: 'text/plain', charset: null, boundary: null }],
    ['text/plain;; a=b', { essence: 'text/plain', charset: null, boundary: null }],
    [
      'multipart/form-data; boundary=aB-1',
      { essence: 'multipart/form-data', charset: null, boundary: 'aB-1' },
    ],
    [
      'multipart/form-data; boundary="a b"',
      { essence: 'multipart/form-data', charset: null, boundary: 'a b' },
    ],
    [
      'multipart/form-data; boundary="a\\"b"',
      { essence: 'multipart/form-data', charset: null, boundary: 'a"b' },
    ],
    ['application/vnd.api+json;v=1', { essence: 'application/vnd.api+json', charset: null, boundary: null }],
  ])('%s', (text, expected) => {
    expect(parseMediaType(text)).toEqual(expected);
  });

  it.each([
    '',
    'json',
    '/',
    'a/',
    '/b',
    'a/b/c',
    'a b/c',
    '*/*',
    'text/*',
    'application/json, text/plain',
    'a/b charset=x',

    'a/b;charset',
    'a/b;charset=',
    'a/b; charset = utf-8',
    'a/b;charset="x',
    'a/b;charset="x"y',
    'a/b;=x',

    'a/b;charset=utf-8;charset=utf-8',
    'a/b;charset=utf-8;CHARSET=latin1',
    'a/b;boundary=a;boundary=b',
    'a/b,',

    'é/b',
    'a/b\n',
    'a\u0000/b',
    `a/${'b'.repeat(600)}`,
    'a/b;charset="x\\',
  ])('is not %j', (text) => {
    expect(parseMediaType(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        parseMediaType(text);
        parseMediaType(`a/b;${text}`);
        negotiate(text, ['a/b']);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is matched by the most specific entry', () => {
    const declared = ['*/*', 'image/*', 'image/png', 'application/json'];
    expect(matchMediaType(declared, 'image/png')).toBe(2);
    expect(matchMediaType(declared, 'image/gif')).toBe(1);
    expect(matchMediaType(declared, 'text/plain')).toBe(0);
    expect(matchMediaType(declared.slice(1), 'text/plain')).toBe(-1);
    expect(matchMediaType(['application/json'], 'application/json-patch+json')).toBe(-1);
    expect(matchMediaType([], 'a/b')).toBe(-1);
  });
});

describe('Accept', () => {
  const offered = ['application/json', 'text/csv', 'text/plain'];
  const cases: [string | undefined, number][] = [
    [undefined, 0],
    ['*/*', 0],
    ['*', 0],
    ['application/*', 0],
    ['text/*', 1],
    ['text/plain', 2],
    ['TEXT/PLAIN', 2],
    ['text/plain, application/json', 0],
    ['text/plain;q=0.9, application/json;q=0.8', 2],
    ['application/json;q=0.5, */*;q=0.6', 1],
    ['*/*;q=0.1, text/csv', 1],
    ['text/*;q=0.3, text/plain;q=0, */*;q=0.2', 1],
    ['application/json;q=0', -1],
    ['application/json;q=0, */*', 1],
    ['image/png', -1],
    ['image/png, */*;q=0.001', 0],
    ['application/json; charset=utf-8', 0],
    ['application/json;charset="UTF-8";q=0.2, text/csv;q=0.1', 0],
    ['application/json;version=2', -1],
    ['application/json;q=1.5', -1],
    ['application/json;q=0.1234', -1],
    ['application/json;q=', -1],
    ['text/html, image/gif, *; q=.2, */*; q=.2', 0],
    ['text/html;level="a,b", text/csv', 1],
    ['', -1],
    [',,text/csv,,', 1],
    ['application/json;q=0.5;ext=1, text/csv;q=0.4', 0],
    ['garbage', -1],
    ['json/application/x, text/csv', 1],
  ];
  it.each(cases)('%s', (accept, index) => {
    expect(negotiate(accept, offered)).toBe(index);
  });

  it('has nothing to choose from where nothing is offered', () => {
    expect(negotiate('*/*', [])).toBe(-1);
  });

  it('is bounded', () => {
    const start = performance.now();
    negotiate('a/b;q="\\"'.repeat(2_000), offered);
    negotiate('a/b,'.repeat(4_000), offered);
    negotiate(`a/b${';a=b'.repeat(4_000)}`, offered);
    expect(performance.now() - start).toBeLessThan(100);
    expect(negotiate(`${'a/b,'.repeat(64)}text/csv`, offered)).toBe(-1);
  });
});
