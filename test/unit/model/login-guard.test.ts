import { describe, expect, it } from 'vitest';

import { built, operation, reported } from '../policy/literal-document.js';

const PUBLIC = { security: [], 'x-security': { access: 'public', because: 'x' } };
const DEFAULT = {
  account: null,
  perAccount: { count: 10, windowSeconds: 900 },
  perIp: { count: 50, windowSeconds: 3600 },
};

function build(schema: unknown, more: object = PUBLIC, parameters: readonly unknown[] = []) {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    'x-security': { version: 1 },
    security: [{ token: [] }],
    paths: {
      '/login': {
        post: {
          operationId: 'login',
          parameters,
          ...(schema === undefined ? {} : { requestBody: { content: { 'application/json': { schema } } } }),
          responses: { 204: { description: 'done' }, 401: { description: 'wrong' } },
          ...more,
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Secret: { type: 'string', format: 'password' },
        Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } },
      },
    },
  });
  return { login: operation(api, 'login').login, diagnostics };
}

const object = (name: string, schema: unknown) => ({ type: 'object', properties: { [name]: schema } });
const password = { type: 'string', format: 'password' };

describe('a login guard is on by default', () => {
  it.each([
    ['a password', object('secret', password)],
    ['a password deep below', object('a', { type: 'array', items: object('b', password) })],
    ['a password by reference', object('a', { $ref: '#/components/schemas/Secret' })],
    ['a password of one alternative', { oneOf: [object('a', { type: 'string' }), object('b', password)] }],
    ['a password of a part', { allOf: [object('a', { type: 'string' }), object('b', password)] }],
    ['a password in a map', { type: 'object', additionalProperties: password }],
    ['a password in a map by pattern', { type: 'object', patternProperties: { '^p': password } }],
    [
      'a password under a condition',
      JSON.parse('{"type":"object","if":{},"then":{"properties":{"b":{"format":"password"}}}}'),
    ],
    ['a password without one', { type: 'object', if: { required: ['a'] }, else: object('b', password) }],
    ['a password beside another', { type: 'object', dependentSchemas: { a: object('b', password) } }],
    ['a password among the rest', { type: 'object', unevaluatedProperties: password }],
    [
      'a password in a tuple',
      { type: 'array', prefixItems: [object('a', password)], unevaluatedItems: password },
    ],
    ['six digits', object('number', { type: 'string', pattern: '^\\d{6}$' })],
    ['four to eight digits', object('number', { type: 'string', pattern: '^[0-9]{4,8}$' })],
    ['digits one by one', object('number', { type: 'string', pattern: '^\\d\\d\\d\\d$' })],
    ['two lengths of digits', object('number', { type: 'string', pattern: '^(\\d{4}|\\d{6})$' })],
    ['grouped digits', object('number', { type: 'string', pattern: '^\\d{3}-?\\d{3}$' })],
    ['bounded digits', object('number', { type: 'string', pattern: '^[0-9]{4,}$', maxLength: 8 })],
    ['a one-time password', object('otp', { type: 'string' })],
    ['a passcode', object('meetingPasscode', { type: 'string' })],
    ['a pin', object('cardPin', { type: 'integer' })],
    ['an integer code', object('verificationCode', { type: 'integer' })],
    ['a short code', object('code', { type: 'string', maxLength: 6 })],
  ])('for public operations that take %s', (_, schema) => {
    expect(build(schema).login).toEqual(DEFAULT);
  });

  it.each([
    ['query', 'pin'],
    ['header', 'X-OTP'],
  ])('for a code in the %s', (place, name) => {
    const parameter = { in: place, name, schema: { type: 'string' } };
    expect(build(undefined, PUBLIC, [parameter]).login).toEqual(DEFAULT);
  });

  it('where anonymous callers are let in too', () => {
    const open = { security: [{ token: [] }, {}] };
    expect(build(object('a', password), open).login).toEqual(DEFAULT);
  });

  it.each([
    ['no secret', object('name', { type: 'string', maxLength: 50 })],
    ['a country code', object('mcc', { type: 'string', pattern: '^\\d{3}$' })],
    ['a postcode', object('zipCode', { type: 'string', pattern: '^\\d{5}$' })],
    ['an account number', object('account', { type: 'string', pattern: '^\\d{16}$' })],
    ['an authorization code', object('code', { type: 'string' })],
    ['any digits', object('number', { type: 'string', pattern: '^\\d+$' })],
    ['letters and digits', object('number', { type: 'string', pattern: '^[a-z\\d]{6}$' })],
    ['an enumerated code', object('otp', { enum: ['a', 'b'] })],
    ['words that end alike', object('spin', { type: 'string' })],
    ['a password that is only read', object('a', { ...password, readOnly: true })],
    ['a schema without end', { $ref: '#/components/schemas/Node' }],
  ])('not for %s', (_, schema) => {
    const { login, diagnostics } = build(schema);
    expect(login).toBeNull();
    expect(reported(diagnostics, 'login-unguarded', 'login-per-ip')).toEqual([]);
  });

  it('and a finding where callers are known', () => {
    const { login, diagnostics } = build(object('a', password), {});
    expect(login).toBeNull();
    expect(reported(diagnostics, 'login-unguarded')).toEqual(['login-unguarded /paths/~1login/post']);
  });

  it('and no matter where nobody is let in', () => {
    const requestBody = { content: { 'application/json': { schema: object('a', password) } } };
    const { api, diagnostics } = built({
      openapi: '3.1.0',
      paths: { '/a': { post: { operationId: 'a', requestBody, responses: {} } } },
    });
    expect(operation(api, 'a').login).toBeNull();
    expect(reported(diagnostics, 'login-unguarded', 'login-per-ip')).toEqual([]);
  });
});

const declared = (login: object, more: object = {}) => ({
  security: [],
  'x-security': { access: 'public', because: 'x', login },
  ...more,
});

describe('a declared login guard', () => {
  it.each([
    ['$request.body#/username', { in: 'body', pointer: '/username' }],
    ['$request.header.X-User', { in: 'header', name: 'x-user' }],
    ['$request.query.user', { in: 'query', name: 'user' }],
  ])('finds the account at %s', (account, location) => {
    const { login, diagnostics } = build(object('username', { type: 'string' }), declared({ account }), [
      { in: 'header', name: 'x-user', schema: { type: 'string' } },
      { in: 'query', name: 'user', schema: { type: 'string' } },
    ]);
    expect(login).toEqual({ ...DEFAULT, account: location });
    expect(reported(diagnostics)).toEqual([]);
    expect(reported(diagnostics, 'login-per-ip', 'login-failure-undeclared')).toEqual([]);
  });

  it('must name a place that is declared', () => {
    const { diagnostics } = build(
      object('username', { type: 'string' }),
      declared({ account: '$request.query.usr' }),
      [{ in: 'query', name: 'user', schema: { type: 'string' } }],
    );
    expect(reported(diagnostics)).toEqual([
      'unknown-login-account /paths/~1login/post/x-security/login/account',
    ]);
    expect(diagnostics.list.find(({ code }) => code === 'unknown-login-account')!.help).toBe(
      'Did you mean "user"?',
    );
  });

  it('guards operations of known callers too', () => {
    const { login } = build(object('old', password), { 'x-security': { login: { perIp: '5/1m' } } });
    expect(login).toEqual({ ...DEFAULT, perIp: { count: 5, windowSeconds: 60 } });
  });

  it.each([
    [{ 204: {}, 400: {} }, 1],
    [{ 204: {}, 403: {} }, 0],
    [{ 204: {}, '4XX': {} }, 0],
    [{ 204: {}, default: {} }, 0],
  ])('is found to count nothing where the replies are %j', (responses, findings) => {
    const { diagnostics } = build(
      object('username', { type: 'string' }),
      declared({ account: '$request.body#/username' }, { responses }),
    );
    expect(reported(diagnostics, 'login-failure-undeclared')).toHaveLength(findings);
  });
});
