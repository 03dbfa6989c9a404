// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { createHmac, type KeyObject } from 'node:crypto';
import type { LimiterDefinition, LoginDefinition, PlansDefinition } from '../core/definition.js';
import type { Logger } from '../core/logger.js';
import { LoginGuard } from './login-guard.js';
import { LimiterKeys, type LimitSubject } from './limiter-key.js';
import { LimitFields } from './limit-headers.js';
import { allowedWithout, type LimitVerdict, limitVerdict, unavailable } from './limit-verdict.js';
import { type Alarm, type GuardedDecision, type OnFailure, StoreGuard } from './store-guard.js';
import type { LimiterEntry, LimiterRule, LimiterStore } from './store.js';

/** Limiters decided and charged together, prepared once per operation. */
export interface LimiterGroup {
  readonly limiters: readonly GroupedLimiter[];
  readonly onFailure: readonly OnFailure[];
  /** What holds for callers of no plan. */
  readonly standard: GroupRules;
  /** By name of plan; `null` where the document has no plans. */
  readonly plans: ReadonlyMap<string, GroupRules> | null;
}

interface GroupedLimiter {
  readonly keys: LimiterKeys;
  /** Left out for callers it has no key for: a limiter of addresses counts them already (semantics §12). */
  readonly isOptional: boolean;
}

/** One rule per limiter of the group, same order, as a plan has them. */
interface GroupRules {
  readonly rules: readonly LimiterRule[];
  readonly fields: LimitFields;
}

/**
 * Decides rate limits (semantics §5). Limiters of one group are decided and charged together; a refused request
 * charges none of them.
 */
export class RateLimiter {
  readonly #limiters: ReadonlyMap<string, LimiterDefinition>;
  readonly #plans: PlansDefinition | null;
  readonly #ipRateLimit: ReadonlySet<string>;
  readonly #guard: StoreGuard;
  readonly #secret: KeyObject;

  /**
   * @param options.ipRateLimit Names of the limiters charged at stage 4, which operations leave out.
   * @param options.secret Key of the HMAC that hides key components in a shared store; the same in every process.
   */
  constructor(options: {
    readonly limiters: readonly LimiterDefinition[];
    readonly plans: PlansDefinition | null;
    readonly ipRateLimit: readonly string[];
    readonly store: LimiterStore;
    readonly secret: KeyObject;
    readonly log: Logger;
    /** Told of requests that go unlimited while the store is down. */
    readonly alarm: Alarm;
  }) {
    this.#limiters = new Map(options.limiters.map((limiter) => [limiter.name, limiter]));
    this.#plans = options.plans;
    this.#ipRateLimit = new Set(options.ipRateLimit);
    this.#guard = new StoreGuard(options.store, options.log, options.alarm);
    this.#secret = options.secret;
  }

  /** Limiters of stage 4; `null` where the root lists no `ip` limiter. */
  compileRoot(): LimiterGroup | null {
    return this.#group([...this.#ipRateLimit].map((name) => this.#find(name)));
  }

  /**
   * The limiters of an operation that count one unit: `requests` at stage 10, `cost` at stage 16. `null` where there is
   * nothing left to charge.
   *
   * @throws When a name is not a declared limiter: the generator admits none.
   */
  compile(names: readonly string[], unit: LimiterDefinition['unit']): LimiterGroup | null {
    const limiters = names.map((name) => this.#find(name));
    return this.#group(
      limiters.filter(({ name, unit: own }) => own === unit && !this.#ipRateLimit.has(name)),
    );
  }

  /**
   * Charges a group. Synchronous unless the store is shared.
   *
   * @param cost Units of each limiter.
   * @param previous The verdict of an earlier stage, whose readings the headers repeat.
   */
  charge(
    group: LimiterGroup,
    subject: LimitSubject,
    cost: number,
    now: number,
    previous: LimitVerdict | null,
  ): LimitVerdict | Promise<LimitVerdict> {
    const { rules, fields } = rulesFor(group, subject);
    const entries = this.#entries(group, rules, subject, cost);
    if (entries.length === 0) return previous ?? allowedWithout;
    const isWhole = entries.length === rules.length;
    const own = isWhole ? fields : new LimitFields(entries.map(({ rule }) => rule));
    const onFailure = isWhole ? group.onFailure : onFailureOf(group, entries);
    const decision = this.#guard.decide(entries, onFailure, now);
    return decision instanceof Promise
      ? decision.then((settled) => verdictOf(entries, settled, own, now, previous))
      : verdictOf(entries, decision, own, now, previous);
  }

  /** Gives back what a verdict charged, that of earlier stages left alone. */
  refund(verdict: LimitVerdict, now: number): void {
    this.#guard.settle(verdict.refund(), verdict.isLocal, now);
  }

  /** What stands for a name in a store. */
  hide(space: string, key: string): string {
    return createHmac('sha256', this.#secret).update(`${space}\0${key}`).digest('base64url');
  }

  /** Guard of an operation that checks a secret. Its counts stand in the same store. */
  loginGuard(operation: string, definition: LoginDefinition): LoginGuard {
    return new LoginGuard(operation, definition, this.#guard, (space, key) => this.hide(space, key));
  }

  close(): Promise<void> {
    return this.#guard.close();
  }

  #entries(
    { limiters }: LimiterGroup,
    rules: readonly LimiterRule[],
    subject: LimitSubject,
    cost: number,
  ): readonly LimiterEntry[] {
    // Most groups have one limiter, and an array that grows takes room for sixteen more.
    if (limiters.length === 1) {
      const entry = this.#entry(limiters[0]!, rules[0]!, subject, cost);
      return entry === null ? [] : [entry];
    }
    const entries: LimiterEntry[] = [];
    for (let index = 0; index < limiters.length; index += 1) {
      const entry = this.#entry(limiters[index]!, rules[index]!, subject, cost);
      if (entry !== null) entries.push(entry);
    }
    return entries;
  }

  /** `null` where the limiter does not count the caller. */
  #entry(
    { keys, isOptional }: GroupedLimiter,
    rule: LimiterRule,
    subject: LimitSubject,
    cost: number,
  ): LimiterEntry | null {
    if (isOptional && !keys.isComplete(subject)) return null;
    const space = keys.space(subject);
    const key = keys.key(subject);
    return { rule, space, key: this.#guard.shared ? this.hide(space, key) : key, cost };
  }

  #find(name: string): LimiterDefinition {
    const limiter = this.#limiters.get(name);
    if (limiter === undefined) throw new Error(`The document declares no limiter ${JSON.stringify(name)}`);
    return limiter;
  }

  #group(limiters: readonly LimiterDefinition[]): LimiterGroup | null {
    const [first] = limiters;
    if (first === undefined) return null;
    const ipApplies =
      (first.unit === 'requests' && this.#ipRateLimit.size > 0) ||
      limiters.some(({ key }) => isOnly(key, 'ip'));
    const standard = this.#rules(limiters, this.#plans?.default ?? null);
    return {
      limiters: limiters.map((limiter) => ({
        keys: new LimiterKeys(limiter),
        isOptional: ipApplies && isOnly(limiter.key, 'principal'),
      })),
      onFailure: limiters.map(({ onFailure }) => onFailure),
      standard,
      plans:
        this.#plans === null
          ? null
          : new Map(this.#plans.plans.map(({ name }) => [name, this.#rules(limiters, name)])),
    };
  }

  #rules(limiters: readonly LimiterDefinition[], planName: string | null): GroupRules {
    const rates = this.#plans?.plans.find(({ name }) => name === planName)?.rates ?? [];
    const rules = limiters.map((limiter): LimiterRule => {
      const { count, windowSeconds, burst } = rates.find((rate) => rate.limiter === limiter.name) ?? limiter;
      const { name, algorithm } = limiter;
      return { name, algorithm, count, windowMs: windowSeconds * 1000, burst, maxInARow: null };
    });
    return { rules, fields: new LimitFields(rules) };
  }
}

function verdictOf(
  entries: readonly LimiterEntry[],
  decision: GuardedDecision | null,
  fields: LimitFields,
  now: number,
  previous: LimitVerdict | null,
): LimitVerdict {
  return decision === null ? unavailable(previous) : limitVerdict(entries, decision, fields, now, previous);
}

/** Of a group some of whose limiters do not count the caller. */
function onFailureOf(group: LimiterGroup, entries: readonly LimiterEntry[]): readonly OnFailure[] {
  const names = new Set(entries.map(({ rule }) => rule.name));
  return group.onFailure.filter((_, index) => names.has(group.standard.rules[index]!.name));
}

function rulesFor({ plans, standard }: LimiterGroup, { principal }: LimitSubject): GroupRules {
  if (plans === null || principal === null || principal.plan === null) return standard;
  return plans.get(principal.plan) ?? standard;
}

function isOnly(key: LimiterDefinition['key'], component: LimiterDefinition['key'][number]): boolean {
  return key.length === 1 && key[0] === component;
}
