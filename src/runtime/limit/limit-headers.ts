import { flatText } from '../core/flat-text.js';
import type { LimiterRule, LimiterState } from './store.js';

/** Longest spread of `Retry-After`: a client that waits for a month need not wait for three days more. */
const MAX_SPREAD_SECONDS = 60;

/**
 * What limiters that are decided together say in header fields: `X-RateLimit-*` for the tightest of them, and the
 * `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers-11 for all (semantics §5). The draft is not a standard: this
 * module is the one place that knows its form. Everything but the numbers is put together once.
 */
export class LimitFields {
  readonly #rules: readonly LimiterRule[];
  /** By limiter: what stands before the units it has left, in `X-RateLimit-Remaining` and in `RateLimit`. */
  readonly #remaining: readonly string[];
  readonly #items: readonly string[];
  /** From the reset time to the first item. */
  readonly #policy: string;
  /** The fields that these were asked to follow, and what came of it. */
  #previous: LimitFields | null = null;
  #joined: LimitFields = this;

  /** @param rules One or more, in the order of the states that come later. */
  constructor(rules: readonly LimiterRule[]) {
    this.#rules = rules;
    this.#remaining = rules.map(({ count }) =>
      flatText(`X-RateLimit-Limit: ${count}\r\nX-RateLimit-Remaining: `),
    );
    this.#items = rules.map(({ name }, index) => flatText(`${index === 0 ? '"' : ', "'}${name}";r=`));
    this.#policy = flatText(`\r\nRateLimit-Policy: ${limitPolicy(rules)}\r\nRateLimit: `);
  }

  /** The fields of an earlier stage and these. Earlier stages are few: the last answer is kept. */
  after(previous: LimitFields): LimitFields {
    if (this.#previous !== previous) {
      this.#previous = previous;
      this.#joined = new LimitFields([...previous.#rules, ...this.#rules]);
    }
    return this.#joined;
  }

  /**
   * @param states One per rule, same order.
   * @returns Field lines, each with its CRLF.
   */
  lines(states: readonly LimiterState[], now: number): string {
    let tightest = 0;
    let list = '';
    for (let index = 0; index < states.length; index += 1) {
      const state = states[index]!;
      if (isTighter(state, states[tightest]!)) tightest = index;
      const wait = state.allowed ? state.resetMs : state.retryMs;
      list += `${this.#items[index]!}${state.remaining};t=${Math.ceil(wait / 1000)}`;
    }
    const { remaining, resetMs } = states[tightest]!;
    return (
      `${this.#remaining[tightest]!}${remaining}\r\nX-RateLimit-Reset: ${Math.ceil((now + resetMs) / 1000)}` +
      `${this.#policy}${list}\r\n`
    );
  }
}

/**
 * Value of `RateLimit-Policy`. The unit `qu` stands nowhere: it defaults to requests, and none is registered for costs.
 * Names of limiters need no escape (RFC 9651 §3.3.3): the vocabulary admits none that would.
 */
function limitPolicy(rules: readonly LimiterRule[]): string {
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
