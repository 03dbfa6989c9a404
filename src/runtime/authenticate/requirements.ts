/**
 * Evaluation of an operation's security requirements (semantics §2): a list is OR, an alternative is AND, `{}` is
 * anonymous and wins only where no credential of any named scheme was presented.
 */
import type { CredentialRequirement, RequirementDefinition } from '../core/definition.js';
import type { Principal } from '../core/principal.js';
import type { Refusal } from '../core/refusal.js';
import { challenge, type Challenge, challengeToken } from './challenge.js';
import { AMBIGUOUS, type CredentialSource, queryCredential } from './credential-source.js';
import { mergePrincipals } from './merge-principals.js';
import type { Scheme, Verdict } from './scheme.js';

export type AuthenticationResult =
  | {
      readonly kind: 'principal';
      readonly principal: Principal;
      /** What browsers send unasked and the satisfied alternative relied on. */
      readonly sentUnasked: Scheme['sentUnasked'];
      /** The credentials are valid but lack scopes or roles: applied at stage 11, after rate limits. */
      readonly deferred: Refusal | null;
    }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type Authenticate = (source: CredentialSource) => AuthenticationResult | Promise<AuthenticationResult>;

export const ANONYMOUS: AuthenticationResult = Object.freeze({ kind: 'anonymous' });

/** RFC 6750 §2.3: never a credential here, but beside a Bearer token a second way of sending one (§3.1). */
const QUERY_TOKEN = 'access_token';

/** Valid credentials of two tenants satisfy nothing together (stage 11). */
const TENANTS_DIFFER: Refusal = Object.freeze({
  stage: 11,
  code: 'insufficient-tenant',
  reason: 'tenants-differ',
});

interface Plan {
  readonly schemes: readonly Scheme[];
  readonly alternatives: readonly Alternative[];
  readonly ambiguous: AuthenticationResult;
  readonly headers: { readonly missing: readonly string[]; readonly invalidToken: readonly string[] };
}

interface Alternative {
  readonly credentials: readonly Credential[];
  readonly sentUnasked: Scheme['sentUnasked'];
}

interface Credential {
  /** Index into the plan's schemes. */
  readonly scheme: number;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly insufficientScope: Refusal;
  readonly insufficientRole: Refusal;
}

/** What one request has shown so far; every scheme is judged at most once. */
interface Progress {
  readonly presented: readonly (string | null)[];
  readonly verdicts: (Verdict | null)[];
}

/**
 * @param requirements At least one.
 * @param schemes Every scheme the requirements name.
 * @param ownQueryNames Query parameters with a meaning of their own: an `access_token` among them is no second token.
 */
export function compileRequirements(
  requirements: readonly RequirementDefinition[],
  schemes: ReadonlyMap<string, Scheme>,
  realm: string,
  ownQueryNames: ReadonlySet<string>,
): Authenticate {
  const named = new Map<string, number>();
  for (const { credentials } of requirements) {
    for (const { scheme } of credentials) if (!named.has(scheme)) named.set(scheme, named.size);
  }
  const used = [...named.keys()].map((name) => schemes.get(name)!);
  const challenges = distinctChallenges(requirements, schemes);
  const headers = {
    missing: challengeHeaders(realm, challenges, false),
    invalidToken: challengeHeaders(realm, challenges, true),
  };
  const plan: Plan = {
    schemes: used,
    alternatives: requirements
      .filter(({ credentials }) => credentials.length > 0)
      .map(({ credentials }) => ({
        credentials: credentials.map((required) =>
          compileCredential(required, named.get(required.scheme)!, schemes.get(required.scheme)!, realm),
        ),
        sentUnasked: sentUnasked(credentials.map(({ scheme }) => schemes.get(scheme)!)),
      })),
    ambiguous: refused(8, 'ambiguous-credentials', 'credential-sent-twice'),
    headers,
  };
  const nothingPresented = requirements.some(({ credentials }) => credentials.length === 0)
    ? ANONYMOUS
    : refused(8, 'credentials-required', 'no-credential', headers.missing);

  const watchesQuery = !ownQueryNames.has(QUERY_TOKEN);
  const isAmbiguous = (scheme: Scheme, { query }: CredentialSource): boolean =>
    watchesQuery && query !== '' && isBearer(scheme) && queryCredential(query, QUERY_TOKEN) !== null;

  const [only] = plan.alternatives;
  if (plan.alternatives.length === 1 && only!.credentials.length === 1) {
    const scheme = used[0]!;
    return (source) => {
      const credential = scheme.read(source);
      if (credential === null) return nothingPresented;
      if (credential === AMBIGUOUS || isAmbiguous(scheme, source)) return plan.ambiguous;
      return evaluateOnly(plan, scheme, only!, credential, source);
    };
  }

  return (source) => {
    const presented: (string | null)[] = [];
    const verdicts: (Verdict | null)[] = [];
    let nothing = true;
    for (const scheme of used) {
      const credential = scheme.read(source);
      if (credential === AMBIGUOUS) return plan.ambiguous;
      if (credential !== null) {
        nothing = false;
        if (isAmbiguous(scheme, source)) return plan.ambiguous;
      }
      presented.push(credential);
      verdicts.push(null);
    }
    return nothing ? nothingPresented : evaluate(plan, source, { presented, verdicts });
  };
}

/** A certificate beside a credential that no form can send is no temptation. */
function sentUnasked(schemes: readonly Scheme[]): Scheme['sentUnasked'] {
  if (schemes.some((scheme) => scheme.sentUnasked === 'cookie')) return 'cookie';
  return schemes.every((scheme) => scheme.sentUnasked === 'certificate') ? 'certificate' : null;
}

/** Most operations ask for one credential of one scheme: where it is valid there is nothing to weigh. */
function evaluateOnly(
  plan: Plan,
  scheme: Scheme,
  { credentials, sentUnasked: unasked }: Alternative,
  credential: string,
  source: CredentialSource,
): AuthenticationResult | Promise<AuthenticationResult> {
  const verdict = scheme.verify(credential, source);
  if (verdict instanceof Promise) {
    return verdict.then((settled) =>
      evaluate(plan, source, { presented: [credential], verdicts: [settled] }),
    );
  }
  if (verdict.kind !== 'valid') {
    return evaluate(plan, source, { presented: [credential], verdicts: [verdict] });
  }
  const { principal } = verdict;
  const deferred = missingOf(credentials[0]!, principal);
  return { kind: 'principal', principal, sentUnasked: unasked, deferred };
}

/** Walks the alternatives in order; where a verdict must be waited for, it comes back with that verdict noted. */
function evaluate(
  plan: Plan,
  source: CredentialSource,
  progress: Progress,
): AuthenticationResult | Promise<AuthenticationResult> {
  let insufficient: AuthenticationResult | null = null;
  let unjudged: Verdict | null = null;
  for (const alternative of plan.alternatives) {
    let failed = false;
    for (const { scheme } of alternative.credentials) {
      const credential = progress.presented[scheme]!;
      if (credential === null) {
        failed = true;
        continue;
      }
      let verdict = progress.verdicts[scheme]!;
      if (verdict === null) {
        const answer = plan.schemes[scheme]!.verify(credential, source);
        if (answer instanceof Promise) {
          return answer.then((settled) => {
            progress.verdicts[scheme] = settled;
            return evaluate(plan, source, progress);
          });
        }
        verdict = progress.verdicts[scheme] = answer;
      }
      if (verdict.kind === 'valid') continue;
      failed = true;
      if (verdict.kind !== 'invalid') unjudged = graver(unjudged, verdict);
    }
    if (failed) continue;
    const merged = alternativePrincipal(alternative, progress.verdicts);
    const principal = merged ?? withoutTenant(principalOf(progress.verdicts[first(alternative)]!));
    const deferred = missing(alternative, progress.verdicts) ?? (merged === null ? TENANTS_DIFFER : null);
    const result: AuthenticationResult = {
      kind: 'principal',
      principal,
      sentUnasked: alternative.sentUnasked,
      deferred,
    };
    if (deferred === null) return result;
    insufficient ??= result;
  }
  // Whatever else is missing, a 401 would make the client discard a credential that may be good.
  if (unjudged !== null) return unjudgedRefusal(unjudged);
  return insufficient ?? unauthenticated(plan, progress);
}

/** A dependency that is down outweighs a closed gate: only the first says nothing about the caller. */
function graver(first: Verdict | null, second: Verdict): Verdict {
  return first === null || second.kind === 'unavailable' ? second : first;
}

function alternativePrincipal(
  { credentials }: Alternative,
  verdicts: readonly (Verdict | null)[],
): Principal | null {
  if (credentials.length === 1) return principalOf(verdicts[credentials[0]!.scheme]!);
  return mergePrincipals(credentials.map(({ scheme }) => principalOf(verdicts[scheme]!)));
}

function first({ credentials }: Alternative): number {
  return credentials[0]!.scheme;
}

/** Who is refused at stage 11: counted at stage 10 like any other caller, and never in one of its tenants. */
function withoutTenant(principal: Principal): Principal {
  return Object.freeze({ ...principal, tenant: null });
}

function principalOf(verdict: Verdict | null): Principal {
  if (verdict?.kind !== 'valid') throw new TypeError('Only a valid credential has a principal');
  return verdict.principal;
}

/**
 * Scopes and roles are asked of the credential that must carry them, never of the merged principal; scopes before roles,
 * as stage 11 lists them.
 */
function missing({ credentials }: Alternative, verdicts: readonly (Verdict | null)[]): Refusal | null {
  for (const required of credentials) {
    if (lacksScope(required, principalOf(verdicts[required.scheme]!))) return required.insufficientScope;
  }
  for (const required of credentials) {
    if (lacksRole(required, principalOf(verdicts[required.scheme]!))) return required.insufficientRole;
  }
  return null;
}

function missingOf(required: Credential, principal: Principal): Refusal | null {
  if (lacksScope(required, principal)) return required.insufficientScope;
  return lacksRole(required, principal) ? required.insufficientRole : null;
}

function lacksScope({ scopes }: Credential, principal: Principal): boolean {
  for (const scope of scopes) if (!principal.scopes.includes(scope)) return true;
  return false;
}

function lacksRole({ roles }: Credential, principal: Principal): boolean {
  for (const role of roles) if (!principal.roles.includes(role)) return true;
  return false;
}

function unauthenticated(plan: Plan, { presented, verdicts }: Progress): AuthenticationResult {
  let badToken = false;
  let reason = '';
  for (const [index, verdict] of verdicts.entries()) {
    if (verdict?.kind !== 'invalid') continue;
    const scheme = plan.schemes[index]!;
    if (isBearer(scheme)) badToken = true;
    reason += `${reason === '' ? '' : '; '}${scheme.name}: ${verdict.reason}`;
  }
  const headers = badToken ? plan.headers.invalidToken : plan.headers.missing;
  if (reason !== '') return refused(8, 'invalid-credentials', reason, headers);
  const absent = plan.schemes.filter((_, index) => presented[index] === null).map(({ name }) => name);
  return refused(8, 'credentials-required', `${absent.join(', ')}: no-credential`, headers);
}

function isBearer({ challenge: kind }: Scheme): boolean {
  return kind.scheme === 'Bearer';
}

function unjudgedRefusal(verdict: Verdict): AuthenticationResult {
  if (verdict.kind === 'limited') {
    return refused(8, 'rate-limited', verdict.reason, ['Retry-After', String(verdict.retryAfterSeconds)]);
  }
  if (verdict.kind === 'unavailable') {
    return refused(8, verdict.code, verdict.reason, ['Retry-After', String(retryAfterOutage())]);
  }
  throw new TypeError('The credential is judged');
}

/** Seconds; spread so that clients do not return together. */
function retryAfterOutage(): number {
  return 2 + Math.floor(Math.random() * 4);
}

function refused(
  stage: number,
  code: Refusal['code'],
  reason: string,
  headers: readonly string[] = [],
): AuthenticationResult {
  return { kind: 'refused', refusal: { stage, code, reason, headers } };
}

function compileCredential(
  required: CredentialRequirement,
  index: number,
  { name, challenge: kind }: Scheme,
  realm: string,
): Credential {
  const bearer = kind.scheme === 'Bearer';
  return {
    scheme: index,
    scopes: required.scopes,
    roles: required.roles,
    insufficientScope: {
      stage: 11,
      code: 'insufficient-scope',
      reason: `${name}: scope-missing`,
      headers: bearer
        ? ['WWW-Authenticate', challenge(realm, { kind, scopes: required.scopes }, 'insufficient_scope')]
        : [],
    },
    insufficientRole: {
      stage: 11,
      code: 'insufficient-role',
      reason: `${name}: role-missing`,
    },
  };
}

/** Header lines of the 401 that a handler answers by itself: what it found wrong is its own business, so no `error`. */
export function challengeLines(
  requirements: readonly RequirementDefinition[],
  schemes: ReadonlyMap<string, Scheme>,
  realm: string,
): readonly string[] {
  return challengeHeaders(realm, distinctChallenges(requirements, schemes), false);
}

/** One challenge per kind of scheme, with the scopes of the first alternative that names it. */
function distinctChallenges(
  requirements: readonly RequirementDefinition[],
  schemes: ReadonlyMap<string, Scheme>,
): readonly Challenge[] {
  const challenges = new Map<string, Challenge>();
  for (const { credentials } of requirements) {
    for (const { scheme, scopes } of credentials) {
      const kind = schemes.get(scheme)!.challenge;
      const token = challengeToken(kind).toLowerCase();
      if (!challenges.has(token)) challenges.set(token, { kind, scopes });
    }
  }
  return [...challenges.values()];
}

function challengeHeaders(
  realm: string,
  challenges: readonly Challenge[],
  invalidToken: boolean,
): readonly string[] {
  return challenges.flatMap((each) => [
    'WWW-Authenticate',
    challenge(realm, each, invalidToken && each.kind.scheme === 'Bearer' ? 'invalid_token' : null),
  ]);
}
