// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * State of limiters. Each method is one atomic step over all it is given, so that a shared store runs it as one script
 * in one round trip; on a cluster the keys of one service share a hash tag.
 */
export interface LimiterStore {
  readonly name: string;
  /**
   * Whether other processes see the keys. Keys of a shared store are HMACs, so that a dump of it names nobody.
   */
  readonly shared: boolean;
  /**
   * Decides all entries together at `now` (milliseconds since the epoch): either every one is charged, or none is.
   * The answer is synchronous for stores in memory. A rejected promise means that the store is down.
   */
  decide(entries: readonly LimiterEntry[], now: number): LimiterDecision | Promise<LimiterDecision>;
  /** Gives back what was charged, as the outcome of the request asks. */
  settle(settlements: readonly LimiterSettlement[], now: number): void | Promise<void>;
  close?(): Promise<void>;
}

/** What a limiter allows, as the caller's plan has it. Made once per limiter and plan. */
export interface LimiterRule {
  /** Name of the limiter: the same in every plan. */
  readonly name: string;
  /**
   * `gcra`: see `gcra.ts`. `fixed`: see `fixed-window.ts`. `failures`: see `failures.ts`; the cost of an entry is 1.
   */
  readonly algorithm: 'gcra' | 'fixed' | 'failures';
  /** Units per window. */
  readonly count: number;
  readonly windowMs: number;
  /** Units that may be taken at once; the count unless `gcra`. */
  readonly burst: number;
  /** `failures`: most that may follow each other, whatever time passes between them; `null` where there is no end. */
  readonly maxInARow: number | null;
}

/**
 * One limiter's part of a decision. `space` and `key` together name the state and hold no plan, so that a change of
 * plan changes the rule and keeps what was used.
 */
export interface LimiterEntry {
  readonly rule: LimiterRule;
  /** The limiter and what it counts by: names of the document only. */
  readonly space: string;
  /** Who is counted; opaque. */
  readonly key: string;
  /** Units asked for: one or more. */
  readonly cost: number;
}

export interface LimiterDecision {
  readonly allowed: boolean;
  /** One per entry, same order. */
  readonly states: readonly LimiterState[];
}

export interface LimiterState {
  readonly allowed: boolean;
  /** Units left now. */
  readonly remaining: number;
  /** Milliseconds until the limiter is whole again. */
  readonly resetMs: number;
  /** Milliseconds until the same would be allowed; 0 when allowed. */
  readonly retryMs: number;
}

export interface LimiterSettlement {
  readonly entry: LimiterEntry;
  /** `refund`: the units of the entry, as far as time has not given them back. `clear`: everything of the key. */
  readonly how: 'refund' | 'clear';
  /** The `now` of the decision that charged it. */
  readonly chargedAt: number;
  /** When time alone would have made the limiter whole: `chargedAt` plus the `resetMs` of the decision. */
  readonly wholeAt: number;
}
