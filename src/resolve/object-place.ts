import type { ObjectGrammar, ObjectKind } from './object-grammar.js';

/** The innermost object of the specification that a pointer leads into, and what is left of the pointer there. */
export interface ObjectPlace {
  readonly kind: ObjectKind;
  readonly rest: readonly string[];
}

/** Reads a pointer by the structure of the specification, starting in an object of a kind. */
export function objectPlace(
  root: ObjectKind,
  tokens: readonly string[],
  grammar: ObjectGrammar,
): ObjectPlace {
  let kind = root;
  let index = 0;
  while (index < tokens.length) {
    if (kind === 'callback') {
      kind = 'pathItem';
      index += 1;
      continue;
    }
    const member = grammar[kind].get(tokens[index]!);
    const length = member?.shape === 'one' ? 1 : 2;
    if (member === undefined || index + length > tokens.length) break;
    kind = member.kind;
    index += length;
  }
  return { kind, rest: tokens.slice(index) };
}
