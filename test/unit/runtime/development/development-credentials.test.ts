import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SchemeDefinition } from '../../../../src/runtime/core/definition.js';
import type { OperationDefinition } from '../../../../src/runtime/core/definition.js';
import { createAuthentication } from '../../../../src/runtime/authenticate/authentication.js';
import { clientCertificates } from '../../../../src/runtime/authenticate/client-certificates.js';
import { createDevelopmentCredentials } from '../../../../src/runtime/development/development-credentials.js';
import {
  alternative,
  apiKeyDefinition,
  AUTHENTICATED,
  factories,
  jwtDefinition,
  needs,
  principalOf,
  RecordingLog,
  source,
} from '../authenticate/harness.js';

afterEach(() => vi.unstubAllEnvs());

const HOSTILE = "x'; touch /tmp/oasgard-was-here; '$(id)`id`\u001b[31m\u202e\n";

function operation(change: Partial<OperationDefinition> = {}): OperationDefinition {
  return {
    name: 'listOrders',
    operationId: null,
    method: 'GET',
    path: '/orders',
    segments: [[{ literal: 'orders' }]],
    queryConstants: [],
    servers: null,
    requirements: [],
    access: AUTHENTICATED,
    rateLimit: [],
    cost: 1,
    login: null,
    bodyLimits: { max: 1, depth: 1, nodes: 1 },
    timeoutMs: 1,
    validation: { unknownQuery: 'reject', unknownProperties: 'strip', responses: 'enforce', status: 400 },
    audit: { level: 'metadata', action: 'x', always: false },
    sensitive: false,
    typeBase: null,
    cors: null,
    parameters: [],
    requestBody: null,
    replies: [],
    validators: () => Promise.reject(new Error('not loaded')),
    ...change,
  };
}

const schemes: readonly SchemeDefinition[] = [
  jwtDefinition({
    claims: { roles: '/realm_access/roles', tenant: '/tid', plan: '/realm_access/plan' },
    revocation: ['jti', 'credential-change'],
  }),
  jwtDefinition({
    name: 'bare',
    issuer: null,
    audience: [],
    algorithms: ['HS256'],
    claims: { roles: null, tenant: null, plan: null },
  }),
  apiKeyDefinition({ prefix: 'ord_dev', expiresSeconds: 864_000 }),
  apiKeyDefinition({ name: 'query', in: 'query', parameter: 'api key' }),
  apiKeyDefinition({ name: 'cookie', in: 'cookie', parameter: 'sid' }),
  { kind: 'basic', name: 'login' },
  { kind: 'mutualTLS', name: 'certificate' },
  jwtDefinition({ name: 'bound', bind: 'mtls' }),
  { kind: 'custom', name: 'signed', httpScheme: 'hmac' },
];
const roles = [
  { name: 'admin', implies: ['admin', 'support'] },
  { name: 'support', implies: ['support'] },
];
const servers = [{ authorities: [], basePath: '/v1' }];

/** The request of a curl line, as the shell splits it. */
function requestOf(curl: string): ReturnType<typeof source> {
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${curl.replace(/^curl /, '')}`], {
    encoding: 'utf8',
  })
    .trimEnd()
    .split('\n');
  const headers: [string, string][] = [];
  words.forEach((word, index) => {
    if (words[index - 1] === '-H') headers.push(word.split(/: (.*)/s).slice(0, 2) as [string, string]);
  });
  const cookie = headers.find(([name]) => name === 'Cookie')?.[1];
  const query = words.at(-1)!.split('?')[1] ?? '';
  return source({
    headers,
    query,
    now: Date.now(),
    local: true,
    ...(cookie === undefined ? {} : { cookie }),
  });
}

describe('development credentials', () => {
  const operations = schemes.map(({ name }, index) =>
    operation({
      name: `op${index}`,
      requirements: [alternative(needs(name, { scopes: ['orders.read', 'orders.write'] }))],
    }),
  );
  const definition = { schemes, roles, operations, servers };

  it('start every scheme, and open it by the curl line they print', async () => {
    const { credentials, hints } = createDevelopmentCredentials(definition);
    const authentication = createAuthentication(schemes, roles, 'orders', factories, credentials, {
      log: new RecordingLog(),
      development: true,
      certificates: clientCertificates({ believesProxies: false, development: true }),
    });
    expect(authentication.problems).toEqual([]);
    expect(hints.map(({ scheme }) => scheme)).toEqual(schemes.map(({ name }) => name));
    for (const [index, { scheme, curl }] of hints.entries()) {
      expect(curl).toMatch(/^curl -i .*http:\/\/localhost:3000\/v1\/orders/);
      const principal = principalOf(await authentication.compile(operations[index]!)(requestOf(curl)));
      expect(principal.scheme).toBe(scheme);
      expect(principal.scopes).toEqual(['orders.read', 'orders.write']);
      expect(principal.roles).toEqual(scheme === 'bare' ? [] : ['admin', 'support']);
    }
    await authentication.close();
  });

  it.each([
    'ES256',
    'ES384',
    'ES512',
    'PS256',
    'PS512',
    'RS256',
    'RS512',
    'Ed25519',
    'EdDSA',
    'HS256',
    'HS512',
  ])('sign with %s where that is the first algorithm', async (alg) => {
    const scheme = jwtDefinition({ algorithms: [alg] });
    const { credentials, hints } = createDevelopmentCredentials({ ...definition, schemes: [scheme] });
    const authentication = createAuthentication([scheme], null, 'r', factories, credentials, {
      log: new RecordingLog(),
    });
    expect(authentication.problems).toEqual([]);
    const check = authentication.compile(operation({ requirements: [alternative(needs('oauth'))] }));
    expect(principalOf(await check(requestOf(hints[0]!.curl))).id).toBe('developer');
  });

  it('are made only for the schemes asked for', () => {
    const { credentials } = createDevelopmentCredentials(definition, { schemes: ['login'] });
    expect(Object.keys(credentials)).toEqual(['login']);
  });

  it('are refused in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => createDevelopmentCredentials(definition)).toThrow(/NODE_ENV=production/);
  });

  it('keep names of the document out of the shell and the terminal', () => {
    const hostile = [
      apiKeyDefinition({ name: '__proto__', parameter: HOSTILE }),
      apiKeyDefinition({ name: 'query', in: 'query', parameter: HOSTILE }),
      apiKeyDefinition({ name: 'cookie', in: 'cookie', parameter: HOSTILE }),
      { kind: 'custom', name: 'custom', httpScheme: HOSTILE },
    ] as const;
    const { credentials, hints } = createDevelopmentCredentials({
      ...definition,
      schemes: hostile,
      servers: [{ authorities: [], basePath: `/${HOSTILE}` }],
      operations: hostile.map(({ name }) =>
        operation({
          method: HOSTILE,
          segments: [[{ literal: HOSTILE }]],
          requirements: [alternative(needs(name))],
        }),
      ),
    });
    expect(Object.keys(credentials)).toContain('__proto__');
    expect(Object.getPrototypeOf(credentials)).toBeNull();
    for (const { curl } of hints) {
      expect(curl).not.toMatch(/[\u0000-\u001f\u202e]/);
      expect(() => requestOf(curl)).not.toThrow();
      const words = execFileSync('sh', ['-c', `set -- ${curl}; echo $#`], { encoding: 'utf8' });
      expect(Number(words)).toBeLessThan(10);
    }
    expect(() => execFileSync('ls', ['/tmp/oasgard-was-here'], { stdio: 'pipe' })).toThrow();
  });

  it('show the operation that is easiest to call', () => {
    const { hints } = createDevelopmentCredentials({
      ...definition,
      schemes: [apiKeyDefinition()],
      operations: [
        operation({ method: 'POST', requirements: [alternative(needs('key'))] }),
        operation({
          segments: [[{ literal: 'orders' }], [{ parameter: 'id' }, { literal: '.json' }]],
          requirements: [alternative(needs('key'))],
        }),
        operation({
          access: { kind: 'undecided' },
          segments: [[{ literal: 'undecided' }]],
          requirements: [alternative(needs('key'))],
        }),
      ],
    });
    expect(hints[0]!.curl).toMatch(/\/v1\/orders\/1\.json$/);
  });
});
