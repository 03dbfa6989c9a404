/** Stages 8 and 11 as §2 and `docs/decisions/security-requirements.md` say them. */
import type { Alternative, Caller, Presented, RandomApi, RandomOperation, Scheme } from './policy-model.js';
import type { LimitedCaller } from './reference-limits.js';

export interface Authenticated {
  /** `null` for `{}`. */
  readonly caller: LimitedCaller | null;
  /** The credentials are valid and lack a scope, a role or one tenant, which stage 11 says. */
  readonly deferred: string | null;
  readonly byCookie: boolean;
}

export type AuthenticationVerdict =
  Authenticated | { readonly refusal: { readonly status: number; readonly code: string } };

const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  user: ['user'],
  support: ['support', 'user'],
  admin: ['admin', 'support', 'user'],
};

/** With everything they imply, where the document declares roles. */
export function rolesOf({ roles }: RandomApi, own: readonly string[]): readonly string[] {
  return roles ? own.flatMap((role) => IMPLIED[role]!) : own;
}

export function authenticate(
  api: RandomApi,
  alternatives: readonly Alternative[],
  presented: ReadonlyMap<Scheme, Presented>,
): AuthenticationVerdict {
  const named = new Set(alternatives.flatMap((all) => all.map(({ scheme }) => scheme)));
  const sent = [...named].filter((scheme) => presented.has(scheme));
  const isAny = (kind: Presented): boolean => sent.some((scheme) => presented.get(scheme) === kind);
  if (isAny('twice')) return { refusal: { status: 400, code: 'ambiguous-credentials' } };

  let deferred: Authenticated | null = null;
  for (const all of alternatives) {
    if (all.length === 0) {
      if (sent.length === 0) return { caller: null, deferred: null, byCookie: false };
      continue;
    }
    const found = alternativeOf(api, all, presented);
    if (found?.deferred === null) return found;
    deferred ??= found;
  }
  // Never 401, whatever else is missing: clients would discard good tokens.
  if (isAny('down')) return { refusal: { status: 503, code: 'authentication-unavailable' } };
  if (deferred !== null) return deferred;
  const isBad = isAny('invalid') || isAny('revoked');
  return { refusal: { status: 401, code: isBad ? 'invalid-credentials' : 'credentials-required' } };
}

/** `null` unless all of its credentials are valid. */
function alternativeOf(
  api: RandomApi,
  all: Alternative,
  presented: ReadonlyMap<Scheme, Presented>,
): Authenticated | null {
  const callers = all.map(({ scheme }) => presented.get(scheme)).filter((one) => typeof one === 'object');
  if (callers.length < all.length) return null;
  const lacks = new Set<string>(
    all.flatMap(({ scheme, names }, index) => {
      const caller = callers[index]!;
      const held = scheme === 'oauth' ? caller.scopes : rolesOf(api, caller.roles);
      if (names.every((name) => held.includes(name))) return [];
      return scheme === 'oauth' ? 'insufficient-scope' : 'insufficient-role';
    }),
  );
  const tenants = new Set(callers.flatMap(({ tenant }) => tenant ?? []));
  if (tenants.size > 1) lacks.add('insufficient-tenant');
  const order = ['insufficient-scope', 'insufficient-role', 'insufficient-tenant'];
  const first = callers[0]!;
  return {
    caller: {
      ...first,
      scheme: all[0]!.scheme,
      // Without one tenant the others say nothing.
      ...(tenants.size > 1 ? { tenant: null, ...clientOf(all, callers) } : mergedOf(all, callers)),
    },
    deferred: order.find((code) => lacks.has(code)) ?? null,
    byCookie: all.some(({ scheme }) => scheme === 'session'),
  };
}

/** Who it is says the first; roles add up, and each of the rest comes from the first that knows it. */
function mergedOf(all: Alternative, callers: readonly Caller[]) {
  const schemes = all.map(({ scheme }) => scheme);
  const withKey = callers.find((_, index) => schemes[index] !== 'oauth');
  return {
    roles: callers.flatMap(({ roles }) => roles),
    tenant: callers.find(({ tenant }) => tenant !== null)?.tenant ?? null,
    plan: callers.find(({ plan }) => plan !== null)?.plan ?? null,
    client: schemes[0] === 'oauth' ? 'client' : callers[0]!.id,
    apiKey: withKey?.id ?? null,
  };
}

function clientOf(all: Alternative, callers: readonly Caller[]) {
  const isToken = all[0]!.scheme === 'oauth';
  return { client: isToken ? 'client' : callers[0]!.id, apiKey: isToken ? null : callers[0]!.id };
}

/** §2 and §4: nobody has said who may call it. */
export function isUndecided(
  { roles }: RandomApi,
  { access }: RandomOperation,
  security: readonly Alternative[] | null,
): boolean {
  if (typeof access === 'string' || (access !== null && access.roles !== null)) return false;
  if (security === null) return access === null;
  // `{}` is explicit; any other alternative that names nothing leaves open who may come by it.
  return roles && !security.every((all) => all.length === 0 || isNamed(all));
}

function isNamed(all: Alternative): boolean {
  return all.some(({ names }) => names.length > 0);
}
