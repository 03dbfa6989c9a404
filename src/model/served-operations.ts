import { METHODS } from 'node:http';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type {
  NormalizedDocument,
  NormalizedOperation,
  NormalizedPathItem,
} from '../normalize/normalized-document.js';
import type { OperationPolicy, PolicyTable } from '../policy/policy-table.js';
import { readPathKey, type PathKey } from './path-key.js';

/** Where a path key is written. */
export interface PathPlace {
  /** The Paths Object. */
  readonly node: JsonObject;
  readonly key: string;
}

/** An operation a request can reach. */
export interface ServedOperation {
  readonly pathItem: NormalizedPathItem;
  readonly path: PathKey;
  readonly pathAt: PathPlace;
  readonly operation: NormalizedOperation;
  readonly policy: OperationPolicy;
}

/** Reports malformed path keys of a document whose other errors keep it from being read any further. */
export function reportPathFaults(
  document: JsonObject,
  origins: NormalizedDocument['origins'],
  diagnostics: Diagnostics,
): void {
  const { paths } = document;
  if (!isJsonObject(paths)) return;
  for (const key of Object.keys(paths)) {
    // Others are no paths, and reported for that.
    const path = key.startsWith('/') ? readPathKey(key) : null;
    if (path !== null && 'fault' in path) reportFault(paths, key, path.fault, origins, diagnostics);
  }
}

function reportFault(
  paths: JsonObject,
  key: string,
  fault: string,
  origins: NormalizedDocument['origins'],
  diagnostics: Diagnostics,
): void {
  diagnostics.report('invalid-path', origins.member(paths, key, 'key'), `${quoted(key)}: ${fault}`);
}

/**
 * The operations requests can reach, document order. Malformed path keys are errors. Of operations for the same
 * requests (keys that differ in parameter names or their `#` part only) the first is served and the others are
 * findings, unless their guards differ, which is an error.
 */
export function servedOperations(
  document: NormalizedDocument,
  policies: PolicyTable,
  diagnostics: Diagnostics,
): readonly ServedOperation[] {
  const { root, origins } = document;
  const paths = isJsonObject(root['paths']) ? root['paths'] : root;
  const served = new Map<string, ServedOperation>();
  for (const pathItem of document.pathItems) {
    const pathAt = { node: paths, key: pathItem.key };
    const path = readPathKey(pathItem.key);
    if ('fault' in path) {
      reportFault(paths, pathItem.key, path.fault, origins, diagnostics);
      continue;
    }
    if (path.unreachable !== null && pathItem.operations.length > 0) {
      diagnostics.report(
        'path-unreachable',
        origins.member(paths, pathItem.key, 'key'),
        `Nothing reaches ${quoted(pathItem.key)}: ${path.unreachable}.`,
      );
    }
    for (const operation of pathItem.operations) {
      const policy = policies.operations.get(operation);
      if (!isServable(operation.method)) {
        diagnostics.report(
          'operation-not-served',
          origins.of(operation.node, 'key'),
          `No request with the method ${quoted(operation.method)} reaches a server of Node.`,
          { help: 'Give the operation a method that Node reads, such as those of RFC 9110 and WebDAV.' },
        );
        continue;
      }
      if (policy === undefined) throw new Error('An operation has no policy');
      const candidate = { pathItem, path, pathAt, operation, policy };
      const key = `${operation.method} ${path.shape}`;
      const first = served.get(key);
      if (first === undefined) served.set(key, candidate);
      else reportTwin(candidate, first, origins, diagnostics);
    }
  }
  return [...served.values()];
}

/** Node refuses methods that its parser does not know, and has an event of its own for CONNECT. */
function isServable(method: string): boolean {
  return METHODS.includes(method) && method !== 'CONNECT';
}

function reportTwin(
  twin: ServedOperation,
  first: ServedOperation,
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  const names = `${quoted(twin.pathItem.key)} and ${quoted(first.pathItem.key)}`;
  const at = origins.member(twin.pathAt.node, twin.pathAt.key, 'key');
  const related = [{ message: 'The first', at: origins.member(first.pathAt.node, first.pathAt.key, 'key') }];
  if (guard(twin.policy) !== guard(first.policy)) {
    diagnostics.report(
      twin.path.fragment === null && first.path.fragment === null
        ? 'conflicting-paths'
        : 'conflicting-guards',
      at,
      `${names} match the same ${twin.operation.method} requests and are guarded differently.`,
      { related },
    );
  } else {
    diagnostics.report(
      'operation-not-served',
      at,
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
  cors,
}: OperationPolicy): string {
  return JSON.stringify({ requirements, access, rateLimit, bodyLimits, timeoutMs, validation, cors });
}
