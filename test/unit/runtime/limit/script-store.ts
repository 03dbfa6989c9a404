import type {
  LimiterDecision,
  LimiterEntry,
  LimiterSettlement,
  LimiterState,
  LimiterStore,
} from '../../../../src/runtime/limit/store.js';

/**
 * A shared store as one in Redis would be: a hash of numbers per key, and one script per method that reads every key
 * of its call, decides, and writes all or none. Written from the comments of `store.ts` and the rules, and from nothing
 * else of the runtime, so that it also says whether these are enough.
 */
export class ScriptStore implements LimiterStore {
  readonly name = 'script';
  readonly shared = true;
  readonly hashes = new Map<string, Readonly<Record<string, number>>>();
  readonly calls: string[] = [];

  decide(entries: readonly LimiterEntry[], now: number): Promise<LimiterDecision> {
    this.calls.push(`decide ${entries.map(({ rule }) => rule.name).join(' ')}`);
    return Promise.resolve(this.decideNow(entries, now));
  }

  settle(settlements: readonly LimiterSettlement[], now: number): Promise<void> {
    this.calls.push(`settle ${settlements.map(({ entry, how }) => `${entry.rule.name}:${how}`).join(' ')}`);
    for (const settlement of settlements) this.#settleOne(settlement, now);
    return Promise.resolve();
  }

  decideNow(entries: readonly LimiterEntry[], now: number): LimiterDecision {
    const read = entries.map((entry) => look(entry, this.hashes.get(keyOf(entry)), now));
    const allowed = read.every(({ waitMs }) => waitMs === 0);
    if (allowed)
      for (const [index, entry] of entries.entries()) this.hashes.set(keyOf(entry), read[index]!.after);
    return {
      allowed,
      states: read.map(({ waitMs, before, afterwards }) => state(waitMs, allowed ? afterwards : before)),
    };
  }

  #settleOne({ entry, how, chargedAt, wholeAt }: LimiterSettlement, now: number): void {
    const key = keyOf(entry);
    const hash = this.hashes.get(key);
    if (hash === undefined) return;
    const { rule, cost } = entry;
    if (how === 'clear') this.hashes.delete(key);
    else if (rule.algorithm === 'gcra') {
      const held = Math.max(0, Math.min(cost, ((wholeAt - now) * rule.count) / rule.windowMs));
      this.hashes.set(key, { ...hash, whole: hash['whole']! - held * hash['pace']! });
    } else if (rule.algorithm === 'fixed') {
      if (hash['end'] === wholeAt) this.hashes.set(key, { ...hash, used: Math.max(0, hash['used']! - cost) });
    } else {
      const row = hash['row']! - 1;
      const ofWindow = hash['failures']! > 0 && hash['since']! <= chargedAt;
      if (row <= 0) this.hashes.delete(key);
      else this.hashes.set(key, { ...hash, row, failures: hash['failures']! - (ofWindow ? 1 : 0) });
    }
  }
}

interface Looked {
  readonly waitMs: number;
  readonly after: Readonly<Record<string, number>>;
  readonly before: { readonly remaining: number; readonly resetMs: number };
  readonly afterwards: { readonly remaining: number; readonly resetMs: number };
}

function look(
  { rule, cost }: LimiterEntry,
  hash: Readonly<Record<string, number>> | undefined,
  now: number,
): Looked {
  const { count, windowMs, burst, maxInARow } = rule;
  if (rule.algorithm === 'gcra') {
    const pace = windowMs / count;
    const held = Math.max(0, (hash?.['whole'] ?? 0) - now);
    const used = held === 0 ? 0 : held / hash!['pace']!;
    const over = used + cost - burst;
    return {
      waitMs: over > Math.min(0.5, 1e-6 + 5e-4 / pace) ? over * (held === 0 ? pace : hash!['pace']!) : 0,
      after: { whole: now + (used + cost) * pace, pace },
      before: { remaining: left(burst - used), resetMs: held },
      afterwards: { remaining: left(burst - used - cost), resetMs: (used + cost) * pace },
    };
  }
  if (rule.algorithm === 'fixed') {
    const end = now - (now % windowMs) + windowMs;
    const live = (hash?.['end'] ?? 0) > now;
    const used = live ? hash!['used']! : 0;
    const until = (live ? hash!['end']! : end) - now;
    const fits = used + cost <= count;
    return {
      waitMs: fits ? 0 : until,
      after: { end, used: used + cost },
      before: { remaining: left(count - used), resetMs: live || !fits ? until : 0 },
      afterwards: { remaining: count - used - cost, resetMs: end - now },
    };
  }
  const lock = (failures: number): number =>
    Math.max(windowMs, Math.min(86_400_000, windowMs * 2 ** (failures - count)));
  const over = (failures: number, since: number, last: number): number =>
    failures < count ? since + windowMs : last + 2 * lock(failures);
  const known = hash ?? { failures: 0, row: 0, since: now, last: now };
  const past =
    hash !== undefined &&
    known['failures']! > 0 &&
    now >= over(known['failures']!, known['since']!, known['last']!);
  const failures = past ? 0 : known['failures']!;
  const row = known['row']!;
  const locked = failures < count ? 0 : Math.max(0, known['last']! + lock(failures) - now);
  const waitMs = maxInARow !== null && row >= maxInARow ? 86_400_000 : locked;
  const since = failures === 0 ? now : known['since']!;
  return {
    waitMs,
    after: { failures: failures + 1, row: row + 1, since, last: now },
    before: {
      remaining: Math.max(0, count - failures),
      resetMs:
        hash === undefined ? waitMs : Math.max(waitMs, over(failures, known['since']!, known['last']!) - now),
    },
    afterwards: {
      remaining: Math.max(0, count - failures - 1),
      resetMs: Math.max(0, over(failures + 1, since, now) - now),
    },
  };
}

function state(waitMs: number, { remaining, resetMs }: Looked['before']): LimiterState {
  return { allowed: waitMs === 0, remaining, resetMs, retryMs: waitMs };
}

function left(units: number): number {
  return Math.max(0, Math.floor(units + 1e-3));
}

function keyOf({ space, key }: LimiterEntry): string {
  return `{orders}${space}\0${key}`;
}
