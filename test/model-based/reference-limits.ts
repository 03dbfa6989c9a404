/** Limiters and login guards of §5, with what they remember; `docs/decisions/limits.md` where the semantics leave room. */
import type { Caller, LimiterComponent, RandomApi, RandomLimiter, RandomLogin } from './policy-model.js';

/** Whom a limiter counts. */
export interface Counted {
  readonly address: string;
  readonly caller: LimitedCaller | null;
}

export interface LimitedCaller extends Caller {
  readonly scheme: string;
  readonly client: string | null;
  readonly apiKey: string | null;
}

interface Units {
  readonly used: number;
  /** Milliseconds in which one unit flows back. */
  readonly pace: number;
  readonly at: number;
}

interface Failures {
  readonly failures: number;
  readonly inARow: number;
  readonly since: number;
  readonly last: number;
}

export type LimitAnswer = 'allowed' | 'limited' | 'unavailable';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Sums of fractions are not exact. */
const ROUNDING = 1e-6;

export class ReferenceLimits {
  readonly #api: RandomApi;
  readonly #units = new Map<string, Units>();
  readonly #failures = new Map<string, Failures>();

  constructor(api: RandomApi) {
    this.#api = api;
  }

  /** Root `rateLimit` entries keyed exactly `ip`: charged at stage 4, whatever an operation lists. */
  get ofAddress(): readonly RandomLimiter[] {
    return this.#named(this.#api.rateLimit).filter((limiter) => isOfAddress(limiter));
  }

  /** Limiters of an operation that count one unit, without those of stage 4. */
  of(listed: readonly string[] | false | null, unit: RandomLimiter['unit']): readonly RandomLimiter[] {
    const early = this.ofAddress;
    return this.#named(listed ?? this.#api.rateLimit).filter(
      (limiter) => limiter.unit === unit && !early.includes(limiter),
    );
  }

  #named(names: readonly string[] | false): readonly RandomLimiter[] {
    return (names || []).map((name) => this.#api.limiters.find((limiter) => limiter.name === name)!);
  }

  /** All or nothing. */
  take(
    limiters: readonly RandomLimiter[],
    units: number,
    counted: Counted,
    now: number,
    countsAddress: boolean,
  ): LimitAnswer {
    const charged = limiters.filter(
      ({ key }) => key.join() !== 'principal' || counted.caller !== null || !countsAddress,
    );
    if (units === 0 || charged.length === 0) return 'allowed';
    if (this.#api.store === 'down' && charged.some(({ onFailure }) => onFailure === 'closed')) {
      return 'unavailable';
    }
    const asked = charged.filter((limiter) => this.#counts(limiter));
    const fits = asked.every((limiter) => {
      const used = this.#used(limiter, counted, now);
      return used + units <= this.#burst(limiter, counted) + ROUNDING;
    });
    if (!fits) return 'limited';
    for (const limiter of asked) this.#add(limiter, units, counted, now);
    return 'allowed';
  }

  giveBack(limiters: readonly RandomLimiter[], units: number, counted: Counted, now: number): void {
    if (units === 0) return;
    for (const limiter of limiters) {
      if (this.#counts(limiter)) this.#add(limiter, -units, counted, now);
    }
  }

  /** An open limiter lets pass where nobody can count. */
  #counts({ onFailure }: RandomLimiter): boolean {
    return this.#api.store === 'up' || onFailure === 'local';
  }

  #add(limiter: RandomLimiter, units: number, counted: Counted, now: number): void {
    const used = Math.max(0, this.#used(limiter, counted, now) + units);
    const pace = (limiter.window * HOUR) / this.#count(limiter, counted);
    this.#units.set(keyOf(limiter, counted), { used, pace, at: now });
  }

  #used(limiter: RandomLimiter, counted: Counted, now: number): number {
    const units = this.#units.get(keyOf(limiter, counted));
    if (units === undefined) return 0;
    if (limiter.algorithm === 'gcra') return Math.max(0, units.used - (now - units.at) / units.pace);
    const length = limiter.window * HOUR;
    return Math.floor(now / length) === Math.floor(units.at / length) ? units.used : 0;
  }

  #count({ name, count }: RandomLimiter, { caller }: Counted): number {
    const { plans } = this.#api;
    if (plans === null) return count;
    const plan = caller?.plan;
    return plans[plan === 'free' || plan === 'pro' ? plan : plans.default][name] ?? count;
  }

  #burst(limiter: RandomLimiter, counted: Counted): number {
    return limiter.burst ?? this.#count(limiter, counted);
  }

  /** Reserves one failure for the account and the address. */
  reserve(guard: GuardedLogin, now: number): LimitAnswer {
    if (this.#api.store === 'down') return 'unavailable';
    const entries = entriesOf(guard);
    const isFree = entries.every(({ key, count, maxInARow }) => {
      const found = this.#failuresOf(key, count, now);
      return found.inARow < maxInARow && now >= lockedUntil(found, count);
    });
    if (!isFree) return 'limited';
    for (const { key, count } of entries) {
      const found = this.#failuresOf(key, count, now);
      this.#failures.set(key, {
        failures: found.failures + 1,
        inARow: found.inARow + 1,
        since: found.failures === 0 ? now : found.since,
        last: now,
      });
    }
    return 'allowed';
  }

  /** What is neither right nor wrong is given back; success clears the account, and gives the address its failure back. */
  settle(guard: GuardedLogin, how: 'succeeded' | 'unjudged'): void {
    for (const { key, isAccount } of entriesOf(guard)) {
      if (isAccount && how === 'succeeded') {
        this.#failures.delete(key);
        continue;
      }
      const found = this.#failures.get(key)!;
      this.#failures.set(key, { ...found, failures: found.failures - 1, inARow: found.inARow - 1 });
    }
  }

  #failuresOf(key: string, count: number, now: number): Failures {
    const found = this.#failures.get(key);
    if (found === undefined) return { failures: 0, inARow: 0, since: now, last: now };
    // A window that is over, or a time as quiet as the lock was long.
    const over =
      found.failures < count ? found.since + HOUR : lockedUntil(found, count) + lock(found.failures, count);
    return now >= over ? { ...found, failures: 0 } : found;
  }
}

export interface GuardedLogin extends RandomLogin {
  readonly operation: number;
  readonly address: string;
  readonly account: string | null;
}

interface LoginEntry {
  readonly key: string;
  readonly count: number;
  readonly maxInARow: number;
  readonly isAccount: boolean;
}

function entriesOf({ operation, address, account, perAccount, perIp }: GuardedLogin): readonly LoginEntry[] {
  const space = `login ${String(operation)}`;
  const byAddress = {
    key: `${space} ip ${address}`,
    count: perIp,
    maxInARow: Number.POSITIVE_INFINITY,
    isAccount: false,
  };
  if (account === null) return [byAddress];
  // §5: the trimmed, NFKC, case-folded name.
  const name = account.trim().normalize('NFKC').toLowerCase();
  return [{ key: `${space} account ${name}`, count: perAccount, maxInARow: 100, isAccount: true }, byAddress];
}

function lock(failures: number, count: number): number {
  return Math.min(DAY, HOUR * 2 ** (failures - count));
}

function lockedUntil({ failures, last }: Failures, count: number): number {
  return failures < count ? 0 : last + lock(failures, count);
}

export function isOfAddress({ key, unit }: RandomLimiter): boolean {
  return unit === 'requests' && key.join() === 'ip';
}

/** A missing component falls back to the address. */
function keyOf({ name, key }: RandomLimiter, { address, caller }: Counted): string {
  const parts = key.map((component) => valueOf(component, caller) ?? `address ${address}`);
  return [name, ...parts].join(' | ');
}

function valueOf(component: LimiterComponent, caller: LimitedCaller | null): string | null {
  const named = (value: string | null): string | null => (value === null ? null : `${component} ${value}`);
  switch (component) {
    case 'ip':
      return null;
    case 'global':
      return 'global';
    case 'principal':
      return caller === null ? null : named(`${caller.scheme} ${caller.id}`);
    default:
      return caller === null ? null : named(caller[component]);
  }
}
