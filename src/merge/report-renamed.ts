import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { Api } from '../model/api.js';
import { nameOperations } from '../model/operation-names.js';
import type { Manifest } from '../write/manifest.js';

/**
 * Says which operations are known by the name of an earlier document: those that have another operationId now, with
 * what carries the new one over, and those that have moved to another path.
 */
export function reportRenamed(api: Api, last: Manifest | null, diagnostics: Diagnostics): void {
  if (last === null) return;
  const byKey = new Map(last.operations.map((operation) => [operation.operation, operation]));
  const keys = new Set(api.operations.map(({ key }) => key));
  const gone = new Map(
    last.operations
      .filter(({ operation }) => !keys.has(operation))
      .map((operation) => [operation.name, operation.operation]),
  );
  const taken = new Set(api.operations.map(({ name }) => name));
  for (const { key, method, path, name, operationId, origin } of api.operations) {
    const moved = byKey.has(key) ? undefined : gone.get(name);
    if (moved !== undefined) {
      diagnostics.report(
        'operation-moved',
        origin,
        `${quoted(moved)} is ${quoted(key)} now; its handler is still called ${quoted(name)}.`,
      );
    }
    const before = byKey.get(key)?.operationId ?? null;
    if (before === null || operationId === null || before === operationId) continue;
    const [natural = name] = nameOperations(
      [{ method, path, operationId, at: origin }],
      new Map(),
      diagnostics,
    );
    if (natural === name || taken.has(natural)) continue;
    diagnostics.report(
      'operation-renamed',
      origin,
      `The operationId ${quoted(before)} is ${quoted(operationId)} now; the handler of ${quoted(key)} is still called ${quoted(name)}.`,
      { help: `To call it ${natural}, in your files too, generate with --rename ${name}=${natural}` },
    );
  }
}
