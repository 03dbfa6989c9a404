import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { DocumentVersion } from '../load/document-version.js';
import { emptyObject, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import { checkFragments } from '../resolve/check-document.js';
import { methodsOf } from '../resolve/object-grammar.js';
import { resolveReferences, type References } from '../resolve/resolve-references.js';
import { Bundler } from './bundler.js';
import { checkSchemaCycles } from './check-schema-cycles.js';
import { checkTagParents } from './check-tag-parents.js';
import { checkWholeQuery } from './check-whole-query.js';
import { mergeParameters } from './merge-parameters.js';
import type { NormalizedDocument, NormalizedOperation, NormalizedPathItem } from './normalized-document.js';

/**
 * Resolves every reference, bundles the files and rewrites the schemas to JSON Schema 2020-12. Parsed nodes are shared
 * wherever nothing changes and never written to. What a lost reference names is empty. After errors the result may be
 * judged, and must not be generated from.
 *
 * @param given names that schemas outside of `components` had in the last run, as the result has them
 */
export function normalizeDocument(
  loaded: LoadedDocument,
  diagnostics: Diagnostics,
  given: ReadonlyMap<string, string> = new Map(),
): NormalizedDocument {
  const references = resolveReferences(loaded, diagnostics);
  checkFragments(references.outside, loaded, diagnostics);
  return normalizeResolved(loaded, references, diagnostics, given);
}

/** The second half, for whoever needs the references too. */
export function normalizeResolved(
  loaded: LoadedDocument,
  references: References,
  diagnostics: Diagnostics,
  given: ReadonlyMap<string, string> = new Map(),
): NormalizedDocument {
  const bundler = new Bundler(loaded, references, diagnostics, given);
  const { root, schemas, names } = bundler.bundle();
  checkSchemaCycles(schemas, loaded.origins, diagnostics);
  if (loaded.version === '3.2') checkTagParents(root, loaded.origins, diagnostics);
  const pathItems = listPathItems(root, loaded, diagnostics);
  return {
    sourceVersion: loaded.version,
    root,
    pathItems,
    schemas,
    given: names,
    securitySchemes: securitySchemes(root),
    origins: loaded.origins,
    lost: [...references.lost].flatMap(([holder, members]) =>
      [...members].map((member) => loaded.origins.member(holder, member)),
    ),
    files: [...loaded.files.keys()],
  };
}

function listPathItems(
  root: JsonObject,
  loaded: LoadedDocument,
  diagnostics: Diagnostics,
): readonly NormalizedPathItem[] {
  const pathItems: NormalizedPathItem[] = [];
  for (const [key, value] of Object.entries(asObject(root['paths']))) {
    if (key.startsWith('x-')) continue;
    const item = asObject(value);
    const operations: NormalizedOperation[] = [];
    for (const { method, node } of operationsOf(item, loaded.version)) {
      const parameters = mergeParameters(item, node, loaded.origins, diagnostics);
      checkWholeQuery(parameters, loaded.origins, diagnostics);
      operations.push({ method, node, parameters });
    }
    pathItems.push({ key, item, operations });
  }
  return pathItems;
}

/** Operations of a path item with their methods as requests spell them, document order. */
function operationsOf(
  item: JsonObject,
  version: DocumentVersion,
): readonly { readonly method: string; readonly node: JsonObject }[] {
  const methods = methodsOf(version);
  return Object.entries(item).flatMap(([member, node]) => {
    if (!isJsonObject(node)) return [];
    if (methods.includes(member)) return [{ method: member.toUpperCase(), node }];
    if (version !== '3.2' || member !== 'additionalOperations') return [];
    return Object.entries(node).flatMap(([method, operation]) =>
      isJsonObject(operation) ? [{ method, node: operation }] : [],
    );
  });
}

function securitySchemes(root: JsonObject): ReadonlyMap<string, JsonObject> {
  const schemes = new Map<string, JsonObject>();
  for (const [name, scheme] of Object.entries(asObject(asObject(root['components'])['securitySchemes']))) {
    if (isJsonObject(scheme)) schemes.set(name, scheme);
  }
  return schemes;
}

const nothing: JsonObject = Object.freeze(emptyObject());

/** An empty object for what is absent or no object; the latter was reported when the document was checked. */
function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : nothing;
}
