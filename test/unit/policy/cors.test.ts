import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/load/json.js';
import { reported, resolved } from './literal-document.js';

const app = 'https://app.example.com';
const because = 'the pages are ours';
const other: JsonObject = { timeout: '9s' };

/** What holds for the root and the operation, and every code above info. */
function read(root: JsonObject, path: JsonObject = other, operation: JsonObject = other) {
  const { policy, diagnostics } = resolved({
    openapi: '3.1.0',
    security: [{ token: [] }],
    'x-security': { version: 1, ...root },
    paths: { '/a': { 'x-security': path, get: { 'x-security': operation, responses: {} } } },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  const [only] = policy.operations.values();
  return { root: policy.cors, operation: only!.cors, codes: reported(diagnostics) };
}

describe('cors', () => {
  it('opens nothing unless asked to', () => {
    expect(read({})).toEqual({ root: null, operation: null, codes: [] });
    expect(read({ cors: false })).toEqual({ root: null, operation: null, codes: [] });
  });

  it('has its members from every level, the nearest winning', () => {
    const found = read(
      { cors: { origins: [app], expose: ['ETag'], maxAge: '10m' } },
      { cors: { expose: ['Location'] } },
      { cors: { credentials: true, maxAge: '500ms' }, because },
    );
    expect(found).toEqual({
      root: { origins: [app], credentials: false, expose: ['ETag'], maxAgeSeconds: 600 },
      operation: { origins: [app], credentials: true, expose: ['Location'], maxAgeSeconds: 0 },
      codes: [],
    });
  });

  it('is closed by false, and opened again below it', () => {
    const cors = { origins: [app] };
    expect(read({ cors }, { cors: false }).operation).toBeNull();
    expect(read({ cors }, { cors: false }, { cors }).operation).toMatchObject({ origins: [app] });
    expect(read({ cors }, other, { cors: false })).toMatchObject({
      root: { origins: [app] },
      operation: null,
    });
  });

  it('needs origins wherever anything else is said of it', () => {
    const found = read({ cors: { origins: [app] } }, { cors: false }, { cors: { maxAge: '1m' } });
    expect(found.operation).toBeNull();
    expect(found.codes).toEqual(['cors-without-origins /paths/~1a/get/x-security/cors/maxAge']);
    expect(read({ cors: { expose: ['ETag'] } }).codes).toEqual([
      'cors-without-origins /x-security/cors/expose',
    ]);
  });

  it.each([
    ['at one level', { cors: { origins: ['*'], credentials: true }, because }, other],
    ['at two levels', { cors: { origins: ['*'] } }, { cors: { credentials: true }, because }],
    [
      'the other way round',
      { cors: { origins: [app], credentials: true }, because },
      { cors: { origins: ['*'] } },
    ],
    ['among others', { cors: { origins: [app, '*'], credentials: true }, because }, other],
  ])('refuses any origin with credentials, %s', (_it, root, path) => {
    expect(read(root, path).codes.join()).toContain('cors-any-with-credentials');
  });

  it.each([
    'https://app.example.com:443',
    'http://app.example.com:80',
    'https://127.1',
    'https://0x7f.0.0.1',
    'https://app.example.com:99999',
  ])('refuses %s, which no browser sends', (origin) => {
    expect(read({ cors: { origins: [app, origin] } }).codes).toContain(
      'cors-origin-not-serialized /x-security/cors/origins/1',
    );
  });

  it.each([
    'null',
    'https://app.example.com/',
    'https://*.example.com',
    'HTTPS://app.example.com',
    '',
    'app',
  ])('refuses %j, which is no origin', (origin) => {
    expect(read({ cors: { origins: [origin] } }).codes).toEqual([
      'x-security-invalid-value /x-security/cors/origins/0',
    ]);
  });

  it('does not take * for the name of a header', () => {
    expect(read({ cors: { origins: [app], expose: ['*'] } }).codes).toEqual([
      'x-security-invalid-value /x-security/cors/expose/0',
    ]);
  });

  it('reports what every operation inherits once', () => {
    const { diagnostics } = resolved({
      openapi: '3.1.0',
      security: [{ token: [] }],
      'x-security': { version: 1, cors: { origins: ['*', 'http://a.example', 'http://localhost:3000'] } },
      paths: { '/a': { get: { responses: {} }, put: { responses: {} } }, '/b': { get: { responses: {} } } },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    });
    expect(diagnostics.list.filter(({ code }) => code.startsWith('cors-')).map(({ code }) => code)).toEqual([
      'cors-any-origin',
      'cors-origin-plain',
    ]);
  });
});
