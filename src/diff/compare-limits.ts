/** How often an operation may be called, at what cost, and how many logins may fail. */
import { quoted } from '../diagnostics/quoted.js';
import type { LimiterDefinition, PlansDefinition, RateDefinition } from '../runtime/core/definition.js';
import type { Change, Direction } from './change.js';
import { ChangeList } from './change-list.js';
import { isSame } from './compare-access.js';
import type { Comparison, OperationPair } from './comparison.js';
import { isSubset } from './role-admission.js';

/** Changes of every limiter that both documents have, by its name. */
export function compareLimiters(comparison: Comparison): ReadonlyMap<string, readonly Change[]> {
  const { old, next } = comparison;
  const changes = new Map<string, readonly Change[]>();
  for (const limiter of next.model.limiters) {
    const before = limiterOf(old.model.limiters, limiter.name);
    if (before === null) continue;
    const list = new ChangeList();
    compareLimiter(before, limiter, comparison, list);
    comparePlans(before, limiter, comparison, list);
    changes.set(limiter.name, list.all);
  }
  return changes;
}

/** The limiters that are charged, and what of them changed. */
export function compareCharged(
  charged: { readonly old: readonly string[]; readonly next: readonly string[] },
  place: ReturnType<Comparison['memberPlace']>,
  comparison: Comparison,
  known: ReadonlyMap<string, readonly Change[]>,
  changes: ChangeList,
): void {
  const added = charged.next.filter((name) => !charged.old.includes(name));
  for (const name of charged.old) {
    if (charged.next.includes(name)) {
      changes.take(known.get(name) ?? []);
      continue;
    }
    const definition = limiterOf(comparison.old.model.limiters, name);
    const renamed = added.find((other) =>
      isSame(unnamed(definition), unnamed(limiterOf(comparison.next.model.limiters, other))),
    );
    if (renamed === undefined) {
      changes.add('rate-limit', 'weaker', `The limiter ${quoted(name)} is not charged any more.`, place);
    } else {
      added.splice(added.indexOf(renamed), 1);
      changes.add('rate-limit', 'neutral', `The limiter ${quoted(name)} is now ${quoted(renamed)}.`, place);
    }
  }
  for (const name of added) {
    changes.add('rate-limit', 'stronger', `The limiter ${quoted(name)} is charged.`, place);
  }
}

export function compareCost(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const { old, next } = pair;
  if (old.cost === next.cost) return;
  changes.add(
    'cost',
    next.cost < old.cost ? 'weaker' : 'stronger',
    `A call costs ${String(next.cost)}, not ${String(old.cost)}.`,
    comparison.memberPlace(pair, 'cost'),
  );
}

export function compareLogin(pair: OperationPair, comparison: Comparison, changes: ChangeList): void {
  const [old, next] = [pair.old.login, pair.next.login];
  const place = comparison.memberPlace(pair, 'login');
  if (old === null || next === null) {
    if (old === next) return;
    changes.add(
      'login',
      next === null ? 'weaker' : 'stronger',
      next === null ? 'Failed logins are not counted any more.' : 'Failed logins are counted.',
      place,
    );
    return;
  }
  if (!isSame(old.account, next.account)) {
    const at = comparison.memberPlace(pair, 'login.account');
    if (next.account === null) {
      changes.add('login', 'weaker', 'Failed logins are counted by address alone, not by account.', at);
    } else if (old.account === null) {
      changes.add('login', 'stronger', 'Failed logins are counted by account too.', at);
    } else {
      changes.unclear(
        'login',
        'The account that failed logins are counted for stands elsewhere in the request.',
        at,
        'The account that the handler looks at may be the other.',
      );
    }
  }
  for (const member of ['perAccount', 'perIp'] as const) {
    const direction = compareRates(plain(old[member]), plain(next[member]));
    if (direction === null) continue;
    const who = member === 'perAccount' ? 'an account' : 'an address';
    changes.add(
      'login',
      direction,
      `${rateText(next[member])} logins of ${who} may fail; it was ${rateText(old[member])}.`,
      comparison.memberPlace(pair, `login.${member}`),
    );
  }
}

function compareLimiter(
  old: LimiterDefinition,
  next: LimiterDefinition,
  comparison: Comparison,
  changes: ChangeList,
): void {
  const at = (member: string): ReturnType<Comparison['rootPlace']> =>
    comparison.rootPlace('x-security', 'limiters', next.name, member);
  const name = `The limiter ${quoted(next.name)}`;
  const rates = compareRates(plain(old), plain(next));
  if (rates !== null) {
    const text = `${name} allows ${rateText(next)}; it was ${rateText(old)}.`;
    changes.add('rate-limit', rates, text, at('rate'));
  }
  // A burst that follows the rate has been spoken of.
  if (old.burst !== next.burst && !(old.burst === old.count && next.burst === next.count)) {
    changes.add(
      'rate-limit',
      next.burst > old.burst ? 'weaker' : 'stronger',
      `${name} lets ${String(next.burst)} come at once; it was ${String(old.burst)}.`,
      at('burst'),
    );
  }
  if (!isSame([...old.key].sort(), [...next.key].sort())) compareKeys(old, next, name, at('key'), changes);
  if (old.algorithm !== next.algorithm) {
    // Two windows of the calendar meet: twice the count may come at once there.
    const weaker = next.algorithm === 'fixed';
    changes.add(
      'rate-limit',
      weaker ? 'weaker' : 'stronger',
      weaker ? `${name} counts windows of the calendar, not evenly.` : `${name} counts evenly.`,
      at('algorithm'),
    );
  }
  if (old.unit !== next.unit) {
    changes.unclear(
      'rate-limit',
      `${name} counts ${next.unit}, not ${old.unit}.`,
      at('unit'),
      'What a call takes, and when, is not comparable.',
    );
  }
  if (old.onFailure !== next.onFailure) {
    const strict = ['open', 'local', 'closed'];
    const weaker = strict.indexOf(next.onFailure) < strict.indexOf(old.onFailure);
    const effects = {
      open: 'lets everything pass',
      local: 'counts in each process alone',
      closed: 'lets nothing pass',
    };
    changes.add(
      'rate-limit',
      weaker ? 'weaker' : 'stronger',
      `${name} ${effects[next.onFailure]} while its store is down; it was ${old.onFailure}.`,
      at('onFailure'),
    );
  }
}

function compareKeys(
  old: LimiterDefinition,
  next: LimiterDefinition,
  name: string,
  place: ReturnType<Comparison['rootPlace']>,
  changes: ChangeList,
): void {
  const text = `${name} counts by ${next.key.join('+')}, not by ${old.key.join('+')}.`;
  // Fewer parts: more callers share one count.
  if (isSubset(keyParts(next), keyParts(old))) changes.add('rate-limit', 'stronger', text, place);
  else if (isSubset(keyParts(old), keyParts(next))) changes.add('rate-limit', 'weaker', text, place);
  else changes.unclear('rate-limit', text, place, 'Which callers share a count is not comparable.');
}

function keyParts({ key }: LimiterDefinition): ReadonlySet<string> {
  return new Set(key.filter((part) => part !== 'global'));
}

/** The rates of the limiter in every plan of either document; those without a plan of their own have the default's. */
function comparePlans(
  old: LimiterDefinition,
  next: LimiterDefinition,
  { old: oldSide, next: nextSide }: Comparison,
  changes: ChangeList,
): void {
  const [oldPlans, nextPlans] = [oldSide.model.plans, nextSide.model.plans];
  if (isSame(oldPlans, nextPlans)) return;
  const names = new Set([...planNames(oldPlans), ...planNames(nextPlans)]);
  for (const plan of [null, ...names]) {
    const was = inPlan(old, oldPlans, plan);
    const is = inPlan(next, nextPlans, plan);
    // A declared burst holds in every plan, and is compared as the limiter's.
    if (isSame(was, plain(old)) && isSame(is, plain(next))) continue;
    const direction = compareRates(was, is);
    if (direction === null) continue;
    const tokens = ['x-security', 'plans', ...(plan === null ? ['default'] : [plan, next.name])];
    const who = plan === null ? 'callers without a plan' : `callers with the plan ${quoted(plan)}`;
    changes.add(
      'rate-limit',
      direction,
      `The limiter ${quoted(next.name)} allows ${who} ${rateText(is)}; it was ${rateText(was)}.`,
      { at: nextSide.places.root(...tokens), before: oldSide.places.root(...tokens) },
    );
  }
}

function planNames(plans: PlansDefinition | null): readonly string[] {
  return plans?.plans.map(({ name }) => name) ?? [];
}

interface Rate extends RateDefinition {
  readonly burst: number;
}

function inPlan(limiter: LimiterDefinition, plans: PlansDefinition | null, plan: string | null): Rate {
  const own = plans?.plans.find(({ name }) => name === plan);
  const effective = own ?? plans?.plans.find(({ name }) => name === plans.default);
  return plain(effective?.rates.find((rate) => rate.limiter === limiter.name) ?? limiter);
}

function plain({ count, windowSeconds }: RateDefinition): Rate {
  return { count, windowSeconds, burst: count };
}

/** `null` where both allow the same. */
function compareRates(old: Rate, next: Rate): Direction | null {
  const [was, is] = [old.count / old.windowSeconds, next.count / next.windowSeconds];
  if (is > was || next.burst > old.burst) return 'weaker';
  return is < was || next.burst < old.burst ? 'stronger' : null;
}

function rateText({ count, windowSeconds }: RateDefinition): string {
  for (const [unit, seconds] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (windowSeconds % seconds === 0) return `${String(count)}/${String(windowSeconds / seconds)}${unit}`;
  }
  return `${String(count)}/${String(windowSeconds)}s`;
}

function limiterOf(limiters: readonly LimiterDefinition[], name: string): LimiterDefinition | null {
  return limiters.find((limiter) => limiter.name === name) ?? null;
}

function unnamed(limiter: LimiterDefinition | null): Omit<LimiterDefinition, 'name'> | null {
  if (limiter === null) return null;
  const { name: _name, ...rest } = limiter;
  return rest;
}
