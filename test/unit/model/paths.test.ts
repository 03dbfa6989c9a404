import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPathKey, type PathKey } from '../../../src/model/path-key.js';
import { built, reported } from '../policy/literal-document.js';

function read(key: string): PathKey {
  const path = readPathKey(key);
  if ('fault' in path) throw new Error(path.fault);
  return path;
}

describe('path keys', () => {
  it.each<[string, unknown]>([
    ['/', [[]]],
    ['/a', [[{ literal: 'a' }]]],
    ['/a/', [[{ literal: 'a' }], []]],
    ['/a/{b}', [[{ literal: 'a' }], [{ parameter: 'b' }]]],
    ['/{Sid}.json', [[{ parameter: 'Sid' }, { literal: '.json' }]]],
    ['/{x}:publish', [[{ parameter: 'x' }, { literal: ':publish' }]]],
    ['/{a}...{b}.json', [[{ parameter: 'a' }, { literal: '...' }, { parameter: 'b' }, { literal: '.json' }]]],
    ['/caf%C3%A9/100%', [[{ literal: 'café' }], [{ literal: '100%' }]]],
    ['/:a*(b)+?', [[{ literal: ':a*(b)+' }]]],
    ['/a.b/..c', [[{ literal: 'a.b' }], [{ literal: '..c' }]]],
    ['/{a-b.c$d e}', [[{ parameter: 'a-b.c$d e' }]]],
    ['/__proto__/{constructor}', [[{ literal: '__proto__' }], [{ parameter: 'constructor' }]]],
  ])('takes %s apart', (key, segments) => {
    expect(read(key).segments).toEqual(segments);
  });

  it('cuts off query constants and fragments', () => {
    expect(read('/a?b=1&c&d=%20x+y&e=#f?g')).toMatchObject({
      template: '/a',
      queryConstants: [
        { name: 'b', value: '1' },
        { name: 'c', value: null },
        { name: 'd', value: ' x y' },
        { name: 'e', value: '' },
      ],
      fragment: 'f?g',
    });
    expect(read('/a')).toMatchObject({ queryConstants: [], fragment: null });
  });

  it('says which keys match the same requests', () => {
    expect(read('/a/{x}').shape).toBe(read('/a/{y}#z').shape);
    expect(read('/a?b=1&c=2').shape).toBe(read('/a?c=2&b=1').shape);
    const shapes = ['/a', '/A', '/a/', '/{a}', '/{a}.json', '/a?b', '/a?b=', '/a?b=1'].map(
      (key) => read(key).shape,
    );
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it.each([
    '',
    'a',
    '{a}',
    '/a/{b',
    '/a/b}',
    '/a/{}',
    '/a/{b{c}}',
    '/{a}/{a}',
    '/{a}{b}',
    '/.',
    '/a/../b',
    '/a/%2e%2E/b',
    '/a%00',
    '/a%FF',
    '/a\nb',
    '/a\u2028b',
    '/a\u0000',
    '/a?b=%FF',
  ])('refuses %j', (key) => {
    expect(readPathKey(key)).toHaveProperty('fault');
  });

  it.each(['/a//b', '//a', '/a%2Fb', '/a%5cb', '/a\\b'])('knows that nothing reaches %j', (key) => {
    expect(read(key).unreachable).toEqual(expect.any(String));
    const { served, reports } = keys({ [key]: get('one') });
    expect(served).toHaveLength(1);
    expect(reports).toEqual([`path-unreachable /paths/${key.replaceAll('/', '~1')}`]);
  });

  it('never throws, and gives back what it was given', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', '/', '?', '#', '=', '&', '%', '%41', '..', 'a'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = readPathKey(`/${pieces.join('')}`);
        if ('fault' in path) return;
        expect(path.segments.flat().flatMap((part) => ('parameter' in part ? [part.parameter] : []))).toEqual(
          path.parameters,
        );
        expect(new Set(path.parameters).size).toBe(path.parameters.length);
      }),
      { numRuns: 1000 },
    );
  });
});

function keys(paths: object): { readonly served: readonly string[]; readonly reports: readonly string[] } {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return {
    served: api.operations.map(({ method, path, operationId }) =>
      `${method} ${path} ${operationId ?? ''}`.trim(),
    ),
    reports: reported(
      diagnostics,
      'invalid-path',
      'conflicting-paths',
      'conflicting-guards',
      'operation-not-served',
      'path-unreachable',
    ),
  };
}
const get = (operationId: string, more: object = {}): object => ({
  get: { operationId, responses: {}, ...more },
});

describe('operations that a request can reach', () => {
  it('serves templates equal but for names where their methods differ', () => {
    expect(keys({ '/a/{x}': get('one'), '/a/{y}': { post: { operationId: 'two', responses: {} } } })).toEqual(
      {
        served: ['GET /a/{x} one', 'POST /a/{y} two'],
        reports: [],
      },
    );
  });

  it('serves the first of two operations for the same requests', () => {
    expect(keys({ '/a/{x}': get('one'), '/a/{y}': get('two') })).toEqual({
      served: ['GET /a/{x} one'],
      reports: ['operation-not-served /paths/~1a~1{y}'],
    });
  });

  it('refuses two operations for the same requests where they are guarded differently', () => {
    const { api, diagnostics } = built({
      openapi: '3.1.0',
      security: [],
      paths: { '/a/{x}': get('one'), '/a/{y}': get('two', { security: [{}] }) },
    });
    expect(api.operations).toHaveLength(1);
    const fault = diagnostics.list.find(({ code }) => code === 'conflicting-paths');
    expect(fault).toMatchObject({
      severity: 'error',
      at: { pointer: '/paths/~1a~1{y}', on: 'key' },
      related: [{ at: { pointer: '/paths/~1a~1{x}' } }],
    });
    expect(fault?.message).toContain('"/a/{y}" and "/a/{x}"');
  });

  it('serves the first of twins that only # tells apart', () => {
    expect(keys({ '/a#one': get('one'), '/a#two': get('two'), '/a': get('three') })).toEqual({
      served: ['GET /a one'],
      reports: ['operation-not-served /paths/~1a#two', 'operation-not-served /paths/~1a'],
    });
  });

  it.each([
    ['security', { security: [] }],
    ['scopes', { security: [{ token: ['x'] }] }],
    ['access', { 'x-security': { access: { roles: ['x'] } } }],
    ['an object policy', { 'x-security': { access: { object: { policy: 'p' } } } }],
    ['rate limits', { 'x-security': { rateLimit: ['ip'] } }],
    ['caps', { 'x-security': { body: { max: '1B' } } }],
  ])('refuses twins that differ in %s', (_name, more) => {
    const { reports } = keys({ '/a#one': get('one'), '/a#two': get('two', more) });
    expect(reports).toEqual(['conflicting-guards /paths/~1a#two']);
  });

  it('tells query constants apart', () => {
    const { api, diagnostics } = built({
      openapi: '3.1.0',
      security: [],
      paths: { '/a': get('plain'), '/a?x=1': get('one'), '/a?x=2': get('two') },
    });
    expect(reported(diagnostics)).toEqual([]);
    expect(api.operations.map(({ path, queryConstants }) => [path, queryConstants])).toEqual([
      ['/a', []],
      ['/a', [{ name: 'x', value: '1' }]],
      ['/a', [{ name: 'x', value: '2' }]],
    ]);
  });

  it('keeps case and trailing slashes apart', () => {
    expect(
      keys({ '/a/me': get('one'), '/A/me': get('two'), '/a/me/': get('three'), '/a/{x}': get('four') })
        .reports,
    ).toEqual([]);
  });

  it('places a malformed path at its key', () => {
    expect(keys({ '/a/{': get('one') })).toEqual({ served: [], reports: ['invalid-path /paths/~1a~1{'] });
  });
});
