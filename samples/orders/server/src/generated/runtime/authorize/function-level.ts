// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 11: may this caller use this operation at all (semantics §4, function level). */
import type { OperationDefinition } from '../core/definition.js';
import type { Principal } from '../core/principal.js';
import type { Refusal } from '../core/refusal.js';
import type { ParameterSource } from '../decode/parameters.js';
import { compileTenant } from './tenant.js';

/**
 * `deferred` is what authentication found missing in the caller's scopes or roles: it waited for the rate limits.
 * `source` is looked at only where a parameter names the tenant. `null` allows.
 */
export type FunctionLevel = (
  principal: Principal | null,
  deferred: Refusal | null,
  source: ParameterSource,
) => Refusal | null;

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

/** Whose tenant is another than the request's, at whatever stage that is known. */
export function tenantDenied(stage: 11 | 15): Refusal {
  return Object.freeze({ stage, code: 'insufficient-tenant', reason: 'tenant-differs' });
}

const TENANT_DENIED = tenantDenied(11);

/** The check of one operation, prepared once. */
export function compileFunctionLevel({
  access,
  requirements,
  parameters,
}: Pick<OperationDefinition, 'access' | 'requirements' | 'parameters'>): FunctionLevel {
  if (access.kind === 'public') return () => null;
  if (access.kind === 'undecided' || requirements === null) return () => UNDECIDED;
  const { roles, tenant } = access;
  const checkRoles: FunctionLevel =
    roles.length === 0
      ? (_principal, deferred) => deferred
      : (principal, deferred) =>
          deferred ??
          (principal !== null && roles.some((role) => principal.roles.includes(role)) ? null : ROLE_MISSING);
  if (tenant === null) return checkRoles;
  const isAdmitted = compileTenant(tenant, parameters);
  return (principal, deferred, source) =>
    checkRoles(principal, deferred, source) ?? (isAdmitted(principal, source) ? null : TENANT_DENIED);
}
