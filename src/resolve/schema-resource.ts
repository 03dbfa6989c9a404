import type { Json, JsonObject } from '../load/json.js';
import { isJsonArray, isJsonObject } from '../load/json.js';
import { visitChildren } from './children.js';
import { normalizedGrammar } from './object-grammar.js';

/**
 * What anchors and dynamic scopes are counted by (JSON Schema 2020-12 Core section 4.3.5): a schema with `$id`, or one
 * that stands in no other schema, each with what is below it but for further schemas with `$id`.
 */
export interface SchemaResource {
  readonly node: JsonObject;
  /** Absolute path, or URL, of the file it stands in. */
  readonly file: string;
  /** Absolute URI without fragment that references inside start from; `null` where an `$id` is no URI reference. */
  readonly base: string | null;
  /** Whether it has an `$id`. References of nothing but a fragment are looked up in the whole file otherwise. */
  readonly isIdentified: boolean;
}

/** What a resource holds besides constraints. */
export interface ResourceContents {
  /** By name, those of `$anchor` and `$dynamicAnchor` alike. */
  readonly anchors: ReadonlyMap<string, readonly JsonObject[]>;
  readonly dynamicAnchors: ReadonlyMap<string, readonly JsonObject[]>;
  /** Schemas inside that are resources of their own. */
  readonly inner: readonly JsonObject[];
}

/** The `$id` of a schema; `null` where it has none, or the plain name that earlier drafts let it be. */
export function identifierOf(schema: JsonObject): string | null {
  const identifier = schema['$id'];
  return typeof identifier === 'string' && identifier !== '' && !identifier.startsWith('#')
    ? identifier
    : null;
}

/** Everything in a resource that can be referred to by name. Data that looks like a schema is none. */
export function scanResource(root: JsonObject): ResourceContents {
  const anchors = new Map<string, JsonObject[]>();
  const dynamicAnchors = new Map<string, JsonObject[]>();
  const inner = new Set<JsonObject>();
  const reached = new Set<JsonObject>([root]);
  for (const node of reached) {
    if (node !== root && identifierOf(node) !== null) {
      inner.add(node);
      continue;
    }
    const { $anchor: anchor, $dynamicAnchor: dynamic } = node;
    if (typeof anchor === 'string') add(anchors, anchor, node);
    if (typeof dynamic === 'string') {
      add(dynamicAnchors, dynamic, node);
      if (dynamic !== anchor) add(anchors, dynamic, node);
    }
    visitChildren(node, 'schema', normalizedGrammar, ({ value }) => {
      if (isJsonObject(value)) reached.add(value);
    });
  }
  return { anchors, dynamicAnchors, inner: [...inner] };
}

function add(lists: Map<string, JsonObject[]>, name: string, node: JsonObject): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [node]);
  else list.push(node);
}

const texts = ['$schema', '$anchor', '$dynamicAnchor', '$dynamicRef'];
const objects = ['properties', 'patternProperties', '$defs', 'dependentSchemas', 'not', 'if', 'then', 'else'];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'enum'];

/** Whether an object of a file without a structure is a schema, not a collection of some. */
export function looksLikeSchema(node: Json): node is JsonObject {
  if (!isJsonObject(node)) return false;
  const { type } = node;
  if (typeof type === 'string' || isJsonArray(type) || identifierOf(node) !== null) return true;
  return (
    texts.some((key) => typeof node[key] === 'string') ||
    objects.some((key) => isJsonObject(node[key])) ||
    lists.some((key) => isJsonArray(node[key]))
  );
}
