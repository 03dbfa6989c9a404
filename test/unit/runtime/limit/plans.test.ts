import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimiterDefinition, PlansDefinition } from '../../../../src/runtime/core/definition.js';
import type { LimitVerdict } from '../../../../src/runtime/limit/limit-verdict.js';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import { RateLimiter } from '../../../../src/runtime/limit/rate-limiter.js';
import { limiterEntry } from './limiter-entry.js';
import { fieldList } from '../../../../src/runtime/core/field-lines.js';
import { parsedLimits } from './parsed-limits.js';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const user: LimiterDefinition = {
  name: 'user',
  key: ['principal'],
  count: 60,
  windowSeconds: 60,
  burst: 60,
  algorithm: 'gcra',
  unit: 'requests',
  onFailure: 'local',
};

const plans: PlansDefinition = {
  default: 'free',
  plans: [
    { name: 'free', rates: [] },
    { name: 'pro', rates: [{ limiter: 'user', count: 600, windowSeconds: 60, burst: 600 }] },
    { name: 'trial', rates: [{ limiter: 'user', count: 5, windowSeconds: 60, burst: 5 }] },
  ],
};

function limiters(limiter: LimiterDefinition = user, own: PlansDefinition = plans) {
  const rates = new RateLimiter({
    limiters: [limiter],
    plans: own,
    ipRateLimit: [],
    store: new MemoryStore(),
    secret: createSecretKey(Buffer.alloc(32)),
    log: quiet,
    alarm: () => undefined,
  });
  const group = rates.compile([limiter.name], limiter.unit)!;
  return (plan: string | null, now: number): LimitVerdict => {
    const principal = {
      id: 'ann',
      client: null,
      apiKey: null,
      scheme: 'oauth',
      scopes: [],
      roles: [],
      tenant: null,
      plan,
      claims: {},
    };
    const verdict = rates.charge(group, { ip: '192.0.2.1', principal }, 1, now, null);
    if (verdict instanceof Promise) throw new Error('The memory store answers synchronously');
    return verdict;
  };
}

const left = (verdict: LimitVerdict): number => parsedLimits(fieldList(verdict.lines)).limits.get('user')!.r;

describe('plans', () => {
  it('replace the rate, and the headers say so', () => {
    const ask = limiters();
    expect(parsedLimits(fieldList(ask('pro', 0).lines))).toMatchObject({
      limit: 600,
      remaining: 599,
      policies: new Map([['user', { q: 600, w: 60 }]]),
    });
  });

  it('fall to the default where the credential names none, or one nobody declared', () => {
    for (const plan of [null, 'free', 'enterprise', 'constructor', '__proto__', 'toString']) {
      expect(parsedLimits(fieldList(limiters()(plan, 0).lines)).limit).toBe(60);
    }
    const strict = limiters(user, { ...plans, default: 'trial' });
    expect(parsedLimits(fieldList(strict('enterprise', 0).lines)).limit).toBe(5);
    expect(parsedLimits(fieldList(strict('free', 0).lines)).limit).toBe(60);
  });

  it('take effect at once when they grow, and keep what was used', () => {
    const ask = limiters();
    for (let request = 0; request < 60; request += 1) expect(ask('free', 0).outcome).toBe('allowed');
    expect(ask('free', 0).outcome).toBe('limited');
    expect(left(ask('pro', 0))).toBe(600 - 61);
  });

  it('take effect at once when they shrink, and say truly when there is more', () => {
    const ask = limiters();
    for (let request = 0; request < 600; request += 1) ask('pro', 0);
    const refused = ask('free', 0);
    expect(refused.outcome).toBe('limited');
    // Units flow back at the pace they were taken at, ten a second: 59 of 600 are in use after 54.1 seconds.
    expect(parsedLimits(fieldList(refused.lines))).toMatchObject({
      remaining: 0,
      reset: 60,
      limits: new Map([['user', { r: 0, t: 55 }]]),
    });
    expect(ask('free', 54_000).outcome).toBe('limited');
    expect(ask('free', 54_100).outcome).toBe('allowed');
    expect(ask('free', 54_100).outcome).toBe('limited');
    expect(left(ask('pro', 54_100))).toBe(539);
  });

  it('give nothing back to those who change them to and fro', () => {
    const ask = limiters();
    let allowed = 0;
    for (let request = 0; request < 3000; request += 1) {
      if (ask(['free', 'pro', 'trial'][request % 3]!, 0).outcome === 'allowed') allowed += 1;
    }
    expect(allowed).toBe(600);
  });

  it('keep a declared burst', () => {
    const ask = limiters(
      { ...user, burst: 20 },
      {
        default: 'free',
        plans: [
          { name: 'free', rates: [] },
          { name: 'pro', rates: [{ limiter: 'user', count: 600, windowSeconds: 60, burst: 20 }] },
        ],
      },
    );
    const outcomes = Array.from({ length: 25 }, () => ask('pro', 0).outcome);
    expect(outcomes.filter((outcome) => outcome === 'allowed')).toHaveLength(20);
    expect(ask('pro', 100).outcome).toBe('allowed');
  });

  it('carry the units of a calendar window over', () => {
    const day = { ...user, algorithm: 'fixed' as const, windowSeconds: 86_400 };
    const ask = limiters(day, {
      default: 'free',
      plans: [
        { name: 'free', rates: [] },
        { name: 'pro', rates: [{ limiter: 'user', count: 600, windowSeconds: 86_400, burst: 600 }] },
        { name: 'hourly', rates: [{ limiter: 'user', count: 70, windowSeconds: 3600, burst: 70 }] },
      ],
    });
    for (let request = 0; request < 60; request += 1) ask('free', 0);
    expect(ask('free', 0).outcome).toBe('limited');
    expect(left(ask('pro', 0))).toBe(539);
    expect(left(ask('hourly', 0))).toBe(8);
    expect(ask('free', 0).outcome).toBe('limited');
    // The change to hours ended the day's window with the hour.
    expect(left(ask('free', 3_600_000))).toBe(59);
  });

  it('never let more pass than the largest of them would, however they change', () => {
    const step = fc.record({
      plan: fc.integer({ min: 0, max: 2 }),
      wait: fc.integer({ min: 0, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const store = new MemoryStore();
        const rules = [
          limiterEntry('user', { count: 3, windowMs: 10_000 }),
          limiterEntry('user', { count: 12, windowMs: 10_000 }),
          limiterEntry('user', { count: 30, windowMs: 60_000, burst: 7 }),
        ];
        let now = 1_700_000_000_000;
        const start = now;
        let allowed = 0;
        for (const { plan, wait } of steps) {
          now += wait;
          if (store.decide([rules[plan]!], now).allowed) allowed += 1;
        }
        expect(allowed).toBeLessThanOrEqual(12 + ((now - start) * 12) / 10_000 + 1e-6);
      }),
    );
  });
});
