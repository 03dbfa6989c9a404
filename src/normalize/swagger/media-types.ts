import { isJsonArray, type Json, type JsonObject } from '../../load/json.js';

/**
 * The `consumes` or `produces` of an operation; its own replaces that of the root, also where it is empty (Swagger 2.0,
 * Operation Object).
 */
export function mediaTypesOf(
  member: 'consumes' | 'produces',
  operation: JsonObject,
  root: JsonObject,
): readonly string[] {
  const own = operation[member];
  const list: Json | undefined = own === undefined ? root[member] : own;
  const types = isJsonArray(list) ? list.filter((type): type is string => typeof type === 'string') : [];
  return [...new Set(types)];
}

/**
 * Types of a body that a schema describes. Where nothing is declared, or anything is allowed, that is JSON: no other
 * type has a meaning for a schema of version 2.0.
 */
export function schemaTypes(declared: readonly string[]): readonly string[] {
  const types = declared.map((type) => (isRange(type) ? 'application/json' : type));
  return types.length === 0 ? ['application/json'] : [...new Set(types)];
}

/** Types of a body that is a file: whatever is declared, JSON excepted, which is written by us and not by a handler. */
export function fileTypes(declared: readonly string[]): readonly string[] {
  const types = declared
    .map((type) => (isRange(type) ? 'application/octet-stream' : type))
    .filter((type) => !/^application\/(?:[^;]*\+)?json\s*(?:;|$)/iu.test(type));
  return types.length === 0 ? ['application/octet-stream'] : [...new Set(types)];
}

function isRange(type: string): boolean {
  return /^\s*(?:\*|application)\/\*/u.test(type);
}
