import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type {
  NormalizedDocument,
  NormalizedOperation,
  NormalizedPathItem,
} from '../normalize/normalized-document.js';
import type { OperationPolicy, PolicyTable } from '../policy/policy-table.js';
import { readPathKey, type PathKey } from './path-key.js';

/** An operation a request can reach. */
export interface ServedOperation {
  readonly pathItem: NormalizedPathItem;
  readonly path: PathKey;
  /** Place of the path key. */
  readonly pathAt: Location;
  readonly operation: NormalizedOperation;
  readonly policy: OperationPolicy;
}

/**
 * The operations requests can reach, document order. Malformed path keys and two operations for the same requests are
 * errors; of twins that differ in their `#` part only, the first is served and the others are findings, unless their
 * guards differ.
 */
export function servedOperations(
  document: NormalizedDocument,
  policies: PolicyTable,
  diagnostics: Diagnostics,
): readonly ServedOperation[] {
  const paths = document.root['paths'];
  const served = new Map<string, ServedOperation>();
  for (const pathItem of document.pathItems) {
    const pathAt = document.origins.member(paths as object, pathItem.key, 'key');
    const path = readPathKey(pathItem.key);
    if ('fault' in path) {
      diagnostics.report('invalid-path', pathAt, `${quoted(pathItem.key)}: ${path.fault}`);
      continue;
    }
    for (const operation of pathItem.operations) {
      const policy = policies.operations.get(operation);
      if (policy === undefined) throw new Error('An operation has no policy');
      const candidate = { pathItem, path, pathAt, operation, policy };
      const key = `${operation.method} ${path.shape}`;
      const first = served.get(key);
      if (first === undefined) served.set(key, candidate);
      else reportTwin(candidate, first, diagnostics);
    }
  }
  return [...served.values()];
}

function reportTwin(twin: ServedOperation, first: ServedOperation, diagnostics: Diagnostics): void {
  const names = `${quoted(twin.pathItem.key)} and ${quoted(first.pathItem.key)}`;
  const related = [{ message: 'The first', at: first.pathAt }];
  if (twin.path.fragment === null && first.path.fragment === null) {
    diagnostics.report(
      'conflicting-paths',
      twin.pathAt,
      `${names} match the same ${twin.operation.method} requests.`,
      { related },
    );
  } else if (guard(twin.policy) !== guard(first.policy)) {
    diagnostics.report(
      'conflicting-guards',
      twin.pathAt,
      `${names} match the same ${twin.operation.method} requests and are guarded differently.`,
      { related },
    );
  } else {
    diagnostics.report(
      'operation-not-served',
      twin.pathAt,
      `${names} match the same ${twin.operation.method} requests; only the first is served.`,
      { related },
    );
  }
}

/** What protects an operation, for comparison. */
function guard({
  requirements,
  access,
  rateLimit,
  bodyLimits,
  timeoutMs,
  validation,
}: OperationPolicy): string {
  return JSON.stringify({ requirements, access, rateLimit, bodyLimits, timeoutMs, validation });
}
