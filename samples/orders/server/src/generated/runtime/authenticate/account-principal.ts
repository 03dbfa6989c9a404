// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { ExpandRoles } from '../authorize/roles.js';
import type { Principal } from '../core/principal.js';
import type { Account } from './credentials.js';

const NONE: readonly string[] = Object.freeze([]);
const NO_CLAIMS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The principal of a user or key record.
 *
 * @throws TypeError When the application's record is not what its type says: an outage, not a bad credential.
 */
export function accountPrincipal(
  scheme: string,
  account: Account,
  expandRoles: ExpandRoles,
  client: string | null,
  apiKey: string | null,
): Principal {
  if (typeof account !== 'object' || typeof account.id !== 'string' || account.id === '') {
    throw new TypeError('the record has no id');
  }
  return {
    id: account.id,
    client,
    apiKey,
    scheme,
    scopes: names(account.scopes, 'scopes'),
    roles: expandRoles(names(account.roles, 'roles')),
    tenant: account.tenant ?? null,
    plan: account.plan ?? null,
    claims: account.attributes ?? NO_CLAIMS,
  };
}

/** A string would answer `includes` too, and grant by substring. */
function names(list: readonly string[] | undefined, member: string): readonly string[] {
  if (list === undefined) return NONE;
  if (!Array.isArray(list)) throw new TypeError(`${member} of the record is not a list`);
  return list as readonly string[];
}
