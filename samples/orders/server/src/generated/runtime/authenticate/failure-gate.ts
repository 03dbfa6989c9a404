// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Stops password guessing before it costs a hash. A failure is reserved before the password is checked and given back
 * when it was right, so that parallel guesses cannot outrun the count.
 */
import { hash } from 'node:crypto';

const ACCOUNT = { failures: 10, windowMs: 15 * 60_000 } as const;
const ADDRESS = { failures: 50, windowMs: 60 * 60_000 } as const;
const MAX_KEYS = 50_000;
/** A full table is searched for ended counts no more often. */
const SWEEP_PAUSE_MS = 10_000;

interface Count {
  failures: number;
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/** What {@link FailureGate.reserve} took. */
export interface Reservation {
  /** The password was right: the account's failures from this address are forgotten. */
  succeed(): void;
  /** The password was not checked. */
  release(): void;
}

export class FailureGate {
  readonly #counts = new Map<string, Count>();
  #sweptAt = -Infinity;

  /**
   * Reserves one failure of an account from an address (10 in 15 minutes) and of the address (50 in an hour).
   *
   * @returns Milliseconds to wait where either is used up.
   */
  reserve(ip: string, account: string, now: number): Reservation | number {
    const accountKey = hash('sha256', `${ip} ${accountName(account)}`, 'base64');
    const addressKey = hash('sha256', ip, 'base64');
    const wait = Math.max(
      this.#wait(accountKey, ACCOUNT.failures, now),
      this.#wait(addressKey, ADDRESS.failures, now),
    );
    if (wait > 0) return wait;
    if (this.#counts.size + 2 > MAX_KEYS) this.#sweep(now);
    // A live count is never evicted: forgetting one would hand its guesses back.
    if (this.#counts.size + 2 > MAX_KEYS && !(this.#counts.has(accountKey) && this.#counts.has(addressKey))) {
      return ACCOUNT.windowMs;
    }
    const accountCount = this.#take(accountKey, ACCOUNT.windowMs, now);
    const addressCount = this.#take(addressKey, ADDRESS.windowMs, now);
    const release = (): void => {
      this.#giveBack(accountKey, accountCount);
      this.#giveBack(addressKey, addressCount);
    };
    return {
      release,
      succeed: () => {
        release();
        if (this.#counts.get(accountKey) === accountCount) this.#counts.delete(accountKey);
      },
    };
  }

  #wait(key: string, allowed: number, now: number): number {
    const count = this.#counts.get(key);
    return count === undefined || count.failures < allowed ? 0 : Math.max(0, count.endsAt - now);
  }

  #take(key: string, windowMs: number, now: number): Count {
    let count = this.#counts.get(key);
    if (count === undefined || count.endsAt <= now) {
      count = { failures: 0, endsAt: now + windowMs };
      this.#counts.set(key, count);
    }
    count.failures += 1;
    return count;
  }

  #giveBack(key: string, count: Count): void {
    count.failures -= 1;
    if (count.failures <= 0 && this.#counts.get(key) === count) this.#counts.delete(key);
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_PAUSE_MS) return;
    this.#sweptAt = now;
    for (const [key, count] of this.#counts) if (count.endsAt <= now) this.#counts.delete(key);
  }
}

/** Spellings a user store may treat as one account count as one. */
function accountName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}
