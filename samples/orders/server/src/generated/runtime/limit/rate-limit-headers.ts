// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { LimiterState } from './store.js';

/** One limiter's share in a decision. */
export interface LimitReading {
  readonly name: string;
  readonly count: number;
  readonly state: LimiterState;
}

/**
 * `X-RateLimit-*` for the tightest limiter, and the `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers-11 for
 * all (semantics §5). The draft is not a standard: this module is the one place that knows its form.
 */
export function rateLimitHeaders(readings: readonly LimitReading[], policy: string, now: number): string[] {
  let tightest = readings[0]!;
  let list = '';
  for (const reading of readings) {
    if (isTighter(reading, tightest)) tightest = reading;
    list += list === '' ? '' : ', ';
    list += `"${reading.name}";r=${reading.state.remaining};t=${seconds(waitOf(reading.state))}`;
  }
  const { state } = tightest;
  return [
    'X-RateLimit-Limit',
    String(tightest.count),
    'X-RateLimit-Remaining',
    String(state.remaining),
    'X-RateLimit-Reset',
    String(Math.ceil((now + state.resetMs) / 1000)),
    'RateLimit-Policy',
    policy,
    'RateLimit',
    list,
  ];
}

/** Value of `RateLimit-Policy`: constant per set of limiters. */
export function rateLimitPolicy(
  limiters: readonly { readonly name: string; readonly count: number; readonly windowSeconds: number }[],
): string {
  return limiters
    .map(({ name, count, windowSeconds }) => `"${name}";q=${count};w=${windowSeconds}`)
    .join(', ');
}

/**
 * Seconds for `Retry-After`: never earlier than the longest wait, spread upward by up to a tenth so that refused
 * clients do not return together.
 */
export function retryAfter(readings: readonly LimitReading[]): number {
  let wait = 1;
  for (const { state } of readings) if (!state.allowed) wait = Math.max(wait, seconds(state.retryMs));
  return wait + Math.floor(Math.random() * (1 + wait / 10));
}

function isTighter(a: LimitReading, b: LimitReading): boolean {
  if (a.state.allowed !== b.state.allowed) return !a.state.allowed;
  if (!a.state.allowed) return a.state.retryMs > b.state.retryMs;
  return a.state.remaining < b.state.remaining;
}

function waitOf(state: LimiterState): number {
  return state.allowed ? state.resetMs : state.retryMs;
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
