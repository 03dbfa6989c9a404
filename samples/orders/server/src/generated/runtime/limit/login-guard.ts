// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { LoginDefinition } from '../core/definition.js';
import { accountName } from './account-name.js';
import { retryAfter } from './limit-headers.js';
import type { GuardedDecision, OnFailure, StoreGuard } from './store-guard.js';
import type { LimiterEntry, LimiterRule, LimiterSettlement } from './store.js';

/** NIST SP 800-63B-4 §3.2.2. */
const MAX_IN_A_ROW = 100;

/** What a guard says of an attempt. */
export type LoginVerdict =
  | { readonly outcome: 'allowed'; readonly reserved: ReservedFailure }
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number }
  | { readonly outcome: 'unavailable' };

/** One failure of an account and an address, counted before it happened. What is not settled stays counted. */
export interface ReservedFailure {
  /** The secret was right: the account starts anew, the address has its failure back. */
  succeed(now: number): void;
  /** Nothing was said about the secret. */
  release(now: number): void;
}

/**
 * Stops guessing of passwords and codes (semantics §5, Login guard). A failure is reserved for the account and for the
 * address before anybody looks at the secret, so that parallel guesses cannot outrun the count. Accounts are known by
 * an HMAC of their name; whether there is such an account plays no part.
 */
export class LoginGuard {
  readonly #guard: StoreGuard;
  readonly #hide: (space: string, key: string) => string;
  readonly #account: LimiterRule;
  readonly #address: LimiterRule;
  readonly #space: string;

  /**
   * @param name What the secret is of, an operation: a success of one must not clear the failures of another.
   * @param hide HMAC of a key.
   */
  constructor(
    name: string,
    { perAccount, perIp }: Pick<LoginDefinition, 'perAccount' | 'perIp'>,
    guard: StoreGuard,
    hide: (space: string, key: string) => string,
  ) {
    this.#guard = guard;
    this.#hide = hide;
    this.#space = `login\0${name}`;
    this.#account = rule('login-account', perAccount, MAX_IN_A_ROW);
    // An address is many people: their successes do not end its row.
    this.#address = rule('login-ip', perIp, null);
  }

  /**
   * Reserves one failure. Synchronous unless the store is shared.
   *
   * @param account As the request names it; `null` counts the address alone.
   */
  reserve(ip: string, account: string | null, now: number): LoginVerdict | Promise<LoginVerdict> {
    const address = this.#entry(this.#address, 'ip', ip);
    const entries =
      account === null ? [address] : [this.#entry(this.#account, 'account', accountName(account)), address];
    const decision = this.#guard.decide(entries, CLOSED, now);
    return decision instanceof Promise
      ? decision.then((settled) => this.#verdict(entries, settled, now))
      : this.#verdict(entries, decision, now);
  }

  #entry(by: LimiterRule, component: string, value: string): LimiterEntry {
    const space = `${this.#space}\0${component}`;
    return { rule: by, space, key: this.#hide(space, value), cost: 1 };
  }

  #verdict(entries: readonly LimiterEntry[], decision: GuardedDecision | null, now: number): LoginVerdict {
    if (decision === null) return { outcome: 'unavailable' };
    const { allowed, states } = decision;
    if (allowed) return { outcome: 'allowed', reserved: new Reservation(entries, this.#guard, now) };
    let waitMs = 0;
    for (const { retryMs } of states) waitMs = Math.max(waitMs, retryMs);
    return { outcome: 'limited', retryAfterSeconds: retryAfter(waitMs) };
  }
}

/** Login guards do not let pass what they cannot count (semantics §5, Store failure). */
const CLOSED: readonly OnFailure[] = ['closed', 'closed'];

class Reservation implements ReservedFailure {
  readonly #entries: readonly LimiterEntry[];
  readonly #guard: StoreGuard;
  readonly #now: number;

  constructor(entries: readonly LimiterEntry[], guard: StoreGuard, now: number) {
    this.#entries = entries;
    this.#guard = guard;
    this.#now = now;
  }

  succeed(now: number): void {
    this.#settle('clear', now);
  }

  release(now: number): void {
    this.#settle('refund', now);
  }

  #settle(account: LimiterSettlement['how'], now: number): void {
    const settlements = this.#entries.map((entry): LimiterSettlement => {
      const how = entry.rule.maxInARow === null ? 'refund' : account;
      return { entry, how, chargedAt: this.#now, wholeAt: this.#now + entry.rule.windowMs };
    });
    this.#guard.settle(settlements, false, now);
  }
}

function rule(name: string, rate: LoginDefinition['perIp'], maxInARow: number | null): LimiterRule {
  const { count, windowSeconds } = rate;
  return { name, algorithm: 'failures', count, windowMs: windowSeconds * 1000, burst: count, maxInARow };
}
