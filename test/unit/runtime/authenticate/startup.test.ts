import { beforeAll, describe, expect, it } from 'vitest';
import type { SchemeCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { createAuthentication } from '../../../../src/runtime/authenticate/authentication.js';
import {
  apiKeyDefinition,
  AUTHENTICATED,
  jwtDefinition,
  needs,
  alternative,
  problemsOf,
  RecordingLog,
  testKey,
  type TestKey,
} from './harness.js';

let key: TestKey;
let rsa: TestKey;
beforeAll(async () => {
  key = await testKey();
  rsa = await testKey('RS256', 'rsa');
});

function jwtProblems(
  definition: Parameters<typeof jwtDefinition>[0],
  credentials: Readonly<Record<string, unknown>>,
  development = false,
): string {
  return problemsOf({
    schemes: [jwtDefinition(definition)],
    credentials: { oauth: { kind: 'jwt', ...credentials } },
    development,
  });
}

const oct = (bytes: number) => ({ kty: 'oct', k: Buffer.alloc(bytes, 1).toString('base64url') });

describe('a JWT scheme starts', () => {
  it('with keys, with a URL, and with discovery', () => {
    expect(jwtProblems({}, { keys: [key.jwk] })).toBe('');
    expect(jwtProblems({}, { keys: { keys: [key.jwk] } })).toBe('');
    expect(jwtProblems({}, { jwksUrl: 'https://id.example.com/keys' })).toBe('');
    expect(jwtProblems({ discoveryUrl: 'https://id.example.com/.well-known/openid-configuration' }, {})).toBe(
      '',
    );
    expect(
      jwtProblems(
        {
          issuer: null,
          discoveryUrl: 'https://id.example.com/.well-known/oauth-authorization-server/tenant',
        },
        {},
      ),
    ).toBe('');
    expect(jwtProblems({ algorithms: ['HS256'] }, { keys: [oct(32)] })).toBe('');
    expect(jwtProblems({}, { jwksUrl: 'http://127.0.0.1:8080/keys' }, true)).toBe('');
  });
});

describe('a JWT scheme does not start', () => {
  it.each<[RegExp, Parameters<typeof jwtDefinition>[0], Readonly<Record<string, unknown>>]>([
    [/No issuer/, { issuer: null }, { jwksUrl: 'https://x.example/keys' }],
    [/No issuer/, { issuer: null, discoveryUrl: 'https://x.example/metadata' }, {}],
    [/No audience/, { audience: [] }, { jwksUrl: 'https://x.example/keys' }],
    [/No audience/, { audience: [''] }, { jwksUrl: 'https://x.example/keys' }],
    [/where the keys/, {}, {}],
    [/not https/, {}, { jwksUrl: 'http://id.example.com/keys' }],
    [/not https/, {}, { jwksUrl: 'file:///keys' }],
    [/holds credentials/, {}, { jwksUrl: 'https://user:secret@id.example.com/keys' }],
    [/not a URL/, {}, { jwksUrl: 'id.example.com' }],
    [/not https/, { discoveryUrl: 'http://id.example.com/.well-known/openid-configuration' }, {}],
    [/unknown or unsafe/, { algorithms: ['none'] }, { keys: [] }],
    [/No signature algorithm/, { algorithms: [] }, { keys: [] }],
    [/must be the only one/, { algorithms: ['RS256', 'HS256'] }, { keys: [oct(32)] }],
    [/must be the only one/, { algorithms: ['HS256', 'HS512'] }, { keys: [oct(64)] }],
    [/256 bits/, { algorithms: ['HS256'] }, { keys: [oct(31)] }],
    [/512 bits/, { algorithms: ['HS512'] }, { keys: [oct(32)] }],
    [/no issuer publishes/, { algorithms: ['HS256'] }, { jwksUrl: 'https://x.example/keys' }],
    [/No key can verify/, {}, { keys: [] }],
    [/not a list/, {}, { keys: 'secret' }],
    [/not a valid public key/, {}, { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] }],
    [/isRevoked/, { revocation: ['jti'] }, { jwksUrl: 'https://x.example/keys' }],
    [/credentialsChangedAt/, { revocation: ['credential-change'] }, { jwksUrl: 'https://x.example/keys' }],
    [/clients is for/, {}, { jwksUrl: 'https://x.example/keys', clients: ['web'] }],
    [/more than 120 s/, { clockSkewSeconds: 121 }, { jwksUrl: 'https://x.example/keys' }],
  ])('%s', (expected, definition, credentials) => {
    expect(jwtProblems(definition, credentials)).toMatch(expected);
  });

  it('with a private key, a small RSA key, or a key of another kind', () => {
    expect(jwtProblems({}, { keys: [{ ...key.jwk, d: 'AAAA' }] })).toMatch(/private key/);
    expect(jwtProblems({}, { keys: [rsa.jwk] })).toMatch(/fit none/);
    const small = { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(128, 255).toString('base64url') };
    expect(jwtProblems({ algorithms: ['RS256'] }, { keys: [small] })).toMatch(/shorter than 2048/);
    expect(jwtProblems({ algorithms: ['RS256'] }, { keys: [{ ...rsa.jwk, e: 'AQ' }] })).toMatch(/exponent/);
  });

  it('and names everything at once', () => {
    const all = jwtProblems({ issuer: null, audience: [], revocation: ['jti'] }, {});
    for (const part of [/issuer/, /audience/, /keys/, /isRevoked/]) expect(all).toMatch(part);
  });
});

describe('other schemes do not start', () => {
  const basic = { kind: 'basic', name: 'login' } as const;
  const hmac = { kind: 'custom', name: 'signed', httpScheme: 'hmac' } as const;

  it.each<[string, Parameters<typeof problemsOf>[0], RegExp]>([
    ['nothing supplied', { schemes: [basic], credentials: {} }, /credentials\.login: Nothing says/],
    [
      'another kind',
      { schemes: [basic], credentials: { login: { kind: 'apiKey', lookup: () => null } } },
      /kind 'basic'/,
    ],
    [
      'neither',
      { schemes: [apiKeyDefinition()], credentials: { key: { kind: 'apiKey' } } },
      /Nothing looks up/,
    ],
    [
      'both',
      {
        schemes: [apiKeyDefinition()],
        credentials: { key: { kind: 'apiKey', lookup: () => null, verify: () => null } },
      },
      /both/,
    ],
    [
      'verify with a prefix',
      {
        schemes: [apiKeyDefinition({ prefix: 'ord' })],
        credentials: { key: { kind: 'apiKey', verify: () => null } },
      },
      /verify is for schemes without prefix/,
    ],
    [
      'a header that is none',
      {
        schemes: [apiKeyDefinition({ parameter: 'X-Key:\r\nX' })],
        credentials: { key: { kind: 'apiKey', verify: () => null } },
      },
      /no valid name/,
    ],
    [
      'a scheme token that is none',
      {
        schemes: [{ ...hmac, httpScheme: 'a b' }],
        credentials: { signed: { kind: 'custom', verify: () => null } },
      },
      /no valid name/,
    ],
    [
      'no verifier',
      { schemes: [hmac], credentials: { signed: { kind: 'custom' } as unknown as SchemeCredentials } },
      /no verifier/,
    ],
    [
      'a name nobody uses',
      { schemes: [], credentials: { oauht: { kind: 'custom', verify: () => null } } },
      /credentials\.oauht: The document uses no/,
    ],
    [
      'credentials inherited from a prototype',
      {
        schemes: [
          { ...basic, name: 'constructor' },
          { ...basic, name: '__proto__' },
        ],
        credentials: {},
      },
      /credentials\.constructor: Nothing says.*\n.*credentials\.__proto__: Nothing says/,
    ],
  ])('%s', (_name, options, expected) => {
    expect(problemsOf(options)).toMatch(expected);
  });

  it('where their module is missing', () => {
    const { problems } = createAuthentication(
      [basic],
      null,
      'r',
      {},
      { login: { kind: 'basic', lookup: () => null } },
      { log: new RecordingLog() },
    );
    expect(problems[0]?.message).toMatch(/not part of this server/);
  });
});

describe('an operation', () => {
  const authentication = createAuthentication([], null, 'r', {}, {}, { log: new RecordingLog() });

  it('that names an unknown scheme does not compile', () => {
    expect(() =>
      authentication.compile({
        name: 'x',
        requirements: [alternative(needs('nobody'))],
        access: AUTHENTICATED,
        parameters: [],
      }),
    ).toThrow(/nobody/);
  });

  it('that asks for authentication with no scheme does not compile', () => {
    expect(() =>
      authentication.compile({ name: 'x', requirements: [], access: AUTHENTICATED, parameters: [] }),
    ).toThrow(/names no security scheme/);
  });
});
