import { typeKinds, type TypePatterns } from '../config/type-naming.js';
import { emptyObject, isJsonObject, type JsonObject } from '../load/json.js';
import type { GivenNames } from '../model/given-names.js';

/** Where the manifest stands, relative to the output folder. */
export const manifestPath = '.oasgard/manifest.json';

const format = 1;

/** What oasgard remembers of its last run; users commit it. */
export interface Manifest {
  /** Version of oasgard that wrote the project. */
  readonly version: string;
  /** The document, relative to the output folder, `/` between segments. */
  readonly document: string;
  readonly operations: readonly RememberedOperation[];
  /** What else was named; left out where every name follows from the document alone. */
  readonly names?: GivenNames;
  /** Patterns of the contract's type names; left out for the default. */
  readonly types?: TypePatterns;
  /** Names of which a stub has been written: one that is missing now was moved or deleted by the user. */
  readonly stubs: StubNames;
  /** Names that the document no longer asks for, and that the user's files still hold. */
  readonly removed: RemovedNames;
  /** Exports of generated modules that the document no longer asks for and the user's files import: said once. */
  readonly kept: readonly string[];
  /** Files created once, relative to the output folder: one the user deleted stays deleted. */
  readonly created: readonly string[];
  /** Generated files, relative to the output folder, with their fingerprints. */
  readonly generated: ReadonlyMap<string, string>;
}

/** Names by the option of `createApi` that they are members of, document order. */
export interface StubNames {
  readonly handlers: readonly string[];
  readonly policies: readonly string[];
  readonly credentials: readonly string[];
}

/** What is left of names that the document no longer asks for: the contract keeps them, so that users' files compile. */
export interface RemovedNames extends StubNames {
  /** Types of removed operations that are still referred to. */
  readonly types: readonly string[];
}

export const nothingRemoved: RemovedNames = { handlers: [], policies: [], credentials: [], types: [] };

export interface RememberedOperation {
  /** `GET /orders/{orderId}`: method and path key as written. */
  readonly operation: string;
  /** As the document has it; `null` where it has none. */
  readonly operationId: string | null;
  readonly name: string;
}

/** Deterministic: no time, no machine, document order for operations and sorted paths for files. */
export function renderManifest(manifest: Manifest): string {
  const generated = [...manifest.generated].sort(([a], [b]) => (a < b ? -1 : 1));
  const data = {
    format,
    version: manifest.version,
    document: manifest.document,
    operations: manifest.operations,
    ...writtenNames(manifest.names),
    ...(manifest.types === undefined ? {} : { types: manifest.types }),
    stubs: manifest.stubs,
    removed: manifest.removed,
    ...(manifest.kept.length > 0 ? { kept: manifest.kept } : {}),
    created: [...manifest.created].sort(),
    generated: generated.map(([path, sha256]) => ({ path, sha256 })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** `null` where the text is not a manifest of this format. The file may have been edited: nothing in it is trusted. */
export function parseManifest(text: string): Manifest | null {
  const data = parseObject(text);
  if (data === null || data['format'] !== format) return null;
  const {
    version,
    document,
    operations,
    names,
    types,
    stubs,
    removed = nothingRemoved,
    kept = [],
    created,
    generated,
  } = data;
  if (typeof version !== 'string' || typeof document !== 'string') return null;
  if (!isStubNames(stubs) || !isRemovedNames(removed) || !isStrings(kept) || !isStrings(created)) return null;
  if (types !== undefined && !isTypePatterns(types)) return null;
  if (!isList(operations, isOperation) || !isList(generated, isFile)) return null;
  return {
    version,
    document,
    // Manifests of before have no operationId.
    operations: operations.map((operation) => ({ ...operation, operationId: operation.operationId ?? null })),
    ...readNames(names),
    ...(types === undefined ? {} : { types }),
    stubs,
    removed,
    kept,
    created,
    generated: new Map(generated.map(({ path, sha256 }) => [path, sha256])),
  };
}

/** Members without any name are left out, and so is all of it. */
function writtenNames(names: GivenNames | undefined): { readonly names?: JsonObject } {
  const written = emptyObject();
  for (const [kind, given] of Object.entries(names ?? {}) as [keyof GivenNames, GivenNames['types']][]) {
    if (given.size === 0) continue;
    const members = emptyObject();
    for (const [key, name] of [...given].sort(([a], [b]) => (a < b ? -1 : 1))) members[key] = name;
    written[kind] = members;
  }
  return Object.keys(written).length === 0 ? {} : { names: written };
}

/** What is no name is passed over: names of the last run are wished for, not needed. */
function readNames(names: unknown): { readonly names?: GivenNames } {
  if (!isJsonObject(names)) return {};
  const given = <T>(kind: string, fits: (value: unknown) => value is T): ReadonlyMap<string, T> => {
    const members = names[kind];
    const entries: readonly (readonly [string, unknown])[] = isJsonObject(members)
      ? Object.entries(members)
      : [];
    return new Map(entries.filter((entry): entry is [string, T] => fits(entry[1])));
  };
  return {
    names: {
      tags: given('tags', isText),
      operations: given('operations', isText),
      schemas: given('schemas', isText),
      types: given('types', isStrings),
    },
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isStrings(value: unknown): value is readonly string[] {
  return isList(value, isText);
}

function isStubNames(value: unknown): value is StubNames {
  return (
    isJsonObject(value) &&
    isStrings(value['handlers']) &&
    isStrings(value['policies']) &&
    isStrings(value['credentials'])
  );
}

function isRemovedNames(value: unknown): value is RemovedNames {
  return isJsonObject(value) && isStubNames(value) && isStrings((value as { types?: unknown }).types);
}

function isTypePatterns(value: unknown): value is TypePatterns {
  return (
    isJsonObject(value) &&
    typeKinds.every((kind) => typeof (value as Record<string, unknown>)[kind] === 'string')
  );
}

function isOperation(value: unknown): value is RememberedOperation {
  return (
    isJsonObject(value) &&
    typeof value['operation'] === 'string' &&
    typeof value['name'] === 'string' &&
    (value['operationId'] === undefined ||
      value['operationId'] === null ||
      typeof value['operationId'] === 'string')
  );
}

function isFile(value: unknown): value is { path: string; sha256: string } {
  return isJsonObject(value) && typeof value['path'] === 'string' && typeof value['sha256'] === 'string';
}
