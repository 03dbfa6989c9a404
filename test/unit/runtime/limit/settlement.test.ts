import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import type { LimiterEntry, LimiterSettlement } from '../../../../src/runtime/limit/store.js';
import { limiterEntry } from './limiter-entry.js';

const DAY = 86_400_000;

function charge(store: MemoryStore, entry: LimiterEntry, now: number): LimiterSettlement | null {
  const { allowed, states } = store.decide([entry], now);
  return allowed ? { entry, how: 'refund', chargedAt: now, wholeAt: now + states[0]!.resetMs } : null;
}

describe('a refund', () => {
  it('gives units back that are still in use, and none that have flowed back', () => {
    const store = new MemoryStore();
    const five = limiterEntry('user', { count: 10, windowMs: 10_000 }, 'x', 5);
    const one = limiterEntry('user', { count: 10, windowMs: 10_000 });
    const first = charge(store, five, 0)!;
    store.settle([first], 0);
    expect(store.decide([one], 0).states[0]!.remaining).toBe(9);
    const second = charge(store, five, 10_000)!;
    // Three of five have flowed back by themselves.
    store.settle([second], 13_000);
    expect(store.decide([one], 13_000).states[0]!.remaining).toBe(9);
    const third = charge(store, five, 30_000)!;
    for (let request = 0; request < 5; request += 1) store.decide([one], 36_000);
    store.settle([third], 36_000);
    expect(store.decide([one], 36_000).states[0]!.remaining).toBe(4);
  });

  it('is for the window that was charged', () => {
    const store = new MemoryStore();
    const day = (cost: number) =>
      limiterEntry('daily', { algorithm: 'fixed', count: 10, windowMs: DAY }, 'x', cost);
    const yesterday = charge(store, day(5), DAY - 1)!;
    expect(store.decide([day(3)], DAY).states[0]!.remaining).toBe(7);
    store.settle([yesterday], DAY + 1);
    expect(store.decide([day(1)], DAY + 2).states[0]!.remaining).toBe(6);
    const today = charge(store, day(5), DAY + 3)!;
    store.settle([today], DAY + 4);
    expect(store.decide([day(1)], DAY + 5).states[0]!.remaining).toBe(5);
  });

  it('of a key that is gone, or of none, does nothing', () => {
    const store = new MemoryStore();
    const entry = limiterEntry('user', { count: 2, windowMs: 1000 });
    store.settle([{ entry, how: 'refund', chargedAt: 0, wholeAt: 500 }], 10);
    expect(store.size).toBe(0);
    expect(store.decide([entry], 20).states[0]!.remaining).toBe(1);
  });

  it('never lets more through than the limiter holds', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 3000 }),
      cost: fc.integer({ min: 1, max: 6 }),
      refund: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: null }),
      fixed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const store = new MemoryStore();
        const start = 1_700_000_000_000;
        let now = start;
        const later: { readonly at: number; readonly settlement: LimiterSettlement }[] = [];
        // Units that were kept, by limiter.
        const kept = { gcra: 0, fixed: new Map<number, number>() };
        for (const { wait, cost, refund, fixed } of steps) {
          now += wait;
          for (const due of later.splice(0).sort((a, b) => a.at - b.at)) {
            if (due.at <= now) store.settle([due.settlement], due.at);
            else later.push(due);
          }
          const algorithm = fixed ? 'fixed' : 'gcra';
          const entry = limiterEntry(algorithm, { algorithm, count: 10, windowMs: 10_000 }, 'x', cost);
          const settlement = charge(store, entry, now);
          if (settlement === null) continue;
          if (refund !== null) later.push({ at: now + refund, settlement });
          else if (fixed) {
            const window = Math.floor(now / 10_000);
            kept.fixed.set(window, (kept.fixed.get(window) ?? 0) + cost);
          } else kept.gcra += cost;
        }
        expect(kept.gcra).toBeLessThanOrEqual(10 + (now - start) / 1000 + 1e-3);
        for (const units of kept.fixed.values()) expect(units).toBeLessThanOrEqual(10);
      }),
    );
  });
});
