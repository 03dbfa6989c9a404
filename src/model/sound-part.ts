import { emptyObject, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { NormalizedDocument } from '../normalize/normalized-document.js';
import type { PlaceSet } from '../policy/place-set.js';
import { visitChildren } from '../resolve/children.js';
import { normalizedGrammar, type ObjectKind } from '../resolve/object-grammar.js';
import { componentName } from './schema-view.js';

/** What says nothing about the requests that an operation serves. */
const APART: ReadonlySet<ObjectKind> = new Set<ObjectKind>(['callback', 'example', 'link']);

/**
 * A document without the operations that anything refused belongs to, or may decide anything about: of those that are
 * left, what a model says holds. The operations themselves are shared with the whole.
 */
export function soundPart(document: NormalizedDocument, refused: PlaceSet): NormalizedDocument {
  const { root, origins } = document;
  const unsound = unsoundObjects(document, refused);
  const sound = emptyObject();
  for (const [key, member] of Object.entries(root)) {
    const isKept = key === 'paths' || key === 'components';
    if (isKept || refused.below(origins.member(root, key)).length === 0) sound[key] = member;
  }
  origins.copy(root, sound);
  return {
    ...document,
    root: sound,
    pathItems: document.pathItems.flatMap(({ key, item, operations }) => {
      if (operations.length === 0) return [];
      const isKeyRefused = isJsonObject(root['paths']) && refused.has(origins.member(root['paths'], key));
      const isRefused = ['$ref', 'parameters', 'servers'].some(
        (member) => refused.below(origins.member(item, member)).length > 0,
      );
      const kept = isKeyRefused || isRefused ? [] : operations.filter(({ node }) => !unsound.has(node));
      return kept.length === 0 ? [] : [{ key, item, operations: kept }];
    }),
  };
}

/** Objects that operations consist of where a refused place is in them, or in what they hold or refer to. */
function unsoundObjects(
  { pathItems, schemas, origins }: NormalizedDocument,
  refused: PlaceSet,
): ReadonlySet<JsonObject> {
  const kinds = new Map<JsonObject, ObjectKind>();
  const users = new Map<JsonObject, JsonObject[]>();
  const unsound = new Set<JsonObject>();
  const use = (user: JsonObject, used: Json | undefined, kind: ObjectKind): void => {
    if (!isJsonObject(used) || APART.has(kind)) return;
    if (!kinds.has(used)) kinds.set(used, kind);
    const known = users.get(used);
    if (known === undefined) users.set(used, [user]);
    else known.push(user);
  };
  for (const { operations } of pathItems) {
    for (const { node, parameters } of operations) {
      kinds.set(node, 'operation');
      for (const parameter of parameters) use(node, parameter, 'parameter');
    }
  }
  // A Map iterates over what is added meanwhile.
  for (const [node, kind] of kinds) {
    if (origins.has(node) && refused.below(origins.of(node)).length > 0) unsound.add(node);
    visitChildren(node, kind, normalizedGrammar, (child) => use(node, child.value, child.kind));
    const name = typeof node['$ref'] === 'string' ? componentName(node['$ref']) : null;
    if (kind === 'schema' && name !== null) use(node, schemas.get(name), 'schema');
  }
  for (const node of unsound) for (const user of users.get(node) ?? []) unsound.add(user);
  return unsound;
}
