import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fieldList } from '../../../../src/runtime/core/field-lines.js';
import type { LimiterDefinition, PlansDefinition } from '../../../../src/runtime/core/definition.js';
import type { Logger } from '../../../../src/runtime/core/logger.js';
import type { Principal } from '../../../../src/runtime/core/principal.js';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import type { LimitVerdict } from '../../../../src/runtime/limit/limit-verdict.js';
import type { LimitSubject } from '../../../../src/runtime/limit/limiter-key.js';
import { type LimiterGroup, RateLimiter } from '../../../../src/runtime/limit/rate-limiter.js';
import type { LimiterDecision, LimiterEntry, LimiterStore } from '../../../../src/runtime/limit/store.js';

const limiter = (
  name: string,
  key: LimiterDefinition['key'],
  count: number,
  more: Partial<LimiterDefinition> = {},
) => ({
  name,
  key,
  count,
  windowSeconds: 60,
  burst: count,
  algorithm: 'gcra' as const,
  unit: 'requests' as const,
  onFailure: 'local' as const,
  ...more,
});

const principal = (id: string, more: Partial<Principal> = {}): Principal => ({
  id,
  client: null,
  apiKey: null,
  scheme: 'oauth',
  scopes: [],
  roles: [],
  tenant: null,
  plan: null,
  claims: {},
  ...more,
});

const anonymous = (ip: string) => ({ ip, principal: null });

const errors: string[] = [];
const alarms: (readonly [string, number])[] = [];
const log: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message) => errors.push(message),
};

const alarm = (reason: string, count: number): void => {
  alarms.push([reason, count]);
};

function limits(
  limiters: LimiterDefinition[],
  ipRateLimit: string[] = [],
  store: LimiterStore = new MemoryStore(),
  plans: PlansDefinition | null = null,
) {
  const secret = createSecretKey(Buffer.alloc(32, 1));
  return new RateLimiter({ limiters, plans, ipRateLimit, store, secret, log, alarm });
}

const charge = (
  rates: RateLimiter,
  group: LimiterGroup,
  subject: LimitSubject,
  now: number,
  previous: LimitVerdict | null = null,
) => rates.charge(group, subject, 1, now, previous);

function sync(verdict: LimitVerdict | Promise<LimitVerdict>): LimitVerdict {
  if (verdict instanceof Promise) throw new Error('The memory store answers synchronously');
  return verdict;
}

const record = (headers: readonly string[]) => {
  const pairs: [string, string][] = [];
  for (let index = 0; index < headers.length; index += 2) pairs.push([headers[index]!, headers[index + 1]!]);
  return Object.fromEntries(pairs);
};

describe('RateLimiter', () => {
  it('names every limiter in the headers and the tightest in X-RateLimit', () => {
    const rates = limits([limiter('ip', ['ip'], 300), limiter('user', ['principal'], 2)], ['ip']);
    const subject = { ip: '192.0.2.1', principal: principal('ann') };
    const now = 1_000_000_000_000;
    const root = sync(charge(rates, rates.compileRoot()!, subject, now));
    const verdict = sync(charge(rates, rates.compile(['ip', 'user'], 'requests')!, subject, now, root));
    expect(verdict.outcome).toBe('allowed');
    expect(record(fieldList(verdict.lines))).toEqual({
      'X-RateLimit-Limit': '2',
      'X-RateLimit-Remaining': '1',
      'X-RateLimit-Reset': '1000000030',
      'RateLimit-Policy': '"ip";q=300;w=60, "user";q=2;w=60',
      RateLimit: '"ip";r=299;t=1, "user";r=1;t=30',
    });
  });

  it('refuses with Retry-After never earlier than the wait', () => {
    const rates = limits([limiter('user', ['principal'], 2)]);
    const plan = rates.compile(['user'], 'requests')!;
    const subject = { ip: '192.0.2.1', principal: principal('ann') };
    sync(charge(rates, plan, subject, 0));
    sync(charge(rates, plan, subject, 0));
    const verdict = sync(charge(rates, plan, subject, 0));
    expect(verdict.outcome).toBe('limited');
    expect(verdict.violated).toEqual(['user']);
    const headers = record(fieldList(verdict.lines));
    expect(headers['RateLimit']).toBe('"user";r=0;t=30');
    expect(Number(headers['Retry-After'])).toBeGreaterThanOrEqual(30);
    expect(Number(headers['Retry-After'])).toBeLessThanOrEqual(34);
  });

  it('counts each principal, client, key and tenant apart, also when one name is part of another', () => {
    const rates = limits([
      limiter('principal', ['principal'], 1),
      limiter('client', ['client'], 1),
      limiter('apiKey', ['apiKey'], 1),
      limiter('pair', ['tenant', 'principal'], 1),
      limiter('global', ['global'], 1),
    ]);
    const ask = (name: string, who: Principal) =>
      sync(charge(rates, rates.compile([name], 'requests')!, { ip: '192.0.2.1', principal: who }, 0)).outcome;
    expect(ask('principal', principal('a'))).toBe('allowed');
    expect(ask('principal', principal('a'))).toBe('limited');
    expect(ask('principal', principal('b'))).toBe('allowed');
    expect(ask('principal', principal('a', { scheme: 'key' }))).toBe('allowed');
    expect(ask('client', principal('a', { client: 'x' }))).toBe('allowed');
    expect(ask('client', principal('b', { client: 'x' }))).toBe('limited');
    expect(ask('apiKey', principal('a', { apiKey: 'k' }))).toBe('allowed');
    expect(ask('apiKey', principal('b', { apiKey: 'k' }))).toBe('limited');
    expect(ask('pair', principal('b', { tenant: 'a' }))).toBe('allowed');
    expect(ask('pair', principal('a', { tenant: 'b' }))).toBe('allowed');
    expect(ask('pair', principal('a\0principal\0oauth\x001:b', { tenant: 'a' }))).toBe('allowed');
    expect(ask('pair', principal('b', { tenant: 'a' }))).toBe('limited');
    expect(ask('global', principal('a'))).toBe('allowed');
    expect(ask('global', principal('b'))).toBe('limited');
  });

  it('counts anonymous callers by IP where no ip limiter applies, and not twice where one does', () => {
    const alone = limits([limiter('user', ['principal'], 1)]);
    const plan = alone.compile(['user'], 'requests')!;
    expect(sync(charge(alone, plan, anonymous('192.0.2.1'), 0)).outcome).toBe('allowed');
    expect(sync(charge(alone, plan, anonymous('192.0.2.1'), 0)).outcome).toBe('limited');
    expect(sync(charge(alone, plan, anonymous('192.0.2.2'), 0)).outcome).toBe('allowed');

    const both = limits([limiter('ip', ['ip'], 300), limiter('user', ['principal'], 1)], ['ip']);
    const root = sync(charge(both, both.compileRoot()!, anonymous('192.0.2.1'), 0));
    for (let request = 0; request < 5; request += 1) {
      const verdict = sync(
        charge(both, both.compile(['ip', 'user'], 'requests')!, anonymous('192.0.2.1'), 0, root),
      );
      expect(verdict).toBe(root);
    }
  });

  it('charges nothing at stage 10 when only root ip limiters are listed', () => {
    expect(limits([limiter('ip', ['ip'], 300)], ['ip']).compile(['ip'], 'requests')).toBeNull();
    expect(limits([limiter('ip', ['ip'], 300)]).compileRoot()).toBeNull();
  });

  it('refuses to compile a limiter nobody declared', () => {
    expect(() => limits([]).compile(['toString'], 'requests')).toThrow('declares no limiter "toString"');
  });
});

type StoreAnswer = (entries: readonly LimiterEntry[], now: number) => Promise<LimiterDecision>;

describe('RateLimiter with a shared store', () => {
  class SharedStore implements LimiterStore {
    readonly name = 'shared';
    readonly shared = true;
    readonly keys: string[] = [];
    calls = 0;
    readonly answer: StoreAnswer;
    constructor(answer: StoreAnswer) {
      this.answer = answer;
    }
    settle() {
      return Promise.resolve();
    }
    decide(entries: readonly LimiterEntry[], now: number) {
      this.calls += 1;
      this.keys.push(...entries.map(({ key }) => key));
      return this.answer(entries, now);
    }
  }
  const down = () => new SharedStore(() => Promise.reject(new Error('connection refused')));
  const subject = { ip: '192.0.2.7', principal: principal('ann@example.com') };

  it('hides key components behind an HMAC', async () => {
    const inner = new MemoryStore();
    const store = new SharedStore((entries, now) => Promise.resolve(inner.decide(entries, now)));
    const rates = limits([limiter('user', ['principal'], 1)], [], store);
    expect((await charge(rates, rates.compile(['user'], 'requests')!, subject, 0)).outcome).toBe('allowed');
    expect((await charge(rates, rates.compile(['user'], 'requests')!, subject, 0)).outcome).toBe('limited');
    expect(store.keys[0]).toBe(store.keys[1]);
    expect(store.keys[0]).not.toContain('ann');
  });

  it.each([
    ['local', ['allowed', 'limited']],
    ['open', ['allowed', 'allowed']],
    ['closed', ['unavailable', 'unavailable']],
  ] as const)('does what onFailure: %s says while the store is down', async (onFailure, outcomes) => {
    const rates = limits([limiter('user', ['principal'], 1, { onFailure })], [], down());
    const plan = rates.compile(['user'], 'requests')!;
    errors.length = 0;
    const seen = [await charge(rates, plan, subject, 0), await charge(rates, plan, subject, 1)];
    expect(seen.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(errors).toEqual(['The limiter store did not answer', 'The limiter store did not answer']);
    if (onFailure === 'closed') expect(fieldList(seen[0]!.lines)[0]).toBe('Retry-After');
  });

  it('tells of what onFailure: open lets through at once, then once a minute, then at the end', async () => {
    const inner = new MemoryStore();
    let isDown = true;
    const store = new SharedStore((entries, now) =>
      isDown ? Promise.reject(new Error('refused')) : Promise.resolve(inner.decide(entries, now)),
    );
    const open = limiter('open', ['principal'], 1, { onFailure: 'open' });
    const local = limiter('local', ['principal'], 100, { onFailure: 'local' });
    const rates = limits([open, local], [], store);
    const plan = rates.compile(['open', 'local'], 'requests')!;
    alarms.length = 0;
    for (const now of [0, 1, 2, 3]) await charge(rates, plan, subject, now);
    expect(alarms).toEqual([['limiter-open', 1]]);
    await charge(rates, plan, subject, 60_000);
    expect(alarms.slice(1)).toEqual([['limiter-open', 4]]);
    await charge(rates, plan, subject, 60_001);
    isDown = false;
    // The store is asked again after its pause, and answers.
    await charge(rates, plan, subject, 200_000);
    expect(alarms.slice(2)).toEqual([['limiter-open', 1]]);
    isDown = true;
    await charge(rates, plan, subject, 200_001);
    await charge(rates, plan, subject, 200_002);
    await rates.close();
    expect(alarms.slice(3)).toEqual([
      ['limiter-open', 1],
      ['limiter-open', 1],
    ]);
  });

  it('tells of nothing where requests are counted here or refused', async () => {
    alarms.length = 0;
    for (const onFailure of ['local', 'closed'] as const) {
      const rates = limits([limiter('user', ['principal'], 1, { onFailure })], [], down());
      await charge(rates, rates.compile(['user'], 'requests')!, subject, 0);
      await rates.close();
    }
    const rates = limits(
      [
        limiter('open', ['principal'], 1, { onFailure: 'open' }),
        limiter('here', ['principal'], 1, { onFailure: 'local' }),
      ],
      [],
      down(),
    );
    const plan = rates.compile(['open', 'here'], 'requests')!;
    await charge(rates, plan, subject, 0);
    expect((await charge(rates, plan, subject, 1)).outcome).toBe('limited');
    await rates.close();
    expect(alarms).toEqual([['limiter-open', 1]]);
  });

  it('gives up on a hanging store after its budget, and stops asking after five failures', async () => {
    const hanging = new SharedStore(() => new Promise(() => undefined));
    const rates = limits([limiter('user', ['principal'], 100, { onFailure: 'closed' })], [], hanging);
    const plan = rates.compile(['user'], 'requests')!;
    for (let request = 0; request < 8; request += 1) {
      expect((await charge(rates, plan, subject, 0)).outcome).toBe('unavailable');
    }
    expect(hanging.calls).toBe(5);
    await charge(rates, plan, subject, 1_001);
    expect(hanging.calls).toBe(6);
  });
});
