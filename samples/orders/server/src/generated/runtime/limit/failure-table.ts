// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import {
  type FailureCount,
  failuresAt,
  forgottenAt,
  lockedFor,
  withFailure,
  withoutFailure,
} from './failures.js';
import type { LimiterEntry, LimiterRule, LimiterSettlement, LimiterState } from './store.js';

/** Keys looked at for one that may be forgotten, when a new one finds the table full. */
const SWEEP = 64;

interface Row {
  readonly rule: LimiterRule;
  count: FailureCount;
}

/**
 * Failures by key, in bounded memory. Keys that no longer lock anybody out stay until their room is needed, for what
 * they say about failures in a row. When none can go, new keys are refused: to count them together would lock out
 * everybody, to evict one would hand its guesses back.
 */
export class FailureTable {
  readonly #rows = new Map<string, Row>();
  readonly #maxKeys: number;
  #sweeper: MapIterator<[string, Row]> = this.#rows.entries();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Milliseconds until the key may take one more failure; 0 where it may now. */
  wait(entry: LimiterEntry, now: number): number {
    const count = this.#count(entry, now);
    if (count !== undefined) return lockedFor(entry.rule, count, now);
    if (this.#rows.size >= this.#maxKeys) this.#sweep(now);
    return this.#rows.size >= this.#maxKeys ? entry.rule.windowMs : 0;
  }

  take(entry: LimiterEntry, now: number): void {
    this.#rows.set(keyOf(entry), { rule: entry.rule, count: withFailure(this.#count(entry, now), now) });
  }

  state(entry: LimiterEntry, waitMs: number, now: number): LimiterState {
    const count = this.#count(entry, now);
    const { rule } = entry;
    return {
      allowed: waitMs === 0,
      remaining: Math.max(0, rule.count - (count?.failures ?? 0)),
      resetMs: count === undefined ? waitMs : Math.max(waitMs, forgottenAt(rule, count) - now),
      retryMs: waitMs,
    };
  }

  settle({ entry, how, chargedAt }: LimiterSettlement): void {
    const key = keyOf(entry);
    const row = this.#rows.get(key);
    if (row === undefined) return;
    if (how === 'refund') row.count = withoutFailure(row.count, chargedAt);
    if (how === 'clear' || row.count.inARow === 0) this.#rows.delete(key);
  }

  #count(entry: LimiterEntry, now: number): FailureCount | undefined {
    const row = this.#rows.get(keyOf(entry));
    return row === undefined ? undefined : failuresAt(entry.rule, row.count, now);
  }

  /** Round and round: forgets a key whose failures no longer count, unless it is at the end of its row. */
  #sweep(now: number): void {
    for (let step = 0; step < SWEEP; step += 1) {
      const { value, done } = this.#sweeper.next();
      if (done === true) {
        this.#sweeper = this.#rows.entries();
        return;
      }
      const [key, { rule, count }] = value;
      if (lockedFor(rule, failuresAt(rule, count, now), now) === 0 && now >= forgottenAt(rule, count)) {
        this.#rows.delete(key);
      }
    }
  }
}

function keyOf({ space, key }: LimiterEntry): string {
  return `${space}\0${key}`;
}
