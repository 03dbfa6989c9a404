import fc from 'fast-check';
import {
  type Alternative,
  APP,
  type LimiterComponent,
  PARTNER,
  type RandomAccess,
  type RandomApi,
  type RandomCors,
  type RandomLimiter,
  type RandomOperation,
  type RandomPlans,
  type Scheme,
} from './policy-model.js';

export const schemes: readonly Scheme[] = ['oauth', 'key', 'partner', 'session'];

const ROLES = ['user', 'support', 'admin'];
const LIMITERS = ['alpha', 'beta', 'gamma', 'delta'];

export function someOf<T>(values: readonly T[], minLength = 0): fc.Arbitrary<readonly T[]> {
  return fc.subarray([...values], { minLength });
}

/** Draws `rare` one time in `of`. */
export function mostly<T>(usual: T, rare: readonly T[], of = 12): fc.Arbitrary<T> {
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
    .shuffledSubarray([...schemes], { minLength: 1, maxLength: 2 })
    .chain((some) => fc.tuple(...some.map((scheme) => named(scheme))));
}

function alternatives(naming: 'all' | 'none' | 'any'): fc.Arbitrary<readonly Alternative[]> {
  return fc.array(alternative(naming), { minLength: 1, maxLength: 3 });
}

const access: fc.Arbitrary<RandomAccess> = fc
  .record({
    roles: fc.option(someOf(ROLES, 1)),
    tenant: fc.constantFrom('some' as const, 'header' as const, 'body' as const, null),
  })
  .filter(({ roles, tenant }) => roles !== null || tenant !== null);

type Admission = Pick<RandomOperation, 'security' | 'access'> & { readonly optional?: true };

/** Who may call an operation, without contradictions, which are errors of generation. */
function admission(roles: boolean): fc.Arbitrary<Admission> {
  const none: readonly Alternative[] = [];
  const anonymous: Alternative = [];
  const decided = fc.record({ security: alternatives('any'), access: fc.constant('authenticated' as const) });
  const protectedBy = fc.record({ security: alternatives(roles ? 'all' : 'any'), access: fc.constant(null) });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({ security: none, access: 'public' as const }) },
    fc.constant({ security: none, access: null }),
    fc.constant({ security: null, access: null }),
    { weight: 2, arbitrary: decided },
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

const cors: fc.Arbitrary<RandomCors> = fc
  .record({ origins: fc.oneof(someOf([APP, PARTNER], 1), fc.constant(['*'])), credentials: fc.boolean() })
  .map(({ origins, credentials }) => ({ origins, credentials: credentials && origins[0] !== '*' }));

const typeBase = fc.constantFrom('https://errors.example.com/', 'https://other.example.com/e/', null);

const ruleLists = [[], ['support'], ['$owner'], ['admin', '$owner'], null];

/** What the shape of one operation is made of, before contradictions are taken out. */
function operation(roles: boolean, names: readonly string[]): fc.Arbitrary<RandomOperation> {
  return fc
    .record({
      admitted: admission(roles),
      method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const),
      hasId: fc.boolean(),
      isList: mostly(false, [true], 4),
      rateLimit: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: names.length === 0 ? fc.constant(null) : someOf(names, 1) },
        { weight: 1, arbitrary: fc.constant(false as const) },
      ),
      cost: fc.integer({ min: 0, max: 3 }),
      login: fc.option(
        fc.record({
          hasAccount: fc.boolean(),
          perAccount: fc.integer({ min: 1, max: 3 }),
          perIp: fc.integer({ min: 1, max: 5 }),
        }),
        { freq: 2 },
      ),
      body: fc.constantFrom('none' as const, 'optional' as const, 'required' as const),
      takesForms: fc.boolean(),
      write: fc.constantFrom(...ruleLists),
      read: fc.constantFrom(...ruleLists),
      validationStatus: fc.constantFrom(400 as const, 422 as const),
      unknownQuery: mostly<RandomOperation['unknownQuery']>('reject', ['ignore'], 4),
      unknownProperties: fc.constantFrom('strip' as const, 'reject' as const, 'keep' as const),
      responses: mostly<RandomOperation['responses']>('enforce', ['report', 'off'], 4),
      deny: fc.constantFrom(404 as const, 403 as const),
      cors: fc.oneof(fc.constant(null), fc.constant(false as const), cors),
      typeBase,
      auditLevel: mostly<RandomOperation['auditLevel']>('metadata', ['none'], 4),
      isHurried: mostly(false, [true], 8),
    })
    .map((drawn) => consistent(drawn));
}

function consistent({
  admitted: { optional, ...admitted },
  ...drawn
}: Omit<RandomOperation, 'security' | 'access'> & { readonly admitted: Admission }): RandomOperation {
  const body = drawn.method === 'GET' || drawn.method === 'DELETE' ? 'none' : drawn.body;
  const rules = typeof admitted.access === 'object' ? admitted.access : null;
  // The semantics do not say which object policy decides about nobody.
  const hasId = drawn.hasId && optional === undefined;
  const isOpen =
    admitted.access === 'public' || (admitted.access === null && admitted.security?.length === 0);
  // Only an `access` that is an object has room for a list.
  const isList = drawn.isList && rules !== null;
  const mayOwn = hasId && !isOpen && !isList && (admitted.security ?? admitted.access) !== null;
  const owned = (list: readonly string[] | null): readonly string[] | null =>
    mayOwn ? list : (list?.filter((role) => role !== '$owner') ?? null);
  return {
    ...drawn,
    ...admitted,
    ...(rules?.tenant === 'body' && body === 'none' && { access: { ...rules, tenant: 'some' as const } }),
    hasId,
    isList,
    body,
    login: body === 'none' ? null : drawn.login,
    write: owned(drawn.write),
    read: owned(drawn.read),
    // Only an `access` that names the object says how a denial looks.
    deny: rules !== null ? drawn.deny : 404,
  };
}

function limiter(name: string): fc.Arbitrary<RandomLimiter> {
  const components: LimiterComponent[] = ['ip', 'principal', 'client', 'apiKey', 'tenant', 'global'];
  return fc
    .record({
      key: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...components).map((one) => [one]) },
        { weight: 1, arbitrary: fc.shuffledSubarray(components, { minLength: 2, maxLength: 2 }) },
      ),
      count: fc.integer({ min: 3, max: 10 }),
      window: fc.constantFrom(1, 24, 720),
      burst: fc.option(fc.integer({ min: 3, max: 6 })),
      algorithm: fc.constantFrom('gcra' as const, 'fixed' as const),
      unit: mostly<RandomLimiter['unit']>('requests', ['cost'], 3),
      onFailure: fc.constantFrom('local' as const, 'local' as const, 'open' as const, 'closed' as const),
    })
    .map((drawn) => ({ ...drawn, name, burst: drawn.algorithm === 'fixed' ? null : drawn.burst }));
}

/** Limiters of stage 4 are charged before anybody knows the caller: no plan sets them. */
function plans(names: readonly string[]): fc.Arbitrary<RandomPlans> {
  const rates = fc
    .tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.option(fc.integer({ min: 3, max: 24 })))))
    .map((all) => Object.fromEntries(all.filter((rate): rate is [string, number] => rate[1] !== null)));
  return fc.record({ default: fc.constantFrom('free' as const, 'pro' as const), free: rates, pro: rates });
}

export const randomApi: fc.Arbitrary<RandomApi> = fc
  .record({
    roles: fc.boolean(),
    limiters: someOf(LIMITERS).chain((names) => fc.tuple(...names.map((name) => limiter(name)))),
  })
  .chain(({ roles, limiters }) => {
    const names = limiters.map(({ name }) => name);
    const planned = limiters.filter(({ key }) => key.join() !== 'ip').map(({ name }) => name);
    return fc.record({
      roles: fc.constant(roles),
      security: fc.option(alternatives(roles ? 'all' : 'any')),
      limiters: fc.constant(limiters),
      rateLimit: names.length === 0 ? fc.constant(false as const) : someOf(names, 1),
      plans: planned.length === 0 ? fc.constant(null) : fc.option(plans(planned), { freq: 2 }),
      store: mostly<RandomApi['store']>('up', ['down'], 6),
      cors: fc.option(cors, { freq: 2 }),
      typeBase,
      context: fc.boolean(),
      operations: fc.array(operation(roles, names), { minLength: 2, maxLength: 4 }),
    });
  });
