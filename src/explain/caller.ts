import type { Api, Operation, SchemeModel } from '../model/api.js';
import { compileRoles } from '../runtime/authorize/roles.js';
import type { RequirementDefinition } from '../runtime/core/definition.js';
import type { Principal } from '../runtime/core/principal.js';
import type { Verdict } from './explain-operation.js';

/** Somebody whose credentials were verified, and what they amount to for one operation. */
export interface Caller {
  readonly authentication: Verdict;
  /** `null` where the operation is public. */
  readonly principal: Principal | null;
  /** Scopes or roles of the requirement that are missing: stage 11 refuses. */
  readonly deferred: Verdict | null;
}

/**
 * Reads claims as the schemes of the operation would: the first alternative whose scopes and roles they hold, else the
 * first one.
 */
export function identify(api: Api, operation: Operation, claims: Readonly<Record<string, unknown>>): Caller {
  const { requirements, access } = operation;
  if (access.kind === 'public') {
    return { authentication: { passes: true, reason: 'not asked' }, principal: null, deferred: null };
  }
  const alternatives = (requirements ?? []).filter(({ credentials }) => credentials.length > 0);
  const first = alternatives[0];
  if (first === undefined) {
    return {
      authentication: { passes: true, reason: 'nothing is required' },
      principal: null,
      deferred: null,
    };
  }
  const satisfied = alternatives.find((alternative) => missing(api, alternative, claims).length === 0);
  const chosen = satisfied ?? first;
  const lacking = missing(api, chosen, claims);
  const schemes = chosen.credentials.map(({ scheme }) => scheme).join(' and ');
  return {
    authentication: { passes: true, reason: `as verified by ${schemes}` },
    principal: principalOf(api, chosen, claims),
    deferred:
      lacking.length === 0 ? null : { passes: false, reason: `${schemes}: ${lacking.join(', ')} missing` },
  };
}

function missing(
  api: Api,
  { credentials }: RequirementDefinition,
  claims: Readonly<Record<string, unknown>>,
): string[] {
  const scopes = new Set(words(claims['scope'] ?? claims['scopes'] ?? claims['scp']));
  return credentials.flatMap(({ scheme, scopes: needed, roles }) => {
    const held = new Set(rolesOf(api, scheme, claims));
    return [...needed.filter((scope) => !scopes.has(scope)), ...roles.filter((role) => !held.has(role))];
  });
}

function principalOf(
  api: Api,
  { credentials }: RequirementDefinition,
  claims: Readonly<Record<string, unknown>>,
): Principal {
  const scheme = credentials[0]!.scheme;
  const model = api.schemes.find(({ name }) => name === scheme);
  return {
    id: text(claims['sub'] ?? claims['id']) ?? 'caller',
    client: text(claims['client_id'] ?? claims['client']),
    apiKey: text(claims['keyId']),
    scheme,
    scopes: words(claims['scope'] ?? claims['scopes'] ?? claims['scp']),
    roles: [...new Set(credentials.flatMap((credential) => rolesOf(api, credential.scheme, claims)))],
    tenant: text(claimAt(claims, pointerOf(model, 'tenant'))),
    plan: text(claimAt(claims, pointerOf(model, 'plan'))),
    claims,
  };
}

function rolesOf(api: Api, scheme: string, claims: Readonly<Record<string, unknown>>): readonly string[] {
  const model = api.schemes.find(({ name }) => name === scheme);
  return compileRoles(api.roles)(words(claimAt(claims, pointerOf(model, 'roles'))));
}

/** Accounts and keys name them plainly; tokens where the scheme's `claims` says, and nowhere else. */
function pointerOf(scheme: SchemeModel | undefined, claim: 'roles' | 'tenant' | 'plan'): string | null {
  return scheme?.kind === 'jwt' ? scheme.claims[claim] : `/${claim}`;
}

function claimAt(claims: Readonly<Record<string, unknown>>, pointer: string | null): unknown {
  if (pointer === null) return undefined;
  let value: unknown = claims;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function words(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
