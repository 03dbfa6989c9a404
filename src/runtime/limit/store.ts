/** Shared state of limiters: one small interface, one atomic decision per request. */
export interface LimiterStore {
  readonly name: string;
  /**
   * Decides all entries together at `now` (milliseconds): either every one is charged, or none is.
   * Synchronous for stores in memory.
   */
  decide(entries: readonly LimiterEntry[], now: number): LimiterDecision | Promise<LimiterDecision>;
  close?(): Promise<void>;
}

export interface LimiterEntry {
  /** Opaque key: limiter name and HMAC of its components. */
  readonly key: string;
  readonly count: number;
  readonly windowMs: number;
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
