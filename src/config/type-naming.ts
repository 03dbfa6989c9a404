import type { Location } from '../diagnostics/diagnostic.js';
import { upperFirst } from '../model/identifier.js';

/** Patterns of the names that `contract.ts` gives an operation's types; `{name}` is its name in PascalCase. */
export interface TypePatterns {
  /** What a handler receives. */
  readonly request: string;
  /** What a handler returns. */
  readonly reply: string;
  /** What a policy receives. */
  readonly policyRequest: string;
}

/** Patterns, with the place each was asked for; none for a default. */
export interface TypeNaming {
  readonly patterns: TypePatterns;
  readonly at: Readonly<Partial<Record<keyof TypePatterns, Location>>>;
}

export const defaultTypePatterns: TypePatterns = {
  request: '{name}Request',
  reply: '{name}Reply',
  policyRequest: '{name}PolicyRequest',
};

export const defaultTypeNaming: TypeNaming = { patterns: defaultTypePatterns, at: {} };

/** In which order `typesOf` answers. */
export const typeKinds = [
  'request',
  'reply',
  'policyRequest',
] as const satisfies readonly (keyof TypePatterns)[];

/** Names of the types of an operation, by the patterns alone: request, reply, and what its policy receives. */
export function typesOf(operation: string, patterns: TypePatterns): readonly string[] {
  return typeKinds.map((kind) => patterns[kind].replace('{name}', () => upperFirst(operation)));
}

/** Whether two sets of patterns give the same names. */
export function samePatterns(a: TypePatterns, b: TypePatterns): boolean {
  return typeKinds.every((kind) => a[kind] === b[kind]);
}
