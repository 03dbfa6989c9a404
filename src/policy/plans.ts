import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { LimiterDefinition, PlanDefinition, PlansDefinition } from '../runtime/core/definition.js';
import type { Limiters } from './limiters.js';
import { suggestion } from './nearest-name.js';
import { parseRate } from './quantities.js';

/**
 * The plans of a document (semantics §5). A plan replaces rates of limiters that know the caller: names of others are
 * errors, and so is a default that is no plan.
 *
 * @param declared the root's `plans`, as far as they are valid
 * @param ipRateLimit limiters that are charged before anybody knows who calls
 */
export function readPlans(
  declared: Json | undefined,
  limiters: Limiters,
  ipRateLimit: readonly string[],
  origins: Origins,
  diagnostics: Diagnostics,
): PlansDefinition | null {
  if (!isJsonObject(declared)) return null;
  const named = Object.entries(declared).filter((entry): entry is [string, JsonObject] =>
    isJsonObject(entry[1]),
  );
  const fallback = typeof declared['default'] === 'string' ? declared['default'] : '';
  const names = named.map(([name]) => name);
  if (!names.includes(fallback)) {
    diagnostics.report(
      'undefined-plan',
      origins.member(declared, 'default'),
      `There is no plan ${quoted(fallback)}.`,
      { help: suggestion(fallback, names) },
    );
  }
  const checked = new PlanRates(limiters, ipRateLimit, origins, diagnostics);
  return { default: fallback, plans: named.map(([name, rates]) => checked.read(name, rates)) };
}

/** Plans without rates of limiters that nothing charges. */
export function usedPlans(plans: PlansDefinition, used: readonly LimiterDefinition[]): PlansDefinition {
  const names = new Set(used.map(({ name }) => name));
  return {
    default: plans.default,
    plans: plans.plans.map(({ name, rates }) => ({
      name,
      rates: rates.filter(({ limiter }) => names.has(limiter)),
    })),
  };
}

class PlanRates {
  readonly #limiters: Limiters;
  readonly #ipRateLimit: readonly string[];
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;

  constructor(
    limiters: Limiters,
    ipRateLimit: readonly string[],
    origins: Origins,
    diagnostics: Diagnostics,
  ) {
    this.#limiters = limiters;
    this.#ipRateLimit = ipRateLimit;
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  read(name: string, rates: JsonObject): PlanDefinition {
    return {
      name,
      rates: Object.entries(rates).flatMap(([limiter, rate]) => {
        if (typeof rate !== 'string' || !this.#check(limiter, rates)) return [];
        const { count, windowSeconds } = parseRate(rate);
        // A declared burst is not part of the rate: it holds in every plan.
        return [{ limiter, count, windowSeconds, burst: this.#limiters.declaredBurst(limiter) ?? count }];
      }),
    };
  }

  #check(limiter: string, rates: JsonObject): boolean {
    const at = this.#origins.member(rates, limiter, 'key');
    if (!this.#limiters.names.has(limiter)) {
      this.#diagnostics.report('undefined-limiter', at, `There is no limiter ${quoted(limiter)}.`, {
        help: suggestion(limiter, this.#limiters.names),
      });
      return false;
    }
    if (this.#ipRateLimit.includes(limiter)) {
      this.#diagnostics.report(
        'plan-limiter-misfit',
        at,
        `The limiter ${quoted(limiter)} counts addresses, before anybody knows the caller’s plan.`,
      );
      return false;
    }
    return true;
  }
}
