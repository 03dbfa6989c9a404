// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { LimiterRule, LimiterState } from './store.js';

/** One limiter's share in a decision. */
export interface LimitReading {
  readonly rule: LimiterRule;
  readonly state: LimiterState;
}

/** Longest spread of `Retry-After`: a client that waits for a month need not wait for three days more. */
const MAX_SPREAD_SECONDS = 60;

/**
 * `X-RateLimit-*` for the tightest limiter, and the `RateLimit` fields of
 * draft-ietf-httpapi-ratelimit-headers-11 for all (semantics §5). The draft is not a standard: this module is the one
 * place that knows its form. Names of limiters need no escape (RFC 9651 §3.3.3): the vocabulary admits none that would.
 *
 * @param policy Value of `RateLimit-Policy` for the readings.
 * @returns Field lines, each with its CRLF.
 */
export function limitLines(readings: readonly LimitReading[], policy: string, now: number): string {
  let tightest = readings[0]!;
  let list = '';
  for (const reading of readings) {
    const { rule, state } = reading;
    if (isTighter(state, tightest.state)) tightest = reading;
    const wait = state.allowed ? state.resetMs : state.retryMs;
    list += `${list === '' ? '"' : ', "'}${rule.name}";r=${state.remaining};t=${Math.ceil(wait / 1000)}`;
  }
  const { rule, state } = tightest;
  return (
    `X-RateLimit-Limit: ${rule.count}\r\nX-RateLimit-Remaining: ${state.remaining}\r\n` +
    `X-RateLimit-Reset: ${Math.ceil((now + state.resetMs) / 1000)}\r\n` +
    `RateLimit-Policy: ${policy}\r\nRateLimit: ${list}\r\n`
  );
}

/**
 * Value of `RateLimit-Policy`: constant per set of limiters. The unit `qu` stands nowhere: it defaults to requests, and
 * none is registered for costs.
 */
export function limitPolicy(rules: readonly LimiterRule[]): string {
  return rules
    .map(({ name, count, windowMs }) => {
      if (!/^[\w.-]+$/.test(name)) throw new TypeError('The name of a limiter cannot stand in a header');
      return `"${name}";q=${count};w=${Math.ceil(windowMs / 1000)}`;
    })
    .join(', ');
}

/**
 * Seconds for `Retry-After`: never earlier than the longest wait, spread upward by up to a tenth so that refused
 * clients do not return together.
 */
export function retryAfter(waitMs: number): number {
  const wait = Math.max(1, Math.ceil(waitMs / 1000));
  return wait + Math.floor(Math.random() * (1 + Math.min(MAX_SPREAD_SECONDS, wait / 10)));
}

function isTighter(a: LimiterState, b: LimiterState): boolean {
  if (a.allowed !== b.allowed) return !a.allowed;
  return a.allowed ? a.remaining < b.remaining : a.retryMs > b.retryMs;
}
