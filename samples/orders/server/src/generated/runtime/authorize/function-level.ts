// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 11: may this caller use this operation at all (semantics §4, function level). */
import type { OperationDefinition } from '../core/definition.js';
import type { Principal } from '../core/principal.js';
import type { Refusal } from '../core/refusal.js';

/**
 * `deferred` is what authentication found missing in the caller's scopes or roles: it waited for the rate limits.
 * `null` allows.
 */
export type FunctionLevel = (principal: Principal | null, deferred: Refusal | null) => Refusal | null;

const UNDECIDED: Refusal = Object.freeze({
  stage: 11,
  code: 'access-undecided',
  reason: 'access-undecided',
});

const ROLE_MISSING: Refusal = Object.freeze({
  stage: 11,
  code: 'insufficient-role',
  reason: 'role-missing',
});

/** The check of one operation, prepared once. */
export function compileFunctionLevel({
  access,
  requirements,
}: Pick<OperationDefinition, 'access' | 'requirements'>): FunctionLevel {
  if (access.kind === 'public') return () => null;
  if (access.kind === 'undecided' || requirements === null) return () => UNDECIDED;
  const { roles } = access;
  if (roles.length === 0) return (_principal, deferred) => deferred;
  return (principal, deferred) =>
    deferred ??
    (principal !== null && roles.some((role) => principal.roles.includes(role)) ? null : ROLE_MISSING);
}
