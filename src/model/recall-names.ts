import { operationKey, type OperationToName } from './operation-names.js';

/** What the last run knew an operation by. */
export interface RememberedName {
  /** Its {@link operationKey}. */
  readonly operation: string;
  /** `null` where it had none, or none is known. */
  readonly operationId: string | null;
  readonly name: string;
}

/**
 * The remembered name of each operation, by its key. One whose key is new has the name of an operation that is gone: of
 * the one with its operationId, else of the one with its method and path but for the names of parameters. Where several
 * could be meant, none is.
 */
export function recallNames(
  operations: readonly OperationToName[],
  remembered: readonly RememberedName[],
): ReadonlyMap<string, string> {
  const keys = new Set(operations.map(keyOf));
  const names = new Map(
    remembered.flatMap(({ operation, name }) => (keys.has(operation) ? [[operation, name] as const] : [])),
  );
  const gone = remembered.filter(({ operation }) => !keys.has(operation));
  const fresh = operations.filter((operation) => !names.has(keyOf(operation)));
  const carry = (
    markOf: (operation: OperationToName) => string | null,
    oldMarkOf: (old: RememberedName) => string | null,
  ): void => {
    const oldByMark = uniqueBy(gone, oldMarkOf);
    for (const [mark, operation] of uniqueBy(fresh, markOf)) {
      const old = oldByMark.get(mark);
      if (old !== undefined && !names.has(keyOf(operation))) names.set(keyOf(operation), old.name);
    }
  };
  carry(
    ({ operationId }) => operationId,
    ({ operationId }) => operationId,
  );
  carry(
    (operation) => shape(keyOf(operation)),
    ({ operation }) => shape(operation),
  );
  return names;
}

function keyOf({ method, path }: OperationToName): string {
  return operationKey(method, path);
}

function shape(key: string): string {
  return key.replaceAll(/\{[^{}]*\}/g, '{}');
}

/** Members by their mark, those left out whose mark is `null` or another's too. */
function uniqueBy<T>(members: readonly T[], markOf: (member: T) => string | null): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const repeated = new Set<string>();
  for (const member of members) {
    const mark = markOf(member);
    if (mark === null) continue;
    if (found.has(mark)) repeated.add(mark);
    found.set(mark, member);
  }
  for (const mark of repeated) found.delete(mark);
  return found;
}
