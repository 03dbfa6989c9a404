import type { Location } from '../diagnostics/diagnostic.js';
import type { Change, ChangeKind, Direction } from './change.js';

/** Where a change stands in the two documents. */
export interface ChangePlace {
  readonly at: Location | null;
  readonly before: Location | null;
}

/** Collects the changes of one thing. */
export class ChangeList {
  readonly #changes: Change[] = [];

  get all(): readonly Change[] {
    return this.#changes;
  }

  add(
    kind: ChangeKind,
    direction: Direction,
    message: string,
    place: ChangePlace,
    reason: string | null = null,
  ): void {
    this.#changes.push({ kind, direction, message, reason, at: place.at, before: place.before });
  }

  /** A change of which nobody can tell whether it lets more through: it counts as weaker. */
  unclear(kind: ChangeKind, message: string, place: ChangePlace, reason: string): void {
    this.add(kind, 'weaker', message, place, reason);
  }

  /** What was compared once, for one more operation. */
  take(changes: readonly Change[]): void {
    this.#changes.push(...changes);
  }
}
