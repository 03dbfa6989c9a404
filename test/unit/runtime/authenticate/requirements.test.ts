import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuthenticationResult,
  createAuthentication,
  type CredentialSource,
} from '../../../../src/runtime/authenticate/authentication.js';
import type { ChallengeKind } from '../../../../src/runtime/authenticate/challenge.js';
import { AMBIGUOUS } from '../../../../src/runtime/authenticate/credential-source.js';
import { compileRequirements } from '../../../../src/runtime/authenticate/requirements.js';
import type { Scheme, Verdict } from '../../../../src/runtime/authenticate/scheme.js';
import type { RequirementDefinition } from '../../../../src/runtime/core/definition.js';
import type { Principal } from '../../../../src/runtime/core/principal.js';
import {
  alternative,
  apiKeyDefinition,
  AUTHENTICATED,
  bearer,
  factories,
  jwtDefinition,
  needs,
  principalOf,
  RecordingLog,
  refusalOf,
  sign,
  source,
  testKey,
  world,
} from './harness.js';

type Shown = 'absent' | 'ambiguous' | 'invalid' | 'limited' | 'unavailable' | Holder;

interface Holder {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly tenant: string | null;
}

const NAMES = ['a', 'b', 'c'] as const;
const TOKENS: readonly ChallengeKind[] = [{ scheme: 'Bearer' }, { scheme: 'ApiKey' }, { scheme: 'Cookie' }];

function principal(scheme: string, holder: Holder): Principal {
  return {
    id: `${scheme}-id`,
    client: null,
    apiKey: null,
    scheme,
    plan: null,
    claims: {},
    ...holder,
  };
}

function verdict(name: string, shown: Shown): Verdict {
  if (typeof shown === 'object') return { kind: 'valid', principal: principal(name, shown) };
  switch (shown) {
    case 'limited':
      return { kind: 'limited', reason: 'limited', retryAfterSeconds: 7 };
    case 'unavailable':
      return { kind: 'unavailable', code: 'authentication-unavailable', reason: 'down' };
    default:
      return { kind: 'invalid', reason: 'bad' };
  }
}

function scheme(index: number, shown: Shown, slow: boolean, verified: string[]): Scheme {
  const name = NAMES[index]!;
  return {
    name,
    challenge: TOKENS[index]!,
    sentUnasked: index === 2 ? 'cookie' : null,
    read: () => (shown === 'absent' ? null : shown === 'ambiguous' ? AMBIGUOUS : 'credential'),
    verify: () => {
      verified.push(name);
      return slow ? Promise.resolve(verdict(name, shown)) : verdict(name, shown);
    },
  };
}

/** Semantics §2 in the fewest words: what the answer is, not how it is found. */
function reference(
  requirements: readonly RequirementDefinition[],
  shown: ReadonlyMap<string, Shown>,
): string {
  const named = [
    ...new Set(requirements.flatMap(({ credentials }) => credentials.map(({ scheme }) => scheme))),
  ];
  const of = (name: string): Shown => shown.get(name)!;
  if (named.some((name) => of(name) === 'ambiguous')) return '400';
  if (named.every((name) => of(name) === 'absent')) {
    return requirements.some(({ credentials }) => credentials.length === 0) ? 'anonymous' : '401';
  }
  // The verifier of a credential that was sent is down, or the gate before it is closed: only success outweighs that.
  const unjudged = ['unavailable', 'limited'].find((kind) => named.some((name) => of(name) === kind));
  const refusals: string[] = [];
  for (const { credentials } of requirements) {
    const all = credentials.map(({ scheme }) => of(scheme));
    if (all.length === 0 || all.some((one) => typeof one !== 'object')) continue;
    const holders = all as readonly Holder[];
    const lacks = (kind: 'scopes' | 'roles'): boolean =>
      credentials.some((wanted, index) => wanted[kind].some((one) => !holders[index]![kind].includes(one)));
    const tenants = new Set(holders.map(({ tenant }) => tenant).filter((tenant) => tenant !== null));
    if (lacks('scopes')) refusals.push('403 insufficient-scope');
    else if (lacks('roles')) refusals.push('403 insufficient-role');
    else if (tenants.size > 1) refusals.push('403 insufficient-tenant');
    else return `200 ${credentials.map(({ scheme }) => scheme).join('+')}`;
  }
  if (unjudged !== undefined) return unjudged === 'unavailable' ? '503' : '429';
  return refusals[0] ?? '401';
}

const statusOf = {
  'ambiguous-credentials': '400',
  'credentials-required': '401',
  'invalid-credentials': '401',
  'authentication-unavailable': '503',
  'rate-limited': '429',
  'insufficient-scope': '403 insufficient-scope',
  'insufficient-role': '403 insufficient-role',
  'insufficient-tenant': '403 insufficient-tenant',
} as Readonly<Record<string, string>>;

const names = (pool: readonly string[]) => fc.subarray([...pool]);
const holder: fc.Arbitrary<Holder> = fc.record({
  scopes: names(['s1', 's2']),
  roles: names(['r1', 'r2']),
  tenant: fc.constantFrom(null, null, 't1', 't2'),
});
const shownAs: fc.Arbitrary<Shown> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('absent' as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'ambiguous' as const,
      'invalid' as const,
      'limited' as const,
      'unavailable' as const,
    ),
  },
  { weight: 3, arbitrary: holder },
);
const requirement: fc.Arbitrary<RequirementDefinition> = fc
  .uniqueArray(
    fc.record({ scheme: fc.constantFrom(...NAMES), scopes: names(['s1', 's2']), roles: names(['r1', 'r2']) }),
    { selector: ({ scheme: name }) => name, maxLength: 3 },
  )
  .map((credentials) => ({ credentials }));

describe('requirements', () => {
  it('are evaluated as the semantics say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(requirement, { minLength: 1, maxLength: 4 }),
        fc.tuple(shownAs, shownAs, shownAs),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        async (requirements, shown, slow) => {
          const verified: string[] = [];
          const schemes = new Map(
            NAMES.map((name, index) => [
              name as string,
              scheme(index, shown[index]!, slow[index]!, verified),
            ]),
          );
          const result = await compileRequirements(requirements, schemes, 'r', new Set())(source({}));
          const expected = reference(
            requirements,
            new Map(NAMES.map((name, index) => [name, shown[index]!])),
          );

          expect(new Set(verified).size).toBe(verified.length);
          if (result.kind === 'anonymous') {
            expect(expected).toBe('anonymous');
            return;
          }
          if (result.kind === 'principal' && result.deferred === null) {
            const [status, used = ''] = expected.split(' ');
            const parts = used.split('+');
            expect(status).toBe('200');
            expect(result.principal.scheme).toBe(parts[0]);
            expect(result.sentUnasked).toBe(parts.includes('c') ? 'cookie' : null);
            // Nothing of a credential outside the satisfied alternative.
            const holders = parts.map((part) => shown[NAMES.indexOf(part as 'a')] as Holder);
            expect(new Set(result.principal.scopes)).toEqual(
              new Set(holders.flatMap(({ scopes }) => scopes)),
            );
            expect(new Set(result.principal.roles)).toEqual(new Set(holders.flatMap(({ roles }) => roles)));
            return;
          }
          const { code, stage, headers = [] } = refusalOf(result);
          expect(statusOf[code]).toBe(expected);
          expect(stage).toBe(expected.startsWith('403') ? 11 : 8);
          if (expected === '401') {
            const tokens = headers.filter((_, index) => index % 2 === 1).map((value) => value.split(' ')[0]);
            const wanted = new Set(
              requirements.flatMap(({ credentials }) =>
                credentials.map(({ scheme: name }) => schemes.get(name)!.challenge.scheme),
              ),
            );
            expect(tokens).toHaveLength(wanted.size);
            expect(new Set(tokens)).toEqual(wanted);
            const bearerUsed = requirements.some(({ credentials }) =>
              credentials.some(({ scheme: name }) => name === 'a'),
            );
            expect(headers.some((value) => value.includes('error="invalid_token"'))).toBe(
              bearerUsed && shown[0] === 'invalid',
            );
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('wait for nothing where nothing waits', () => {
    const schemes = new Map([['b', scheme(1, { scopes: [], roles: [], tenant: null }, false, [])]]);
    const check = compileRequirements([alternative(needs('b'))], schemes, 'r', new Set());
    expect(check(source({}))).not.toBeInstanceOf(Promise);
  });
});

const KEY = {
  kind: 'apiKey',
  verify: (key: string) => (key === 'good' ? { id: 'shop', tenant: 't' } : null),
} as const;
const key = (value: string): readonly [string, string] => ['X-API-Key', value];

describe('operations', () => {
  it('that are public ignore credentials; undecided ones do not ask', async () => {
    const authentication = createAuthentication(
      [apiKeyDefinition()],
      null,
      'r',
      factories,
      { key: KEY },
      { log: new RecordingLog() },
    );
    const twice = source({ headers: [key('bad'), key('bad')] });
    for (const [access, requirements] of [
      [{ kind: 'public' }, [alternative(needs('key'))]],
      [{ kind: 'undecided' }, null],
      [{ kind: 'undecided' }, []],
      [AUTHENTICATED, null],
    ] as const) {
      expect(
        await authentication.compile({ name: 'x', access, requirements, parameters: [] })(twice),
      ).toEqual({ kind: 'anonymous' });
    }
  });

  it('never downgrade a bad credential to anonymous', async () => {
    const { check } = world({
      schemes: [apiKeyDefinition()],
      credentials: { key: KEY },
      requirements: [alternative(), alternative(needs('key'))],
    });
    expect((await check(source({}))).kind).toBe('anonymous');
    expect(refusalOf(await check(source({ headers: [key('bad')] }))).code).toBe('invalid-credentials');
    expect(refusalOf(await check(source({ headers: [key('')] }))).code).toBe('invalid-credentials');
    expect(principalOf(await check(source({ headers: [key('good')] }))).id).toBe('shop');

    const token = world({
      schemes: [jwtDefinition()],
      credentials: { oauth: { kind: 'jwt', jwksUrl: 'https://x.example/keys' } },
      requirements: [alternative(), alternative(needs('oauth'))],
    });
    for (const malformed of ['Bearer', 'Bearer ', 'Bearer\tx', 'bearer "x"', 'Bearer=x', 'Bearer:x']) {
      const result = await token.check(source({ headers: [['Authorization', malformed]] }));
      expect(refusalOf(result).code, malformed).toBe('invalid-credentials');
    }
    for (const other of ['Bearers x', 'Bear x', 'Basic x', '']) {
      expect((await token.check(source({ headers: [['Authorization', other]] }))).kind).toBe('anonymous');
    }
  });

  it('refuse a credential sent twice, or in two ways', async () => {
    const signer = await testKey();
    const token = await sign(signer);
    const build = (parameters: Parameters<typeof world>[0]['parameters'] = []) =>
      world({
        schemes: [jwtDefinition(), apiKeyDefinition()],
        credentials: { oauth: { kind: 'jwt', keys: [signer.jwk] }, key: KEY },
        requirements: [alternative(needs('oauth')), alternative(needs('key'))],
        parameters,
      });
    const line: readonly [string, string] = ['Authorization', `Bearer ${token}`];
    const ambiguous = (sent: CredentialSource): AuthenticationResult =>
      build().check(sent) as AuthenticationResult;
    for (const sent of [
      source({ headers: [line, line] }),
      source({ headers: [line, ['authorization', 'Basic x']] }),
      source({ headers: [key('good'), key('good')] }),
      source({ headers: [line], query: `access_token=${token}` }),
      source({ headers: [line], query: 'a=b&access%5Ftoken=' }),
    ]) {
      expect(refusalOf(ambiguous(sent))).toMatchObject({ stage: 8, code: 'ambiguous-credentials' });
    }
    const declared = {
      name: 'access_token',
      in: 'query',
      required: false,
      style: 'form',
      explode: true,
      allowEmptyValue: false,
      json: false,
      shape: { kind: 'string' },
      default: null,
    } as const;
    expect(
      principalOf(await build([declared]).check(source({ headers: [line], query: 'access_token=x' }))).id,
    ).toBe('ada');
    expect(principalOf(await build().check(bearer(token, { query: 'token=x' }))).id).toBe('ada');
  });

  it('ask with one challenge per kind of scheme, each as the table says', async () => {
    const signer = await testKey();
    const { check } = world({
      schemes: [
        jwtDefinition(),
        jwtDefinition({ name: 'oidc', type: 'openIdConnect' }),
        { kind: 'basic', name: 'login' },
        apiKeyDefinition(),
        apiKeyDefinition({ name: 'query', in: 'query', parameter: 'api_key' }),
        apiKeyDefinition({ name: 'cookie', in: 'cookie', parameter: 'sid' }),
        { kind: 'custom', name: 'signed', httpScheme: 'Hmac' },
      ],
      credentials: {
        oauth: { kind: 'jwt', keys: [signer.jwk] },
        oidc: { kind: 'jwt', keys: [signer.jwk] },
        login: { kind: 'basic', lookup: () => null },
        key: KEY,
        query: KEY,
        cookie: KEY,
        signed: { kind: 'custom', verify: () => null },
      },
      requirements: [
        alternative(needs('oauth', { scopes: ['orders.read', 'orders.write'] })),
        alternative(needs('oidc'), needs('login')),
        alternative(needs('key')),
        alternative(needs('query')),
        alternative(needs('cookie'), needs('signed')),
      ],
    });
    const challenges = [
      'Bearer realm="orders", scope="orders.read orders.write"',
      'Basic realm="orders", charset="UTF-8"',
      'ApiKey realm="orders"',
      'Cookie realm="orders"',
      'Hmac realm="orders"',
    ];
    const headers = refusalOf(await check(source({}))).headers ?? [];
    expect(headers.filter((_, index) => index % 2 === 1)).toEqual(challenges);
    expect(new Set(headers.filter((_, index) => index % 2 === 0))).toEqual(new Set(['WWW-Authenticate']));
    expect(refusalOf(await check(bearer('bad'))).headers?.[1]).toBe(
      'Bearer realm="orders", error="invalid_token", scope="orders.read orders.write"',
    );
  });

  it('say which scopes a token lacks, at stage 11', async () => {
    const signer = await testKey();
    const { check } = world({
      schemes: [jwtDefinition(), apiKeyDefinition()],
      credentials: { oauth: { kind: 'jwt', keys: [signer.jwk] }, key: KEY },
      requirements: [
        alternative(needs('oauth', { scopes: ['orders.read', 'orders.delete'] })),
        alternative(needs('key', { roles: ['ops'] })),
      ],
    });
    const result = await check(bearer(await sign(signer)));
    expect(result).toMatchObject({
      kind: 'principal',
      principal: { id: 'ada' },
      deferred: {
        stage: 11,
        code: 'insufficient-scope',
        headers: [
          'WWW-Authenticate',
          'Bearer realm="orders", error="insufficient_scope", scope="orders.read orders.delete"',
        ],
      },
    });
    expect(refusalOf(await check(source({ headers: [key('good')] })))).toMatchObject({
      stage: 11,
      code: 'insufficient-role',
    });
  });

  it('let a satisfied alternative beat the outage of another', async () => {
    const { check } = world({
      schemes: [apiKeyDefinition({ name: 'down', parameter: 'X-Down' }), apiKeyDefinition()],
      credentials: { down: { kind: 'apiKey', verify: () => Promise.reject(new Error('down')) }, key: KEY },
      requirements: [alternative(needs('down')), alternative(needs('key'))],
    });
    expect(principalOf(await check(source({ headers: [['X-Down', 'k'], key('good')] }))).id).toBe('shop');
    expect(refusalOf(await check(source({ headers: [['X-Down', 'k'], key('bad')] }))).code).toBe(
      'authentication-unavailable',
    );
  });

  it('never call a credential bad that nobody could judge, whatever else is missing', async () => {
    const { check } = world({
      schemes: [apiKeyDefinition({ name: 'down', parameter: 'X-Down' }), apiKeyDefinition()],
      credentials: { down: { kind: 'apiKey', verify: () => Promise.reject(new Error('down')) }, key: KEY },
      requirements: [alternative(needs('down'), needs('key'))],
    });
    for (const headers of [[], [key('bad')], [key('good')]]) {
      expect(refusalOf(await check(source({ headers: [['X-Down', 'k'], ...headers] })))).toMatchObject({
        stage: 8,
        code: 'authentication-unavailable',
      });
    }
    expect(refusalOf(await check(source({ headers: [key('good')] }))).code).toBe('credentials-required');
  });

  it('count valid credentials of different tenants as no alternative, and say so at stage 11', async () => {
    const { check } = world({
      schemes: [apiKeyDefinition({ name: 'other', parameter: 'X-Other' }), apiKeyDefinition()],
      credentials: {
        other: { kind: 'apiKey', verify: () => ({ id: 'depot', tenant: 'u', roles: ['ops'] }) },
        key: KEY,
      },
      requirements: [alternative(needs('key'), needs('other', { roles: ['ops'] }))],
    });
    expect(await check(source({ headers: [['X-Other', 'k'], key('good')] }))).toMatchObject({
      kind: 'principal',
      principal: { id: 'shop', tenant: null, roles: [] },
      deferred: { stage: 11, code: 'insufficient-tenant', reason: 'tenants-differ' },
    });
  });

  it('name missing scopes before missing roles, in whatever order credentials are listed', async () => {
    const signer = await testKey();
    const { check } = world({
      schemes: [jwtDefinition(), apiKeyDefinition()],
      credentials: { oauth: { kind: 'jwt', keys: [signer.jwk] }, key: KEY },
      requirements: [
        alternative(needs('key', { roles: ['ops'] }), needs('oauth', { scopes: ['orders.delete'] })),
      ],
    });
    const sent = source({ headers: [['Authorization', `Bearer ${await sign(signer)}`], key('good')] });
    expect(refusalOf(await check(sent)).code).toBe('insufficient-scope');
  });

  it('do not let the document write into the challenge', async () => {
    const authentication = createAuthentication(
      [{ kind: 'custom', name: 'x', httpScheme: 'hmac' }, jwtDefinition()],
      null,
      'a"b\\c\r\nSet-Cookie: x\u{1f600}',
      factories,
      { x: { kind: 'custom', verify: () => null }, oauth: { kind: 'jwt', jwksUrl: 'https://x.example/k' } },
      { log: new RecordingLog() },
    );
    expect(authentication.problems).toEqual([]);
    const check = authentication.compile({
      name: 'x',
      access: AUTHENTICATED,
      parameters: [],
      requirements: [alternative(needs('x')), alternative(needs('oauth', { scopes: ['a"b'] }))],
    });
    expect(refusalOf(await check(source({}))).headers).toEqual([
      'WWW-Authenticate',
      String.raw`hmac realm="a\"b\\cSet-Cookie: x"`,
      'WWW-Authenticate',
      String.raw`Bearer realm="a\"b\\cSet-Cookie: x"`,
    ]);
  });
});
