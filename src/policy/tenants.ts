import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { SchemeModel } from '../model/api.js';
import type { OperationPolicy } from './policy-table.js';

/**
 * Where callers must belong to a tenant, some credential must be able to say to which: the records of users and keys
 * can, tokens only where `claims.tenant` says how.
 */
export function checkTenants(
  operations: Iterable<OperationPolicy>,
  schemes: readonly SchemeModel[],
  diagnostics: Diagnostics,
): void {
  const without = new Set(
    schemes
      .filter((scheme) => scheme.kind === 'jwt' && scheme.claims.tenant === null)
      .map(({ name }) => name),
  );
  const reported = new Set<string>();
  for (const { access, requirements, places } of operations) {
    if (access.kind !== 'authenticated' || access.tenant === null) continue;
    const named = requirements?.flatMap(({ credentials }) => credentials.map(({ scheme }) => scheme)) ?? [];
    if (named.some((scheme) => !without.has(scheme))) continue;
    const at = places.get('access.tenant') ?? null;
    // What is inherited is wrong once, however many operations inherit it.
    const key = JSON.stringify([at, named]);
    if (reported.has(key)) continue;
    reported.add(key);
    diagnostics.report(
      'tenant-without-claim',
      at,
      `Callers must belong to a tenant, and no claim of ${[...new Set(named)].map(quoted).join(', ')} names one.`,
    );
  }
}
