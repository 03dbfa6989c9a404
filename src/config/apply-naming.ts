import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { TimeLimit } from '../load/time-limit.js';
import type { Rename } from '../merge/apply-renames.js';
import type { Api } from '../model/api.js';
import type { RememberedName } from '../model/recall-names.js';
import { suggestion } from '../policy/nearest-name.js';
import type { Manifest } from '../write/manifest.js';
import type { OperationNaming } from './config.js';

/** What operations are known by, with the names that were asked for in place of those remembered. */
export function applyNaming(
  remembered: readonly RememberedName[],
  naming: readonly OperationNaming[],
): readonly RememberedName[] {
  const asked = new Set(naming.map(({ operation }) => operation));
  return [
    ...remembered.filter(({ operation }) => !asked.has(operation)),
    ...naming.map(({ operation, name }) => ({ operation, operationId: null, name })),
  ];
}

/** Renames that carry what the user wrote over to the names that are asked for now. */
export function namingRenames(last: Manifest | null, naming: readonly OperationNaming[]): readonly Rename[] {
  return naming.flatMap(({ operation, name }) => {
    const before = last?.operations.find((known) => known.operation === operation)?.name ?? name;
    return before === name ? [] : [{ from: before, to: name }];
  });
}

/**
 * Reports every name that was asked for and not given.
 *
 * @throws {TimeLimitError}
 */
export function checkNaming(
  naming: readonly OperationNaming[],
  api: Api,
  diagnostics: Diagnostics,
  time: TimeLimit,
): void {
  for (const { operation, name, at } of naming) {
    // Each is compared with every operation.
    time.check();
    const named = api.operations.find(({ key }) => key === operation);
    if (named === undefined) {
      const help = suggestion(
        operation,
        api.operations.map(({ key }) => key),
      );
      diagnostics.report('naming-unmatched', at, `The document has no operation ${quoted(operation)}.`, {
        help,
      });
    } else if (named.name !== name) {
      diagnostics.report(
        'naming-unusable',
        at,
        `${quoted(operation)} cannot be named ${quoted(name)}: the name is taken, or TypeScript reserves it.`,
      );
    }
  }
}
