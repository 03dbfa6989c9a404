// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Shared state of limiters: one small interface, one atomic decision per request. */
export interface LimiterStore {
  readonly name: string;
  /**
   * Whether other processes see the keys. Keys of a shared store are HMACs, so that a dump of it names nobody.
   */
  readonly shared: boolean;
  /**
   * Decides all entries together at `now` (milliseconds since the epoch): either every one is charged, or none is.
   * The answer is synchronous for stores in memory, and is valid until the next call. A rejected promise means that
   * the store is down.
   */
  decide(entries: readonly LimiterEntry[], now: number): LimiterDecision | Promise<LimiterDecision>;
  close?(): Promise<void>;
}

export interface LimiterEntry {
  /** Opaque: limiter name and key components. */
  readonly key: string;
  /** Requests per window. */
  readonly count: number;
  readonly windowMs: number;
  /** Requests that may come at once. */
  readonly burst: number;
  readonly cost: number;
}

export interface LimiterDecision {
  readonly allowed: boolean;
  /** One per entry, same order. */
  readonly states: readonly LimiterState[];
}

export interface LimiterState {
  readonly allowed: boolean;
  /** Requests left now. */
  readonly remaining: number;
  /** Milliseconds until the limiter is whole again. */
  readonly resetMs: number;
  /** Milliseconds until one more would be allowed; 0 when allowed. */
  readonly retryMs: number;
}
