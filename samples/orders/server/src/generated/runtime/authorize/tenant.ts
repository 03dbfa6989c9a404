// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Whether a caller belongs to the tenant that a request is about (semantics §4, §12). */
import type { InputLocation, ParameterDefinition } from '../core/definition.js';
import type { Principal } from '../core/principal.js';
import { compileParameter, type ParameterSource } from '../decode/parameters.js';

/** `true` admits. `null` principals have no tenant. */
export type TenantCheck = (principal: Principal | null, source: ParameterSource) => boolean;

/**
 * What stage 11 can say of a tenant, prepared once: a parameter is decoded alone, with the rules of stage 14, and one
 * that is absent or malformed equals no tenant. A body has not been read yet: its value is compared at stage 15.
 */
export function compileTenant(
  tenant: true | InputLocation,
  parameters: readonly ParameterDefinition[],
): TenantCheck {
  if (tenant === true || tenant.in === 'body') {
    return (principal) => principal !== null && principal.tenant !== null;
  }
  const parameter = parameters.find((candidate) => isAt(candidate, tenant));
  // The generator refuses a document without it.
  if (parameter === undefined) return () => false;
  const decode = compileParameter(parameter);
  return (principal, source) =>
    principal !== null && principal.tenant !== null && isTenant(decode(source), principal.tenant);
}

/** Whether a value of the input names the tenant. Numbers do as they are written in JSON. */
export function isTenant(value: unknown, tenant: string): boolean {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) === tenant : value === tenant;
}

function isAt(parameter: ParameterDefinition, location: Exclude<InputLocation, { in: 'body' }>): boolean {
  if (parameter.in !== location.in) return false;
  return parameter.in === 'header'
    ? parameter.name.toLowerCase() === location.name.toLowerCase()
    : parameter.name === location.name;
}
