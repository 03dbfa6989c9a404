import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import type { Keywords } from './check-keywords.js';
import type { PolicyTable } from './policy-table.js';

/** Reports what is understood and enforced, yet weak (semantics, principle 2). */
export function reportWeaknesses(
  document: NormalizedDocument,
  table: PolicyTable,
  _keywords: Keywords,
  diagnostics: Diagnostics,
): void {
  for (const [operation, policy] of table.operations) {
    if (policy.access.kind !== 'undecided') continue;
    diagnostics.report(
      'access-undecided',
      document.origins.of(operation.node, 'key'),
      'Nothing decides who may call this operation; the server denies it to everybody.',
    );
  }
}
