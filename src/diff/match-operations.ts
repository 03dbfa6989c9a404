import type { SecuredOperation } from './security-model.js';

export interface MatchedOperations {
  /** Operations of the old document by those of the new one. */
  readonly pairs: ReadonlyMap<SecuredOperation, SecuredOperation>;
  readonly added: ReadonlySet<SecuredOperation>;
  readonly removed: readonly SecuredOperation[];
}

/**
 * Which operations are the same in both documents: the same method and path; else the same but for the names of path
 * parameters; else the same operationId at another place, so that moving an operation hides nothing.
 */
export function matchOperations(
  old: readonly SecuredOperation[],
  next: readonly SecuredOperation[],
): MatchedOperations {
  const pairs = new Map<SecuredOperation, SecuredOperation>();
  let left = [...old];
  for (const keyOf of [
    ({ key }: SecuredOperation) => key,
    shapeOf,
    ({ operationId }: SecuredOperation) => operationId,
  ]) {
    const byKey = new Map(left.map((operation) => [keyOf(operation), operation]));
    const matched = new Set<SecuredOperation>();
    for (const operation of next) {
      const key = keyOf(operation);
      const before = key === null || pairs.has(operation) ? undefined : byKey.get(key);
      if (before === undefined || matched.has(before)) continue;
      pairs.set(operation, before);
      matched.add(before);
    }
    left = left.filter((operation) => !matched.has(operation));
  }
  return { pairs, added: new Set(next.filter((operation) => !pairs.has(operation))), removed: left };
}

/** Method and path with the names of its parameters left out. */
function shapeOf({ key }: SecuredOperation): string {
  return key.replace(/\{[^{}]*\}/gu, '{}');
}
