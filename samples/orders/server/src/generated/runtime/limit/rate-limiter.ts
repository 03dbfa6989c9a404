// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { createHmac, type KeyObject } from 'node:crypto';
import type { LimiterDefinition, LimiterKey } from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import type { Principal } from '../core/principal.js';
import { type LimitReading, rateLimitHeaders, rateLimitPolicy, retryAfter } from './rate-limit-headers.js';
import { type OnFailure, StoreGuard } from './store-guard.js';
import type { LimiterDecision, LimiterEntry, LimiterStore } from './store.js';

/** Whom a request is counted for. The exchange implements it. */
export interface LimitSubject {
  /** Client address as limiters see it: IPv4, or the /64 of an IPv6 address. */
  readonly ip: string;
  readonly principal: Principal | null;
}

export interface LimitVerdict {
  readonly outcome: 'allowed' | 'limited' | 'unavailable';
  /** Flat list for the reply; covers the verdict it followed too. */
  readonly headers: readonly string[];
  /** Names of the limiters that refused. */
  readonly violated: readonly string[];
  readonly readings: readonly LimitReading[];
  /** Value of `RateLimit-Policy` for the readings. */
  readonly policy: string;
}

const NONE: readonly string[] = [];

const NOTHING_CHARGED: LimitVerdict = {
  outcome: 'allowed',
  headers: NONE,
  violated: NONE,
  readings: [],
  policy: '',
};

/** The usual verdict. Its headers are written when they are asked for: those of stage 4 rarely are. */
class Decided implements LimitVerdict {
  readonly outcome: 'allowed' | 'limited';
  readonly violated: readonly string[];
  readonly readings: readonly LimitReading[];
  readonly policy: string;
  readonly #now: number;

  constructor(allowed: boolean, readings: readonly LimitReading[], policy: string, now: number) {
    this.outcome = allowed ? 'allowed' : 'limited';
    this.violated = allowed ? NONE : readings.filter(({ state }) => !state.allowed).map(({ name }) => name);
    this.readings = readings;
    this.policy = policy;
    this.#now = now;
  }

  get headers(): readonly string[] {
    const headers = rateLimitHeaders(this.readings, this.policy, this.#now);
    if (this.outcome === 'limited') headers.push('Retry-After', String(retryAfter(this.readings)));
    return headers;
  }
}

/** Limiters charged together, prepared once per operation. */
export interface LimitPlan {
  readonly limiters: readonly LimiterDefinition[];
  /** Whether an `ip` limiter covers the request anyway: anonymous callers then need no fallback (semantics §12). */
  readonly ipApplies: boolean;
  readonly policy: string;
  readonly onFailure: readonly OnFailure[];
}

/**
 * Decides rate limits (semantics §5). Limiters of one plan are decided and charged together; a refused request charges
 * none of them.
 */
export class RateLimiter {
  readonly #limiters: ReadonlyMap<string, LimiterDefinition>;
  readonly #ipRateLimit: ReadonlySet<string>;
  readonly #store: LimiterStore;
  readonly #guard: StoreGuard;
  readonly #secret: KeyObject;

  /**
   * @param options.ipRateLimit Names of the limiters charged at stage 4, which stage 10 leaves out.
   * @param options.secret Key of the HMAC that hides key components in a shared store; the same in every process.
   */
  constructor(options: {
    readonly limiters: readonly LimiterDefinition[];
    readonly ipRateLimit: readonly string[];
    readonly store: LimiterStore;
    readonly secret: KeyObject;
    readonly log: Logger;
  }) {
    this.#limiters = new Map(options.limiters.map((limiter) => [limiter.name, limiter]));
    this.#ipRateLimit = new Set(options.ipRateLimit);
    this.#store = options.store;
    this.#guard = new StoreGuard(options.store, options.log);
    this.#secret = options.secret;
  }

  /** Plan of stage 4; `null` where the root lists no `ip` limiter. */
  compileRoot(): LimitPlan | null {
    return this.#plan([...this.#ipRateLimit]);
  }

  /**
   * Plan of an operation's stage 10; `null` where there is nothing left to charge.
   *
   * @throws When a name is not a declared limiter: the generator admits none.
   */
  compile(names: readonly string[]): LimitPlan | null {
    return this.#plan(names.filter((name) => !this.#ipRateLimit.has(name)));
  }

  /**
   * Charges a plan. Synchronous unless the store is shared.
   *
   * @param previous The verdict of stage 4, whose readings the headers repeat.
   */
  charge(
    plan: LimitPlan,
    subject: LimitSubject,
    now: number,
    previous: LimitVerdict | null = null,
  ): LimitVerdict | Promise<LimitVerdict> {
    const { limiters } = plan;
    const keys = limiters.map((limiter) => this.#key(limiter, subject, plan.ipApplies));
    const isWhole = !keys.includes(null);
    const charged = isWhole ? limiters : limiters.filter((_, index) => keys[index] !== null);
    if (charged.length === 0) return previous ?? NOTHING_CHARGED;
    const counted = isWhole ? keys : keys.filter((key) => key !== null);
    const entries = charged.map(({ count, windowSeconds, burst }, index): LimiterEntry => ({
      key: counted[index]!,
      count,
      windowMs: windowSeconds * 1000,
      burst,
      cost: 1,
    }));
    const own = isWhole ? plan.policy : rateLimitPolicy(charged);
    const policy = previous === null || previous.policy === '' ? own : `${previous.policy}, ${own}`;
    if (!this.#store.shared) {
      const decision = this.#store.decide(entries, now);
      if (!(decision instanceof Promise)) return verdict(decision, charged, policy, previous, now);
    }
    const onFailure = charged.map((limiter) => limiter.onFailure);
    return this.#guard
      .decide(entries, onFailure, now)
      .then((decision) =>
        decision === null ? unavailable() : verdict(decision, charged, policy, previous, now),
      );
  }

  close(): Promise<void> {
    return this.#guard.close();
  }

  #plan(names: readonly string[]): LimitPlan | null {
    if (names.length === 0) return null;
    const limiters = names.map((name) => {
      const limiter = this.#limiters.get(name);
      if (limiter === undefined) throw new Error(`The document declares no limiter ${JSON.stringify(name)}`);
      return limiter;
    });
    return {
      limiters,
      ipApplies:
        this.#ipRateLimit.size > 0 || limiters.some(({ key }) => key.length === 1 && key[0] === 'ip'),
      policy: rateLimitPolicy(limiters),
      onFailure: limiters.map(({ onFailure }) => onFailure),
    };
  }

  /** `null` when the limiter does not count this caller. */
  #key(limiter: LimiterDefinition, subject: LimitSubject, ipApplies: boolean): string | null {
    let text = '';
    for (const component of limiter.key) {
      const value = componentValue(component, subject);
      if (value === null) {
        if (ipApplies && component === 'principal' && limiter.key.length === 1) return null;
        text += `\0ip\0${subject.ip}`;
      } else {
        text += value;
      }
    }
    if (this.#store.shared) text = `\0${createHmac('sha256', this.#secret).update(text).digest('base64url')}`;
    return limiter.name + text;
  }
}

/** Lengths stand before values that senders or issuers choose, so that no two subjects share a key by concatenation. */
function componentValue(component: LimiterKey, { ip, principal }: LimitSubject): string | null {
  switch (component) {
    case 'ip':
      return `\0ip\0${ip}`;
    case 'global':
      return '\0global';
    case 'principal':
      return principal === null
        ? null
        : `\0principal\0${principal.scheme}\0${principal.id.length}:${principal.id}`;
    case 'client':
      return tagged('client', principal?.client);
    case 'apiKey':
      return tagged('apiKey', principal?.apiKey);
    case 'tenant':
      return tagged('tenant', principal?.tenant);
  }
}

function tagged(tag: string, value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : `\0${tag}\0${value.length}:${value}`;
}

function verdict(
  decision: LimiterDecision,
  charged: readonly LimiterDefinition[],
  policy: string,
  previous: LimitVerdict | null,
  now: number,
): LimitVerdict {
  const own = charged.map(({ name, count }, index): LimitReading => {
    return { name, count, state: decision.states[index]! };
  });
  const readings = previous === null ? own : previous.readings.concat(own);
  return new Decided(decision.allowed, readings, policy, now);
}

function unavailable(): LimitVerdict {
  const seconds = 1 + Math.floor(Math.random() * 4);
  return {
    outcome: 'unavailable',
    headers: ['Retry-After', String(seconds)],
    violated: [],
    readings: [],
    policy: '',
  };
}
