// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Logger } from '../core/logger.js';
import { MemoryStore } from './memory-store.js';
import type { LimiterDecision, LimiterEntry, LimiterStore } from './store.js';

export type OnFailure = 'local' | 'open' | 'closed';

/** Longest wait for a shared store (semantics §5). */
const BUDGET_MS = 50;
const FAILURES_TO_OPEN = 5;
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/**
 * Asks a shared store within its budget. After five failures in a row it is left alone for a second, doubling to half
 * a minute (circuit breaker). While it is down each limiter does what its `onFailure` says.
 */
export class StoreGuard {
  readonly #store: LimiterStore;
  readonly #local = new MemoryStore();
  readonly #log: Logger;
  #failures = 0;
  #pauseMs = MIN_PAUSE_MS;
  #pausedUntil = 0;

  constructor(store: LimiterStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** The decision, or `null` when a limiter with `onFailure: closed` could not be asked. */
  async decide(
    entries: readonly LimiterEntry[],
    onFailure: readonly OnFailure[],
    now: number,
  ): Promise<LimiterDecision | null> {
    if (now < this.#pausedUntil) return this.#without(entries, onFailure, now);
    let timer: NodeJS.Timeout | undefined;
    try {
      const decision = await Promise.race([
        this.#store.decide(entries, now),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error(`No answer within ${BUDGET_MS} ms`)), BUDGET_MS);
        }),
      ]);
      this.#failures = 0;
      this.#pauseMs = MIN_PAUSE_MS;
      return decision;
    } catch (error) {
      this.#failed(error, now);
      return this.#without(entries, onFailure, now);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#store.close?.() ?? Promise.resolve();
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
  ): LimiterDecision | null {
    if (onFailure.includes('closed')) return null;
    const local = this.#local.decide(
      entries.filter((_, index) => onFailure[index] === 'local'),
      now,
    );
    let position = 0;
    return {
      allowed: local.allowed,
      states: entries.map((entry, index) =>
        onFailure[index] === 'local'
          ? local.states[position++]!
          : { allowed: true, remaining: entry.burst, resetMs: 0, retryMs: 0 },
      ),
    };
  }
}
