import { emptyObject, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';

/** An object that stands where `from` was written, and so do its members. Members that are `undefined` are left out. */
export function madeNode(
  from: object,
  members: Readonly<Record<string, Json | undefined>>,
  origins: Origins,
): JsonObject {
  const node = emptyObject();
  for (const [key, value] of Object.entries(members)) if (value !== undefined) node[key] = value;
  origins.copy(from, node);
  return node;
}

/** A list that stands where `from` was written. */
export function madeList(from: object, items: readonly Json[], origins: Origins): readonly Json[] {
  const list = [...items];
  origins.copy(from, list);
  return list;
}

/** The extensions of an object. */
export function extensionsOf(node: JsonObject): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(node).filter(([key]) => key.startsWith('x-')));
}
