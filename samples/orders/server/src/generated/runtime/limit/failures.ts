// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Counts failures against guessing (semantics §5, Login guard). So many may happen in a window that starts with the
 * first; then each one locks the key: for a window after the first too many, twice as long after the next, a day at
 * most. A key that stayed quiet for as long again as it was last locked starts anew.
 *
 * What happens in a row, without a success between, is counted beside the window: a patient guesser stays below the
 * window's count for ever, and is stopped at `maxInARow` (NIST SP 800-63B-4 §3.2.2).
 */
import type { LimiterRule } from './store.js';

export interface FailureCount {
  /** In the window, and since it was overrun. */
  readonly failures: number;
  readonly inARow: number;
  /** Milliseconds since the epoch: when the window started. */
  readonly since: number;
  /** When the last failure was counted. */
  readonly last: number;
}

const LONGEST_LOCK_MS = 86_400_000;

/** The key at `now`: what a window that is over, or a quiet time, left of it. */
export function failuresAt(rule: LimiterRule, count: FailureCount, now: number): FailureCount {
  return count.failures > 0 && now >= forgottenAt(rule, count) ? { ...count, failures: 0 } : count;
}

/** Milliseconds until one more attempt may fail; 0 where it may now. */
export function lockedFor(rule: LimiterRule, count: FailureCount, now: number): number {
  if (rule.maxInARow !== null && count.inARow >= rule.maxInARow) return LONGEST_LOCK_MS;
  return Math.max(0, lockedUntil(rule, count) - now);
}

export function withFailure(count: FailureCount | undefined, now: number): FailureCount {
  if (count === undefined) return { failures: 1, inARow: 1, since: now, last: now };
  const { failures, inARow, since } = count;
  return { failures: failures + 1, inARow: inARow + 1, since: failures === 0 ? now : since, last: now };
}

/** Without the failure that was counted at `chargedAt`; a window that started later does not hold it. */
export function withoutFailure(count: FailureCount, chargedAt: number): FailureCount {
  const isOfWindow = count.failures > 0 && count.since <= chargedAt;
  return {
    ...count,
    failures: isOfWindow ? count.failures - 1 : count.failures,
    inARow: Math.max(0, count.inARow - 1),
  };
}

/** When the failures of the window no longer count; those in a row may still. */
export function forgottenAt(rule: LimiterRule, count: FailureCount): number {
  const { failures, since } = count;
  if (failures < rule.count) return since + rule.windowMs;
  return lockedUntil(rule, count) + lockMs(rule, failures);
}

function lockedUntil(rule: LimiterRule, { failures, last }: FailureCount): number {
  return failures < rule.count ? 0 : last + lockMs(rule, failures);
}

function lockMs({ count, windowMs }: LimiterRule, failures: number): number {
  return Math.max(windowMs, Math.min(LONGEST_LOCK_MS, windowMs * 2 ** (failures - count)));
}
