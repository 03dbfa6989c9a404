// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { charged, remaining, waitMs } from './gcra.js';
import type { LimiterDecision, LimiterEntry, LimiterState, LimiterStore } from './store.js';

/** Entries looked at for removal with every new key: more than one, so that the table shrinks while keys arrive. */
const SWEEP = 4;

/**
 * Limiters of one process, in bounded memory. A key that still counts is never evicted, since eviction would reset
 * its limit: when the table is full of such keys, new ones share one overflow key per limiter rule.
 *
 * @param options.maxKeys Keys held at most. Default: 250,000, about 30 MB.
 */
export class MemoryStore implements LimiterStore {
  readonly name = 'memory';
  readonly shared = false;
  readonly #arrivals = new Map<string, number>();
  readonly #overflow = new Map<string, number>();
  readonly #maxKeys: number;
  #sweeper: MapIterator<[string, number]>;

  constructor(options: { readonly maxKeys?: number } = {}) {
    this.#maxKeys = options.maxKeys ?? 250_000;
    this.#sweeper = this.#arrivals.entries();
  }

  /** Keys in the table, those that no longer count included. */
  get size(): number {
    return this.#arrivals.size;
  }

  decide(entries: readonly LimiterEntry[], now: number): LimiterDecision {
    let allowed = true;
    const arrivals = entries.map((entry) => charged(this.#read(entry, now), entry, now));
    const states = entries.map((entry, index) => {
      const after = arrivals[index]!;
      const retryMs = waitMs(after, entry, now);
      if (retryMs > 0) allowed = false;
      return state(retryMs > 0 ? this.#read(entry, now) : after, entry, retryMs, now);
    });
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index]!;
      if (allowed) this.#write(entry, arrivals[index]!, now);
      // Nothing is charged; entries that would have allowed the request report what they had.
      else if (states[index]!.allowed) states[index] = state(this.#read(entry, now), entry, 0, now);
    }
    return { allowed, states };
  }

  #read(entry: LimiterEntry, now: number): number {
    const arrival = this.#arrivals.get(entry.key);
    if (arrival !== undefined) return arrival;
    if (this.#arrivals.size < this.#maxKeys) return now;
    this.#sweep(64, now);
    if (this.#arrivals.size < this.#maxKeys) return now;
    return this.#overflow.get(overflowKey(entry)) ?? now;
  }

  #write(entry: LimiterEntry, arrival: number, now: number): void {
    if (this.#arrivals.has(entry.key)) {
      this.#arrivals.set(entry.key, arrival);
      return;
    }
    this.#sweep(SWEEP, now);
    if (this.#arrivals.size < this.#maxKeys) this.#arrivals.set(entry.key, arrival);
    else this.#overflow.set(overflowKey(entry), arrival);
  }

  /** Looks at the next few entries, round and round, and drops those that are whole again. */
  #sweep(steps: number, now: number): void {
    for (let step = 0; step < steps; step += 1) {
      const { value, done } = this.#sweeper.next();
      if (done === true) {
        this.#sweeper = this.#arrivals.entries();
        return;
      }
      if (value[1] <= now) this.#arrivals.delete(value[0]);
    }
  }
}

function state(arrival: number, entry: LimiterEntry, retryMs: number, now: number): LimiterState {
  return {
    allowed: retryMs === 0,
    remaining: remaining(arrival, entry, now),
    resetMs: Math.max(0, arrival - now),
    retryMs,
  };
}

/** Rules are few and fixed by the document, so the overflow table is as small as the number of limiters. */
function overflowKey(entry: LimiterEntry): string {
  return `${entry.key.slice(0, entry.key.indexOf('\0'))}\0${entry.count}/${entry.windowMs}`;
}
