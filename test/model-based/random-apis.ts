import fc from 'fast-check';
import type {
  Alternative,
  Caller,
  Presented,
  RandomAccess,
  RandomApi,
  RandomOperation,
  RandomRequest,
  Scheme,
} from './reference-evaluator.js';

export const schemes: readonly Scheme[] = ['oauth', 'key', 'partner', 'session'];

/** Whom the server knows. Each holds a token and a key of every scheme. */
export const callers: readonly Caller[] = [
  { id: 'nobody', scopes: [], roles: [], tenant: null },
  { id: 'reader', scopes: ['read'], roles: ['user'], tenant: 'one' },
  { id: 'writer', scopes: ['read', 'write'], roles: ['support'], tenant: 'two' },
  { id: 'admin', scopes: ['write'], roles: ['admin'], tenant: null },
  { id: 'robot', scopes: ['read', 'write'], roles: ['admin', 'user'], tenant: 'one' },
];

const ROLES = ['user', 'support', 'admin'];

function someOf<T>(values: readonly T[], minLength = 0): fc.Arbitrary<readonly T[]> {
  return fc.subarray([...values], { minLength });
}

/** Draws `rare` one time in `of`. */
function mostly<T>(usual: T, rare: readonly T[], of = 12): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: of - 1, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rare) },
  );
}

/** @param naming whether every credential names scopes or roles, none does, or each as it likes */
function alternative(naming: 'all' | 'none' | 'any'): fc.Arbitrary<Alternative> {
  const named = (scheme: Scheme) => {
    const names = scheme === 'oauth' ? ['read', 'write'] : ROLES;
    return (naming === 'none' ? fc.constant([]) : someOf(names, naming === 'all' ? 1 : 0)).map((some) => ({
      scheme,
      names: some,
    }));
  };
  return fc
    .subarray([...schemes], { minLength: 1, maxLength: 2 })
    .chain((some) => fc.tuple(...some.map((scheme) => named(scheme))));
}

function alternatives(naming: 'all' | 'none' | 'any'): fc.Arbitrary<readonly Alternative[]> {
  return fc.array(alternative(naming), { minLength: 1, maxLength: 3 });
}

const access: fc.Arbitrary<RandomAccess> = fc
  .record({
    roles: fc.option(someOf(ROLES, 1)),
    tenant: fc.constantFrom('some' as const, 'header' as const, null),
  })
  .filter(({ roles, tenant }) => roles !== null || tenant !== null);

/** Who may call an operation, without contradictions, which are errors of generation. */
function admission(
  roles: boolean,
): fc.Arbitrary<Pick<RandomOperation, 'security' | 'access'> & { readonly optional?: true }> {
  const none: readonly Alternative[] = [];
  const anonymous: Alternative = [];
  const decided = fc.record({ security: alternatives('any'), access: fc.constant('authenticated' as const) });
  const protectedBy = fc.record({ security: alternatives(roles ? 'all' : 'any'), access: fc.constant(null) });
  return fc.oneof(
    fc.constant({ security: none, access: 'public' as const }),
    fc.constant({ security: none, access: null }),
    fc.constant({ security: null, access: null }),
    decided,
    protectedBy,
    fc.record({ security: alternatives('none'), access: fc.constant(null) }),
    { weight: 4, arbitrary: fc.record({ security: alternatives('any'), access }) },
    protectedBy.map(({ security }) => ({
      security: [...security, anonymous],
      access: null,
      optional: true as const,
    })),
  );
}

function operation(roles: boolean): fc.Arbitrary<RandomOperation> {
  return fc
    .record({
      admitted: admission(roles),
      method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const),
      hasId: fc.boolean(),
      body: fc.constantFrom('none' as const, 'optional' as const, 'required' as const),
      validationStatus: fc.constantFrom(400 as const, 422 as const),
      unknownProperties: fc.constantFrom('strip' as const, 'reject' as const),
      deny: fc.constantFrom(404 as const, 403 as const),
      cost: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ admitted: { optional, ...admitted }, hasId, body, method, deny, ...rest }) => ({
      ...rest,
      ...admitted,
      method,
      // The semantics do not say which object policy decides about nobody.
      hasId: hasId && optional === undefined,
      body: method === 'GET' || method === 'DELETE' ? ('none' as const) : body,
      // Only an `access` that names the object says how a denial looks.
      deny: typeof admitted.access === 'object' && admitted.access !== null ? deny : (404 as const),
    }));
}

export const randomApi: fc.Arbitrary<RandomApi> = fc.boolean().chain((roles) =>
  fc.record({
    roles: fc.constant(roles),
    security: fc.option(alternatives(roles ? 'all' : 'any')),
    limits: fc.record({
      ip: fc.option(fc.integer({ min: 4, max: 20 })),
      user: fc.option(fc.integer({ min: 2, max: 8 })),
      all: fc.option(fc.integer({ min: 4, max: 20 })),
      spend: fc.option(fc.integer({ min: 3, max: 8 })),
    }),
    operations: fc.array(operation(roles), { minLength: 2, maxLength: 4 }),
  }),
);

const presented: fc.Arbitrary<Presented> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...callers) },
  { weight: 2, arbitrary: fc.constant('invalid' as const) },
  { weight: 1, arbitrary: fc.constantFrom('down' as const, 'twice' as const) },
);

const credentials: fc.Arbitrary<ReadonlyMap<Scheme, Presented>> = fc
  .record(Object.fromEntries(schemes.map((scheme) => [scheme, fc.option(presented, { freq: 2 })])))
  .map(
    (all) =>
      new Map(
        Object.entries(all).flatMap(([scheme, one]) =>
          one === null ? [] : [[scheme as Scheme, one] as const],
        ),
      ),
  );

export const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  https: mostly<boolean>(true, [false], 30),
  host: mostly<RandomRequest['host']>('declared', ['other'], 30),
  target: mostly<RandomRequest['target']>(
    'normal',
    ['dot-segment', 'encoded-slash', 'too-long', 'unknown-path', 'trailing-slash'],
    10,
  ),
  operation: fc.nat({ max: 3 }),
  method: mostly<RandomRequest['method']>('declared', ['undeclared', 'TRACE', 'nonstandard', 'HEAD'], 10),
  address: fc.nat({ max: 1 }),
  credentials,
  fetchSite: mostly<RandomRequest['fetchSite']>('same-origin', ['cross-site', null], 6),
  tenantHeader: fc.constantFrom('one', 'two', null),
  accept: mostly<string | null>(null, ['application/json', '*/*', 'text/html'], 4),
  query: mostly<RandomRequest['query']>('none', ['valid', 'invalid', 'undeclared'], 6),
  body: fc.oneof(
    { weight: 4, arbitrary: fc.constant('valid' as const) },
    { weight: 4, arbitrary: fc.constant('none' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'undeclared-property' as const,
        'missing-property' as const,
        'wrong-type' as const,
        'malformed' as const,
        'duplicate-key' as const,
        'too-deep' as const,
        'too-large' as const,
        'text' as const,
        'compressed' as const,
      ),
    },
  ),
  decision: mostly<RandomRequest['decision']>('allow', ['deny', 'absent', 'undecided'], 4),
  handler: mostly<RandomRequest['handler']>('replies', ['conflict', 'throws', 'misreplies'], 6),
});
