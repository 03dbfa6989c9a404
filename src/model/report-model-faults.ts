import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import type { PlaceSet } from '../policy/place-set.js';
import type { PolicyTable } from '../policy/policy-table.js';
import { buildApi } from './build-api.js';
import { soundPart } from './sound-part.js';

/**
 * Reports the errors that a model finds in a document that was refused already, so that its author learns of everything
 * at once: of the operations that nothing refused belongs to. Findings wait until there is a whole to find them in.
 */
export function reportModelFaults(
  document: NormalizedDocument,
  refused: PlaceSet,
  policy: PolicyTable,
  diagnostics: Diagnostics,
): void {
  const found = new Diagnostics();
  buildApi(soundPart(document, refused), policy, [], found);
  for (const { code, at, message, ...more } of found.list) {
    if (more.severity === 'error') diagnostics.report(code, at, message, more);
  }
}
