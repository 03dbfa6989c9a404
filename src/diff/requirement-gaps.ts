import { quoted } from '../diagnostics/quoted.js';
import type { CredentialRequirement, RequirementDefinition } from '../runtime/core/definition.js';
import type { ChangeKind } from './change.js';
import { isSubset, meetsAll, type RoleAdmission, type RoleClause } from './role-admission.js';

/** One way in: the credentials of an alternative, and every condition on the caller's roles. */
export interface Way {
  readonly credentials: readonly CredentialRequirement[];
  readonly roles: readonly RoleClause[];
}

/** How one document lets in whom the other does not. */
export interface Gap {
  readonly kind: ChangeKind;
  readonly what:
    | { readonly is: 'anonymous' }
    | { readonly is: 'alternative'; readonly credentials: string }
    | { readonly is: 'scheme'; readonly schemes: readonly string[]; readonly beside: readonly string[] }
    | { readonly is: 'scope'; readonly scheme: string; readonly scopes: readonly string[] }
    | { readonly is: 'role'; readonly admitted: readonly string[] | null };
}

/** @param anyRole the operation's `access.roles`; `[]` asks for none */
export function waysIn(
  requirements: readonly RequirementDefinition[],
  anyRole: readonly string[],
  admission: RoleAdmission,
): readonly Way[] {
  return requirements.map(({ credentials }) => ({
    credentials,
    roles: [
      ...(anyRole.length > 0 ? [admission.any(anyRole)] : []),
      ...credentials.flatMap(({ roles }) => roles.map((role) => admission.any([role]))),
    ],
  }));
}

/** What `ways` let in that `others` do not; `[]` where whoever has one of the ways has one of the others. */
export function gaps(ways: readonly Way[], others: readonly Way[]): readonly Gap[] {
  const found = new Map<string, Gap>();
  for (const way of ways) {
    if (others.some((other) => covers(other, way))) continue;
    for (const gap of gapsOf(way, others)) found.set(JSON.stringify(gap), gap);
  }
  return [...found.values()];
}

/** Whether `way` asks for all that `other` asks for. */
function covers(other: Way, way: Way): boolean {
  return (
    other.credentials.every(({ scheme, scopes }) => isSubset(scopes, scopesOf(way, scheme))) &&
    isSubset(schemesOf(other), new Set(schemesOf(way))) &&
    meetsAll(way.roles, other.roles)
  );
}

function gapsOf(way: Way, others: readonly Way[]): readonly Gap[] {
  if (way.credentials.length === 0) return [{ kind: 'authentication', what: { is: 'anonymous' } }];
  const own = new Set(schemesOf(way));
  // The nearest is the one that differs least: the same schemes, or some more beside them.
  const nearest = others
    .filter((other) => isSubset(own, new Set(schemesOf(other))))
    .sort((a, b) => a.credentials.length - b.credentials.length)[0];
  if (nearest === undefined) {
    return [{ kind: 'alternative', what: { is: 'alternative', credentials: describeWay(way) } }];
  }
  const result: Gap[] = [];
  const dropped = schemesOf(nearest).filter((scheme) => !own.has(scheme));
  if (dropped.length > 0) {
    result.push({ kind: 'scheme', what: { is: 'scheme', schemes: dropped, beside: [...own] } });
  }
  for (const { scheme, scopes } of nearest.credentials) {
    const missing = own.has(scheme) ? scopes.filter((scope) => !scopesOf(way, scheme).has(scope)) : [];
    if (missing.length > 0) result.push({ kind: 'scope', what: { is: 'scope', scheme, scopes: missing } });
  }
  const unmet = nearest.roles.filter((clause) => !way.roles.some((asked) => isSubset(asked, clause)));
  if (unmet.length > 0) {
    const asked = way.roles.flatMap((clause) => [...clause]);
    const more = asked.filter((role) => unmet.some((clause) => !clause.has(role)));
    const admitted = way.roles.length === 0 ? null : [...new Set(more.length > 0 ? more : asked)];
    result.push({ kind: 'role', what: { is: 'role', admitted } });
  }
  return result;
}

/** As a sentence names it: `"oauth" with orders.read, and "key"`. */
export function describeWay({ credentials }: Pick<Way, 'credentials'>): string {
  if (credentials.length === 0) return 'no credential';
  return credentials
    .map(({ scheme, scopes, roles }) => {
      const asked = [...scopes, ...roles].map(quoted).join(', ');
      return asked === '' ? quoted(scheme) : `${quoted(scheme)} with ${asked}`;
    })
    .join(' and ');
}

function schemesOf({ credentials }: Way): readonly string[] {
  return credentials.map(({ scheme }) => scheme);
}

function scopesOf({ credentials }: Way, scheme: string): ReadonlySet<string> {
  return new Set(credentials.filter((other) => other.scheme === scheme).flatMap(({ scopes }) => scopes));
}
