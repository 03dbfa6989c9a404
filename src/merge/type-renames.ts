import { samePatterns, type TypePatterns, typesOf } from '../config/type-naming.js';
import type { Rename } from './apply-renames.js';

/**
 * Types of the contract that go by another name now, since an operation or the pattern has another: new names by old.
 *
 * @param operations names of the operations as they are now
 * @param before patterns of the last run
 */
export function typeRenames(
  renames: readonly Rename[],
  operations: readonly string[],
  before: TypePatterns,
  after: TypePatterns,
): ReadonlyMap<string, string> {
  const kept = samePatterns(before, after) ? [] : operations.map((name) => ({ from: name, to: name }));
  const pairs = [...kept, ...renames].flatMap(({ from, to }) => {
    const next = typesOf(to, after);
    return typesOf(from, before).map((name, index) => [name, next[index]!] as const);
  });
  return new Map(pairs.filter(([from, to]) => from !== to));
}
