import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoginGuard, type LoginVerdict } from '../../../../src/runtime/limit/login-guard.js';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import { StoreGuard } from '../../../../src/runtime/limit/store-guard.js';
import type { LimiterStore } from '../../../../src/runtime/limit/store.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const hide = (space: string, key: string): string =>
  createHmac('sha256', 'secret').update(`${space}\0${key}`).digest('base64url');

const rates = {
  perAccount: { count: 5, windowSeconds: 900 },
  perIp: { count: 50, windowSeconds: 3600 },
};

function guard(store: LimiterStore = new MemoryStore(), name = 'login') {
  const login = new LoginGuard(name, rates, new StoreGuard(store, quiet, () => undefined), hide);
  return (ip: string, account: string | null, now: number): LoginVerdict => {
    const verdict = login.reserve(ip, account, now);
    if (verdict instanceof Promise) throw new Error('The memory store answers synchronously');
    return verdict;
  };
}

function succeed(verdict: LoginVerdict, now: number): void {
  if (verdict.outcome !== 'allowed') throw new Error(`Was ${verdict.outcome}`);
  verdict.reserved.succeed(now);
}

function wait(verdict: LoginVerdict): number {
  return verdict.outcome === 'limited' ? verdict.retryAfterSeconds : 0;
}

describe('a login guard', () => {
  it('lets the count fail, then delays twice as long each time', () => {
    const reserve = guard();
    let now = 1_000_000;
    for (let guess = 0; guess < 5; guess += 1) expect(reserve('a', 'ann', now).outcome).toBe('allowed');
    for (const minutes of [15, 30, 60, 120, 240, 480, 960, 1440, 1440]) {
      // Another address each time: this is about the account.
      const refused = reserve(String(now), 'ann', now);
      expect(wait(refused)).toBeGreaterThanOrEqual(minutes * 60);
      expect(wait(refused)).toBeLessThanOrEqual(minutes * 66 + 61);
      expect(reserve(String(now), 'ann', now + minutes * MINUTE - 1).outcome).toBe('limited');
      now += minutes * MINUTE;
      expect(reserve(String(now), 'ann', now).outcome).toBe('allowed');
      expect(reserve(String(now), 'ann', now).outcome).toBe('limited');
    }
  });

  it('starts anew after a window below the count, and after a quiet time beyond it', () => {
    const reserve = guard();
    for (let guess = 0; guess < 4; guess += 1) reserve('a', 'ann', 0);
    for (let guess = 0; guess < 5; guess += 1) {
      expect(reserve('b', 'ann', 15 * MINUTE).outcome).toBe('allowed');
    }
    expect(reserve('b', 'ann', 15 * MINUTE).outcome).toBe('limited');
    for (let guess = 0; guess < 5; guess += 1) {
      expect(reserve('c', 'ann', 45 * MINUTE).outcome).toBe('allowed');
    }
    expect(reserve('c', 'ann', 45 * MINUTE).outcome).toBe('limited');
  });

  it('clears the account that succeeds, and only gives its address the failure back', () => {
    const reserve = guard();
    for (let round = 0; round < 10; round += 1) {
      for (let guess = 0; guess < 4; guess += 1) {
        expect(reserve('a', 'ann', round).outcome).toBe('allowed');
      }
      succeed(reserve('a', 'ann', round), round);
    }
    // Forty failures of the address are left.
    for (let guess = 0; guess < 10; guess += 1) {
      expect(reserve('a', `somebody ${guess}`, 20).outcome).toBe('allowed');
    }
    expect(reserve('a', 'nobody', 20).outcome).toBe('limited');
    expect(reserve('b', 'nobody', 20).outcome).toBe('allowed');
  });

  it('forgets an attempt that said nothing about the secret', () => {
    const reserve = guard();
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const verdict = reserve('a', 'ann', attempt);
      if (verdict.outcome !== 'allowed') throw new Error('Was refused');
      verdict.reserved.release(attempt);
    }
    for (let guess = 0; guess < 5; guess += 1) expect(reserve('a', 'ann', 300).outcome).toBe('allowed');
    expect(reserve('a', 'ann', 300).outcome).toBe('limited');
  });

  it('does not take a failure off a window that started later', () => {
    const reserve = guard();
    const slow = reserve('a', 'ann', 0);
    for (let guess = 0; guess < 5; guess += 1) reserve('b', 'ann', 16 * MINUTE);
    if (slow.outcome !== 'allowed') throw new Error('Was refused');
    slow.reserved.release(17 * MINUTE);
    expect(reserve('b', 'ann', 17 * MINUTE).outcome).toBe('limited');
  });

  it('opens again when the attempt that closed it turns out right', () => {
    const reserve = guard();
    for (let guess = 0; guess < 4; guess += 1) reserve('a', 'ann', 0);
    const fifth = reserve('a', 'ann', 0);
    expect(reserve('b', 'ann', 1).outcome).toBe('limited');
    succeed(fifth, 2);
    expect(reserve('b', 'ann', 3).outcome).toBe('allowed');
  });

  it('never lets more than a hundred failures follow each other, however patient', () => {
    const reserve = guard();
    let now = 0;
    let failures = 0;
    for (let attempt = 0; attempt < 2000; attempt += 1) {
      if (reserve(`ip ${attempt}`, 'ann', now).outcome === 'allowed') failures += 1;
      now += 10 * MINUTE;
    }
    expect(failures).toBe(100);
    expect(reserve('b', 'ann', now + 365 * DAY).outcome).toBe('limited');
    expect(reserve('b', 'bob', now).outcome).toBe('allowed');
  });

  it('knows accounts by their name as people spell it', () => {
    const reserve = guard();
    for (const name of ['ann', 'Ann', ' ANN ', 'ａｎｎ', 'an\u200bn']) {
      expect(reserve('a', name, 0).outcome).toBe('allowed');
    }
    expect(reserve('a', 'ann', 0).outcome).toBe('limited');
  });

  it('counts addresses alone where the request names no account', () => {
    const reserve = guard();
    for (let guess = 0; guess < 50; guess += 1) expect(reserve('a', null, 0).outcome).toBe('allowed');
    expect(wait(reserve('a', null, 0))).toBeGreaterThanOrEqual(3600);
    expect(reserve('b', null, 0).outcome).toBe('allowed');
  });

  it('does not let an address start anew because others succeed from it', () => {
    const reserve = guard();
    for (let guess = 0; guess < 49; guess += 1) reserve('a', `x ${guess}`, 0);
    succeed(reserve('a', 'ann', 1), 1);
    expect(reserve('a', 'x', 2).outcome).toBe('allowed');
    expect(reserve('a', 'y', 3).outcome).toBe('limited');
  });

  it('keeps operations apart, in one store', () => {
    const store = new MemoryStore();
    const login = guard(store);
    const reset = guard(store, 'reset');
    for (let guess = 0; guess < 5; guess += 1) login('a', 'ann', 0);
    succeed(reset('a', 'ann', 0), 0);
    expect(login('a', 'ann', 0).outcome).toBe('limited');
    expect(reset('a', 'ann', 0).outcome).toBe('allowed');
  });

  it('shows a store no names', () => {
    const keys: string[] = [];
    const memory = new MemoryStore();
    const reserve = guard({
      name: 'spy',
      shared: false,
      decide: (entries, now) => {
        keys.push(...entries.map(({ space, key }) => space + key));
        return memory.decide(entries, now);
      },
      settle: (settlements) => memory.settle(settlements, 0),
    });
    reserve('192.0.2.77', 'ann@example.com', 0);
    expect(keys).toHaveLength(2);
    expect(keys.join()).not.toMatch(/ann|example|192/);
  });

  it('refuses what it cannot count', async () => {
    const down: LimiterStore = {
      name: 'down',
      shared: true,
      decide: () => Promise.reject(new Error('connection refused')),
      settle: () => Promise.reject(new Error('connection refused')),
    };
    const login = new LoginGuard('login', rates, new StoreGuard(down, quiet, () => undefined), hide);
    expect((await login.reserve('a', 'ann', 0)).outcome).toBe('unavailable');
  });

  it('refuses new keys when the table is full of live ones, and keeps every count', () => {
    const store = new MemoryStore({ maxFailureKeys: 1000 });
    const reserve = guard(store);
    for (let guess = 0; guess < 5; guess += 1) reserve('victim', 'ann', 0);
    for (let flood = 0; flood < 5000; flood += 1) reserve(`ip ${flood}`, `account ${flood}`, 1);
    expect(store.size).toBeLessThanOrEqual(1001);
    expect(reserve('fresh', 'fresh', 2).outcome).toBe('limited');
    expect(reserve('victim', 'ann', 2).outcome).toBe('limited');
    // Known ones go on.
    expect(reserve('victim', null, 2).outcome).toBe('allowed');
    // Later there is room again.
    expect(reserve('fresh', 'fresh', 2 * HOUR).outcome).toBe('allowed');
    for (let flood = 0; flood < 2000; flood += 1) reserve(`late ${flood}`, null, 2 * HOUR + flood);
    expect(store.size).toBeLessThanOrEqual(1001);
  });

  it('never admits more attempts in a window than the count, whatever happens between', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 4 * MINUTE }),
      end: fc.constantFrom('fail', 'release', 'fail'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const reserve = guard();
        let now = 0;
        const failures: number[] = [];
        for (const { wait: pause, end } of steps) {
          now += pause;
          const verdict = reserve(`ip ${now}`, 'ann', now);
          if (verdict.outcome !== 'allowed') continue;
          if (end === 'release') verdict.reserved.release(now);
          else failures.push(now);
        }
        // Two windows that touch hold twice the count at most; one does not hold more than it.
        for (const first of failures) {
          const inWindow = failures.filter((at) => at >= first && at < first + 15 * MINUTE).length;
          expect(inWindow).toBeLessThan(2 * rates.perAccount.count);
        }
      }),
    );
  });
});
