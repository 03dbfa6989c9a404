// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Principal } from '../core/principal.js';

/**
 * The one principal of an alternative whose credentials all hold. The first credential says who it is (`id`, `scheme`,
 * `claims`); scopes and roles add up; `client`, `apiKey`, `tenant` and `plan` come from the first that knows them.
 *
 * `null` where two credentials belong to different tenants: adding up their roles would carry a role of one tenant
 * into the other.
 */
export function mergePrincipals(principals: readonly Principal[]): Principal | null {
  const [first, ...others] = principals;
  if (first === undefined) return null;
  let { client, apiKey, tenant, plan } = first;
  const scopes = new Set(first.scopes);
  const roles = new Set(first.roles);
  for (const other of others) {
    if (tenant !== null && other.tenant !== null && tenant !== other.tenant) return null;
    client ??= other.client;
    apiKey ??= other.apiKey;
    tenant ??= other.tenant;
    plan ??= other.plan;
    for (const scope of other.scopes) scopes.add(scope);
    for (const role of other.roles) roles.add(role);
  }
  return Object.freeze({ ...first, client, apiKey, tenant, plan, scopes: [...scopes], roles: [...roles] });
}
