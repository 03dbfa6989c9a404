import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { MemberGrammar, ObjectGrammar, ObjectKind } from './object-grammar.js';

/** A value that stands where an object of a kind is expected. */
export interface Child {
  readonly kind: ObjectKind;
  /** The object or array that holds it directly, and its key there. */
  readonly holder: JsonObject | readonly Json[];
  readonly key: string | number;
  readonly value: Json;
}

/** A map that holds a `$ref` string where it may only hold named objects. */
export interface MisplacedReference {
  readonly holder: JsonObject;
  readonly member: MemberGrammar;
}

/** Calls `visit` for each object one level below `node`, in document order. */
export function visitChildren(
  node: JsonObject,
  kind: ObjectKind,
  objectGrammar: ObjectGrammar,
  visit: (child: Child) => void,
  misplaced?: (reference: MisplacedReference) => void,
): void {
  if (kind === 'callback') {
    visitMap(node, { shape: 'patterned', kind: 'pathItem' }, visit, misplaced);
    return;
  }
  const grammar = objectGrammar[kind];
  if (grammar.size === 0) return;
  for (const key of Object.keys(node)) {
    const member = grammar.get(key);
    if (member === undefined) continue;
    const value = node[key]!;
    if (member.shape === 'one') {
      // OAS 3.0 has boolean `additionalProperties`, 3.1 boolean schemas everywhere: nothing below them.
      visit({ kind: member.kind, holder: node, key, value });
    } else if (member.shape === 'list') {
      if (!isJsonArray(value)) continue;
      for (let index = 0; index < value.length; index++) {
        visit({ kind: member.kind, holder: value, key: index, value: value[index]! });
      }
    } else if (isJsonObject(value)) {
      visitMap(value, member, visit, misplaced);
    }
  }
}

/** Calls `visit` for each member of a map of named objects. */
export function visitMap(
  map: JsonObject,
  member: MemberGrammar,
  visit: (child: Child) => void,
  misplaced?: (reference: MisplacedReference) => void,
): void {
  for (const key of Object.keys(map)) {
    const value = map[key]!;
    if (member.shape === 'patterned' && key.startsWith('x-')) continue;
    if (key === '$ref' && typeof value === 'string') misplaced?.({ holder: map, member });
    else visit({ kind: member.kind, holder: map, key, value });
  }
}
