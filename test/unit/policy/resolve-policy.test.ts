import { describe, expect, it } from 'vitest';

import { reported, resolved, type Resolved } from './literal-document.js';

const base = `
openapi: 3.1.0
info: { title: 'Orders & Co.', version: '1' }
paths:
  /a: { get: { operationId: a, responses: {} } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: X-Key }
    toString: { type: http, scheme: basic }
`;

function withRoot(root: string): Resolved {
  return resolved(`${base}${root}`);
}

function only({ policy, document }: Resolved) {
  return policy.operations.get(document.pathItems[0]!.operations[0]!)!;
}

describe('security requirements', () => {
  it('reads lists as OR and objects as AND, in order', () => {
    const found = withRoot('security: [{ token: [], key: [] }, {}, { key: [] }]');
    expect(only(found).requirements).toEqual([
      {
        credentials: [
          { scheme: 'token', scopes: [], roles: [] },
          { scheme: 'key', scopes: [], roles: [] },
        ],
      },
      { credentials: [] },
      { credentials: [{ scheme: 'key', scopes: [], roles: [] }] },
    ]);
  });

  it('lets an operation override the root, with no merging', () => {
    const found = resolved(
      base.replace('operationId: a', 'operationId: a, security: [{ key: [] }]') + 'security: [{ token: [] }]',
    );
    expect(only(found).requirements).toEqual([{ credentials: [{ scheme: 'key', scopes: [], roles: [] }] }]);
  });

  it.each(['ghost', 'constructor', '__proto__', 'hasOwnProperty'])('finds no scheme named %s', (name) => {
    const found = resolved(
      JSON.parse(
        `{"openapi":"3.1.0","paths":{"/a":{"get":{"security":[{"${name}":[]}],"responses":{}}}},"components":{"securitySchemes":{"ghosts":{"type":"http","scheme":"basic"}}}}`,
      ) as object,
    );
    const { diagnostics } = found;
    expect(reported(diagnostics)).toEqual([`undefined-scheme /paths/~1a/get/security/0/${name}`]);
    expect(only(found).requirements).toEqual([{ credentials: [{ scheme: name, scopes: [], roles: [] }] }]);
    const fault = diagnostics.list.find(({ code }) => code === 'undefined-scheme');
    expect(fault?.at?.on).toBe('key');
    if (name === 'ghost') expect(fault?.help).toBe('Did you mean "ghosts"?');
  });

  it('finds a scheme that is named like a member of every object', () => {
    expect(reported(withRoot('security: [{ toString: [] }]').diagnostics)).toEqual([]);
  });

  it.each([
    ['null', '/security'],
    ['false', '/security'],
    ['{ token: [] }', '/security'],
    ['[token]', '/security/0'],
    ['[null]', '/security/0'],
    ['[[]]', '/security/0'],
    ['[{ token: null }]', '/security/0/token'],
    ['[{ token: read }]', '/security/0/token'],
    ['[{ token: [1] }]', '/security/0/token/0'],
    ["[{ token: [''] }]", '/security/0/token/0'],
  ])('refuses security: %s, and never reads it as none', (security, at) => {
    const found = withRoot(`security: ${security}`);
    expect(reported(found.diagnostics, 'invalid-security')).toEqual([`invalid-security ${at}`]);
    expect(only(found).access.kind).not.toBe('public');
  });

  it('requires scopes of OpenAPI 3.0 that other schemes have no word for', () => {
    const found = resolved(`${base}security: [{ key: [admin] }]`, '3.0');
    expect(only(found).requirements).toEqual([
      { credentials: [{ scheme: 'key', scopes: ['admin'], roles: [] }] },
    ]);
    expect(reported(found.diagnostics, 'scopes-without-oauth')).toEqual([
      'scopes-without-oauth /security/0/key',
    ]);
  });

  it('reads them as roles from OpenAPI 3.1 on', () => {
    const found = withRoot('security: [{ key: [admin] }]');
    expect(only(found).requirements).toEqual([
      { credentials: [{ scheme: 'key', scopes: [], roles: ['admin'] }] },
    ]);
  });

  it('warns of scopes no flow declares, once each, and requires them', () => {
    const found = resolved({
      openapi: '3.1.0',
      security: [{ oauth: ['read', 'wirte'] }, { oauth: ['wirte'] }, { oidc: ['anything'] }],
      paths: { '/a': { get: { responses: {} } } },
      components: {
        securitySchemes: {
          oauth: { type: 'oauth2', flows: { clientCredentials: { scopes: { read: '', write: '' } } } },
          oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example.com' },
        },
      },
    });
    expect(reported(found.diagnostics, 'undeclared-scope')).toEqual(['undeclared-scope /security/0/oauth/1']);
    expect(found.diagnostics.list.find(({ code }) => code === 'undeclared-scope')?.help).toBe(
      'Did you mean "write"?',
    );
    expect(only(found).requirements?.[0]?.credentials[0]?.scopes).toEqual(['read', 'wirte']);
  });
});

function schemeOf(scheme: object, security: unknown = [{ s: [] }]): Resolved {
  return resolved({
    openapi: '3.1.0',
    'x-security': { version: 1 },
    security,
    paths: { '/a': { get: { responses: {} } } },
    components: { securitySchemes: { s: scheme } },
  });
}

describe('schemes', () => {
  it('reads API keys', () => {
    const { policy } = schemeOf({
      type: 'apiKey',
      in: 'cookie',
      name: 'sid',
      description: 'Key.',
      'x-security': { prefix: 'ord_live', expires: '90d' },
    });
    expect(policy.schemes).toMatchObject([
      {
        kind: 'apiKey',
        name: 's',
        in: 'cookie',
        parameter: 'sid',
        prefix: 'ord_live',
        expiresSeconds: 7_776_000,
        description: 'Key.',
      },
    ]);
  });

  it('gives tokens the strict defaults', () => {
    const { policy } = schemeOf({ type: 'http', scheme: 'BEARER' });
    expect(policy.schemes).toMatchObject([
      {
        kind: 'jwt',
        type: 'http',
        issuer: null,
        audience: [],
        algorithms: ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'],
        typ: 'at+jwt',
        clockSkewSeconds: 30,
        claims: { roles: null, tenant: null, plan: null },
        revocation: [],
        discoveryUrl: null,
      },
    ]);
  });

  it('reads what the vocabulary says of tokens', () => {
    const { policy, diagnostics } = schemeOf({
      type: 'openIdConnect',
      openIdConnectUrl: 'https://id.example.com/.well-known/openid-configuration',
      'x-security': {
        issuer: 'https://id.example.com',
        audience: 'https://api.example.com',
        algorithms: ['HS256'],
        typ: 'legacy',
        because: 'the identity provider does no better',
        clockSkew: '500ms',
        claims: { roles: '/roles', tenant: '/tid' },
        revocation: ['jti'],
      },
    });
    expect(reported(diagnostics)).toEqual([]);
    expect(policy.schemes).toMatchObject([
      {
        issuer: 'https://id.example.com',
        audience: ['https://api.example.com'],
        algorithms: ['HS256'],
        typ: 'legacy',
        clockSkewSeconds: 0.5,
        claims: { roles: '/roles', tenant: '/tid', plan: null },
        revocation: ['jti'],
        discoveryUrl: 'https://id.example.com/.well-known/openid-configuration',
      },
    ]);
  });

  it('leaves other http schemes to the application', () => {
    expect(schemeOf({ type: 'http', scheme: 'Digest' }).policy.schemes).toMatchObject([
      { kind: 'custom', httpScheme: 'digest' },
    ]);
  });

  it.each([
    ['an unknown type', { type: 'magic' }, 'invalid-security-scheme /components/securitySchemes/s/type'],
    ['no type', {}, 'invalid-security-scheme /components/securitySchemes/s'],
    [
      'an http scheme that is no token',
      { type: 'http', scheme: 'bea rer' },
      'invalid-security-scheme /components/securitySchemes/s/scheme',
    ],
    ['no http scheme', { type: 'http' }, 'invalid-security-scheme /components/securitySchemes/s'],
    [
      'a header that is no field name',
      { type: 'apiKey', in: 'header', name: 'X-K\r\nevil' },
      'invalid-security-scheme /components/securitySchemes/s/name',
    ],
    [
      'a key in the body',
      { type: 'apiKey', in: 'body', name: 'k' },
      'invalid-security-scheme /components/securitySchemes/s/in',
    ],
    [
      'a key without name',
      { type: 'apiKey', in: 'query' },
      'invalid-security-scheme /components/securitySchemes/s',
    ],
    ['DPoP', { type: 'http', scheme: 'DPoP' }, 'scheme-not-enforced /components/securitySchemes/s/scheme'],
  ])('refuses to require %s', (_name, scheme, error) => {
    expect(reported(schemeOf(scheme).diagnostics)).toEqual([error]);
  });

  it('knows client certificates', () => {
    const { policy, diagnostics } = schemeOf({ type: 'mutualTLS', description: 'ours' });
    expect(reported(diagnostics)).toEqual([]);
    expect(policy.schemes).toMatchObject([{ kind: 'mutualTLS', name: 's', description: 'ours' }]);
  });

  it('takes no notice of what nothing requires, but for a finding', () => {
    const { policy, diagnostics } = schemeOf({ type: 'http', scheme: 'DPoP' }, []);
    expect(policy.schemes).toEqual([]);
    expect(reported(diagnostics)).toEqual([]);
    expect(reported(diagnostics, 'scheme-unused')).toEqual(['scheme-unused /components/securitySchemes/s']);
  });
});

describe('roles', () => {
  it('imply what they imply, transitively', () => {
    const { policy } = withRoot(
      'x-security: { version: 1, roles: { admin: [support, auditor], support: [customer], customer: [], auditor: [customer] } }',
    );
    expect(policy.roles).toEqual([
      { name: 'admin', implies: ['admin', 'support', 'auditor', 'customer'] },
      { name: 'support', implies: ['support', 'customer'] },
      { name: 'customer', implies: ['customer'] },
      { name: 'auditor', implies: ['auditor', 'customer'] },
    ]);
    expect(withRoot('').policy.roles).toBeNull();
  });

  it('may not imply each other or themselves', () => {
    const { diagnostics } = withRoot(
      'x-security: { version: 1, roles: { a: [b], b: [c], c: [a], d: [d], e: [a] } }',
    );
    expect(reported(diagnostics)).toEqual([
      'role-cycle /x-security/roles/c/0',
      'role-cycle /x-security/roles/d/0',
    ]);
    expect(diagnostics.list.find(({ code }) => code === 'role-cycle')?.message).toContain('a → b → c → a');
  });

  it('must exist, whatever objects have on their prototype', () => {
    const { diagnostics } = withRoot(
      'x-security: { version: 1, roles: { a: [b, constructor], customer: [custmer] } }',
    );
    expect(reported(diagnostics)).toEqual([
      'undefined-role /x-security/roles/a/0',
      'undefined-role /x-security/roles/a/1',
      'undefined-role /x-security/roles/customer/0',
    ]);
  });

  it('are not called undefined for an unrelated fault among them', () => {
    const { diagnostics } = resolved(
      base.replace('operationId: a', 'security: [{ key: [a] }], x-security: { access: { roles: [a] } }') +
        'x-security: { version: 1, roles: { a: [], b: nonsense } }',
    );
    expect(reported(diagnostics)).toEqual(['x-security-invalid-value /x-security/roles/b']);
  });
});

describe('limiters', () => {
  it('exist without being declared', () => {
    const { policy } = withRoot('');
    expect(policy.limiters).toEqual([
      {
        name: 'ip',
        key: ['ip'],
        count: 300,
        windowSeconds: 60,
        burst: 300,
        algorithm: 'gcra',
        unit: 'requests',
        onFailure: 'local',
      },
      {
        name: 'principal',
        key: ['principal'],
        count: 120,
        windowSeconds: 60,
        burst: 120,
        algorithm: 'gcra',
        unit: 'requests',
        onFailure: 'local',
      },
    ]);
    expect([policy.ipRateLimit, only(withRoot('')).rateLimit]).toEqual([['ip'], ['principal']]);
  });

  it('are redefined and added to', () => {
    const found = withRoot(`
x-security:
  version: 1
  limiters:
    ip: { key: ip, rate: 10/2h }
    both: { key: ip+client, rate: 5/1s, burst: 9, onFailure: closed }
    address: { key: ip, rate: 1/1d }
  rateLimit: [ip, both, address]`);
    expect(found.policy.limiters).toMatchObject([
      { name: 'ip', count: 10, windowSeconds: 7200, burst: 10 },
      { name: 'both', key: ['ip', 'client'], burst: 9, onFailure: 'closed' },
      { name: 'address', windowSeconds: 86_400 },
    ]);
    expect(found.policy.ipRateLimit).toEqual(['ip', 'address']);
    expect(only(found).rateLimit).toEqual(['both']);
  });

  it('keyed by address are charged at stage 4 only where the root lists them', () => {
    const found = resolved(
      base.replace('operationId: a', 'x-security: { rateLimit: [ip, principal] }') +
        'x-security: { version: 1, rateLimit: [principal] }',
    );
    expect([found.policy.ipRateLimit, only(found).rateLimit]).toEqual([[], ['ip', 'principal']]);
  });

  it('are charged by nobody where rateLimit is false', () => {
    const found = withRoot('x-security: { version: 1, rateLimit: false, because: internal }');
    expect([found.policy.ipRateLimit, only(found).rateLimit, found.policy.limiters]).toEqual([[], [], []]);
  });

  it('must exist, and are missed once', () => {
    const { diagnostics } = resolved(
      base.replace(
        '/a: { get: { operationId: a, responses: {} } }',
        '/a: { get: { responses: {} }, post: { responses: {} } }',
      ) + 'x-security: { version: 1, rateLimit: [ip, princpal, toString] }',
    );
    expect(reported(diagnostics)).toEqual([
      'undefined-limiter /x-security/rateLimit/1',
      'undefined-limiter /x-security/rateLimit/2',
    ]);
    expect(diagnostics.list[0]?.help).toBe('Did you mean "principal"?');
  });

  it('are found where nothing charges them', () => {
    const { diagnostics } = withRoot(
      'x-security: { version: 1, limiters: { slow: { key: ip, rate: 1/1s } } }',
    );
    expect(reported(diagnostics, 'limiter-unused')).toEqual(['limiter-unused /x-security/limiters/slow']);
  });

  it('are not called undefined for a fault of their own', () => {
    const { diagnostics } = withRoot(
      'x-security: { version: 1, limiters: { slow: { key: ip, rate: often } }, rateLimit: [slow] }',
    );
    expect(reported(diagnostics)).toEqual(['x-security-invalid-value /x-security/limiters/slow/rate']);
  });
});

describe('defaults and effective values', () => {
  it('are those of the semantics where nothing is said', () => {
    const found = withRoot('security: [{ token: [] }]');
    expect(found.policy).toMatchObject({ realm: 'orders-co', typeBase: null });
    expect(only(found)).toMatchObject({
      bodyLimits: { max: 262_144, depth: 32, nodes: 10_000 },
      timeoutMs: 15_000,
      validation: { unknownQuery: 'reject', unknownProperties: 'strip', responses: 'enforce', status: 400 },
      bounds: { maxLength: null, maxItems: null },
      audit: { level: 'metadata', action: null, always: false },
      typeBase: null,
      cors: null,
      because: null,
    });
  });

  it('are what the nearest level says, with its place', () => {
    const found = resolved(
      base.replace(
        'operationId: a',
        'operationId: a, x-security: { timeout: 500ms, audit: { action: a.read }, validation: { status: 422 }, errors: { typeBase: "https://b.example/" }, because: mine }',
      ) +
        'x-security: { version: 1, realm: R, body: { max: 1MiB }, validation: { maxItems: 5 }, errors: { typeBase: "https://a.example/" } }',
    );
    expect(found.policy).toMatchObject({ realm: 'R', typeBase: 'https://a.example/' });
    const operation = only(found);
    expect(operation).toMatchObject({
      bodyLimits: { max: 1_048_576 },
      timeoutMs: 500,
      validation: { status: 422 },
      bounds: { maxItems: 5 },
      audit: { action: 'a.read', always: true },
      typeBase: 'https://b.example/',
      because: 'mine',
    });
    expect(operation.places.get('body.max')?.pointer).toBe('/x-security/body/max');
    expect(operation.places.get('timeout')?.pointer).toBe('/paths/~1a/get/x-security/timeout');
  });
});
