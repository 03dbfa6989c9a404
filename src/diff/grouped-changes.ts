import type { Change, Direction, OperationChanges, SecurityDiff } from './change.js';

/** A change with the operations it concerns. */
export interface GroupedChange {
  readonly change: Change;
  /** Document order; empty: it concerns every operation. */
  readonly operations: readonly OperationChanges[];
}

export const directions: readonly Direction[] = ['weaker', 'stronger', 'neutral'];

/** Every change once, with the operations it concerns: those of all first, then in the order they are met. */
export function groupChanges(diff: SecurityDiff, direction: Direction): readonly GroupedChange[] {
  const groups = new Map<Change, OperationChanges[]>();
  for (const change of diff.api) groups.set(change, []);
  const everywhere = new Set(diff.api);
  for (const operation of diff.operations) {
    for (const change of operation.changes) {
      if (everywhere.has(change)) continue;
      const known = groups.get(change);
      if (known === undefined) groups.set(change, [operation]);
      else known.push(operation);
    }
  }
  return [...groups]
    .filter(([change]) => change.direction === direction)
    .map(([change, operations]) => ({ change, operations }));
}

/** How many changes have a direction, each counted once. */
export function countChanges(diff: SecurityDiff): Readonly<Record<Direction, number>> {
  return {
    weaker: groupChanges(diff, 'weaker').length,
    stronger: groupChanges(diff, 'stronger').length,
    neutral: groupChanges(diff, 'neutral').length,
  };
}

/** How many operations are weaker, stronger or neutral by what concerns them alone, and how many are unchanged. */
export function countOperations({
  operations,
  unchanged,
}: SecurityDiff): Readonly<Record<Direction | 'unchanged', number>> {
  const of = (direction: Direction): number =>
    operations.filter((operation) => operation.direction === direction).length;
  return { weaker: of('weaker'), stronger: of('stronger'), neutral: of('neutral'), unchanged };
}
