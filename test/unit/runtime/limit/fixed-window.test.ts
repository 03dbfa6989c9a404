import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowEnd } from '../../../../src/runtime/limit/fixed-window.js';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import { limiterEntry } from './limiter-entry.js';

const DAY = 86_400_000;
const daily = (count: number, key = 'x', cost = 1) =>
  limiterEntry('daily', { algorithm: 'fixed', count, windowMs: DAY }, key, cost);

describe('windows of the calendar', () => {
  it.each([
    ['a minute ends with the minute', '2026-07-28T19:13:32.500Z', 60_000, '2026-07-28T19:14:00.000Z'],
    ['an hour ends with the hour', '2026-07-28T19:13:32.500Z', 3_600_000, '2026-07-28T20:00:00.000Z'],
    ['a day ends at midnight UTC', '2026-07-28T23:59:59.999Z', DAY, '2026-07-29T00:00:00.000Z'],
    ['the first instant of a day is of the day', '2026-07-29T00:00:00.000Z', DAY, '2026-07-30T00:00:00.000Z'],
    ['a leap day is a day', '2028-02-29T12:00:00.000Z', DAY, '2028-03-01T00:00:00.000Z'],
    ['seven days end before a Thursday', '2026-07-28T19:13:32.500Z', 7 * DAY, '2026-07-30T00:00:00.000Z'],
    ['thirty days are multiples of thirty', '1970-01-30T00:00:00.000Z', 30 * DAY, '1970-01-31T00:00:00.000Z'],
  ])('%s', (_, now, windowMs, end) => {
    const { rule } = limiterEntry('x', { algorithm: 'fixed', count: 1, windowMs });
    expect(new Date(windowEnd(rule, Date.parse(now))).toISOString()).toBe(end);
  });

  it('give all units back at once, and none before', () => {
    const store = new MemoryStore();
    const evening = Date.parse('2026-07-28T23:59:00Z');
    for (let request = 0; request < 3; request += 1) {
      expect(store.decide([daily(3)], evening + request).allowed).toBe(true);
    }
    expect(store.decide([daily(3)], evening + 59_999)).toEqual({
      allowed: false,
      states: [{ allowed: false, remaining: 0, resetMs: 1, retryMs: 1 }],
    });
    expect(store.decide([daily(3)], evening + 60_000).states[0]).toEqual({
      allowed: true,
      remaining: 2,
      resetMs: DAY,
      retryMs: 0,
    });
  });

  it('count large numbers exactly', () => {
    const store = new MemoryStore();
    expect(store.decide([daily(1_000_000, 'x', 7)], 0).states[0]!.remaining).toBe(999_993);
    expect(store.decide([daily(1_000_000, 'x', 999_993)], 1).states[0]!.remaining).toBe(0);
    expect(store.decide([daily(1_000_000)], 2).allowed).toBe(false);
  });

  it('allow exactly the count in each window, whatever the times and costs', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: DAY }),
      cost: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (steps, count) => {
        const store = new MemoryStore();
        const used = new Map<number, number>();
        let now = Date.parse('2026-01-01T00:00:00Z');
        for (const { wait, cost } of steps) {
          now += wait;
          const day = Math.floor(now / DAY);
          const before = used.get(day) ?? 0;
          const { allowed, states } = store.decide([daily(count, 'x', cost)], now);
          expect(allowed).toBe(before + cost <= count);
          if (allowed) used.set(day, before + cost);
          expect(states[0]!.remaining).toBe(count - (used.get(day) ?? 0));
        }
      }),
    );
  });
});
