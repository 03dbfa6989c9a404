// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Logger } from '../core/logger.js';
import { isThenable } from '../core/thenable.js';
import { MemoryStore } from './memory-store.js';
import type { LimiterDecision, LimiterEntry, LimiterSettlement, LimiterStore } from './store.js';

export type OnFailure = 'local' | 'open' | 'closed';

/** A decision, and who made it: whoever charged must settle. */
export interface GuardedDecision extends LimiterDecision {
  /** The store was down, and this process counted for itself. */
  readonly isLocal?: boolean;
}

/** Longest wait for a shared store (semantics §5). */
const BUDGET_MS = 50;
const FAILURES_TO_OPEN = 5;
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
/** Requests let through unlimited are told of at once, and then once a minute. */
const ALARM_INTERVAL_MS = 60_000;

/** Records that a guard does not work as it should: a slug, and how many requests it concerns. */
export type Alarm = (reason: string, count: number) => void;

/**
 * Asks a store within its budget. After five failures in a row it is left alone for a second, doubling to half a minute
 * (circuit breaker). While it is down each limiter does what its `onFailure` says.
 */
export class StoreGuard {
  readonly #store: LimiterStore;
  readonly #local = new MemoryStore();
  readonly #log: Logger;
  #failures = 0;
  #pauseMs = MIN_PAUSE_MS;
  #pausedUntil = 0;
  readonly #alarm: Alarm;
  #unlimited = 0;
  #alarmedAt = -ALARM_INTERVAL_MS;

  /** @param alarm Told of requests that limiters with `onFailure: open` let through while the store is down. */
  constructor(store: LimiterStore, log: Logger, alarm: Alarm) {
    this.#store = store;
    this.#log = log;
    this.#alarm = alarm;
  }

  /** See {@link LimiterStore.shared}. */
  get shared(): boolean {
    return this.#store.shared;
  }

  /** The decision, or `null` when a limiter with `onFailure: closed` could not be asked. */
  decide(
    entries: readonly LimiterEntry[],
    onFailure: readonly OnFailure[],
    now: number,
  ): GuardedDecision | null | Promise<GuardedDecision | null> {
    if (now < this.#pausedUntil) return this.#without(entries, onFailure, now);
    let decision: LimiterDecision | Promise<LimiterDecision>;
    try {
      decision = this.#store.decide(entries, now);
    } catch (error) {
      this.#failed(error, now);
      return this.#without(entries, onFailure, now);
    }
    return isThenable(decision) ? this.#wait(decision, entries, onFailure, now) : decision;
  }

  /**
   * Nobody waits for a shared store to settle. What is lost stays charged until time gives it back.
   *
   * @param isLocal Where the decision was made.
   */
  settle(settlements: readonly LimiterSettlement[], isLocal: boolean, now: number): void {
    if (settlements.length === 0) return;
    if (isLocal) {
      this.#local.settle(settlements, now);
      return;
    }
    try {
      const settled = this.#store.settle(settlements, now);
      if (!isThenable(settled)) return;
      withinBudget(settled).catch((error: unknown) => this.#failed(error, now));
    } catch (error) {
      this.#failed(error, now);
    }
  }

  close(): Promise<void> {
    this.#tellUnlimited();
    return this.#store.close?.() ?? Promise.resolve();
  }

  async #wait(
    decision: PromiseLike<LimiterDecision>,
    entries: readonly LimiterEntry[],
    onFailure: readonly OnFailure[],
    now: number,
  ): Promise<GuardedDecision | null> {
    try {
      const decided = await withinBudget(decision);
      this.#failures = 0;
      this.#pauseMs = MIN_PAUSE_MS;
      this.#tellUnlimited();
      return decided;
    } catch (error) {
      this.#failed(error, now);
      return this.#without(entries, onFailure, now);
    }
  }

  #failed(error: unknown, now: number): void {
    this.#failures += 1;
    this.#log.error('The limiter store did not answer', {
      store: this.#store.name,
      error: error instanceof Error ? error.message : String(error),
    });
    if (this.#failures < FAILURES_TO_OPEN) return;
    this.#pausedUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
  }

  #without(
    entries: readonly LimiterEntry[],
    onFailure: readonly OnFailure[],
    now: number,
  ): GuardedDecision | null {
    if (onFailure.includes('closed')) return null;
    const local = this.#local.decide(
      entries.filter((_, index) => onFailure[index] === 'local'),
      now,
    );
    if (local.allowed && onFailure.includes('open')) this.#letThrough(now);
    let position = 0;
    return {
      isLocal: true,
      allowed: local.allowed,
      states: entries.map(({ rule }, index) =>
        onFailure[index] === 'local'
          ? local.states[position++]!
          : { allowed: true, remaining: rule.burst, resetMs: 0, retryMs: 0 },
      ),
    };
  }

  #letThrough(now: number): void {
    this.#unlimited += 1;
    if (now - this.#alarmedAt < ALARM_INTERVAL_MS) return;
    this.#alarmedAt = now;
    this.#tellUnlimited();
  }

  #tellUnlimited(): void {
    if (this.#unlimited > 0) this.#alarm('limiter-open', this.#unlimited);
    this.#unlimited = 0;
  }
}

async function withinBudget<T>(answer: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      answer,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`No answer within ${BUDGET_MS} ms`)), BUDGET_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
