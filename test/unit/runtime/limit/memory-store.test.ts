import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import type { LimiterEntry } from '../../../../src/runtime/limit/store.js';

const rule = (key: string, count: number, seconds: number, burst = count): LimiterEntry => {
  const [space = '', name = 'x'] = key.split('\0');
  return {
    rule: { name: space, algorithm: 'gcra', count, windowMs: seconds * 1000, burst, maxInARow: null },
    space,
    key: name,
    cost: 1,
  };
};

describe('MemoryStore', () => {
  it('allows the burst at once, then one request per interval', () => {
    const store = new MemoryStore();
    const entry = rule('user', 60, 60, 5);
    const at = (now: number) => store.decide([entry], now);
    expect([0, 0, 0, 0, 0].map((now) => at(now).allowed)).toEqual([true, true, true, true, true]);
    const refused = at(0);
    expect(refused).toEqual({
      allowed: false,
      states: [{ allowed: false, remaining: 0, resetMs: 5000, retryMs: 1000 }],
    });
    expect(at(999).allowed).toBe(false);
    expect(at(1000).allowed).toBe(true);
    expect(at(1000).allowed).toBe(false);
  });

  it('reports what is left and when the limiter is whole again', () => {
    const store = new MemoryStore();
    const entry = rule('user', 10, 10);
    expect(store.decide([entry], 5_000).states).toEqual([
      { allowed: true, remaining: 9, resetMs: 1000, retryMs: 0 },
    ]);
    expect(store.decide([entry], 5_000).states[0]).toMatchObject({ remaining: 8, resetMs: 2000 });
    expect(store.decide([entry], 60_000).states[0]).toMatchObject({ remaining: 9, resetMs: 1000 });
  });

  it('charges none of its entries when one refuses', () => {
    const store = new MemoryStore();
    const wide = rule('wide', 100, 100);
    const narrow = rule('narrow', 1, 100);
    expect(store.decide([wide, narrow], 0).allowed).toBe(true);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const decision = store.decide([wide, narrow], 0);
      expect(decision.allowed).toBe(false);
      expect(decision.states.map((state) => [state.allowed, state.remaining])).toEqual([
        [true, 99],
        [false, 0],
      ]);
    }
    expect(store.decide([wide], 0).states[0]!.remaining).toBe(98);
  });

  it('never allows more than burst plus rate times time, and never refuses below the rate', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (steps, count, burst) => {
          const store = new MemoryStore();
          const entry = rule('user', count, 10, burst);
          let now = 1_000_000;
          let allowed = 0;
          const start = now;
          for (const step of steps) {
            now += step;
            if (store.decide([entry], now).allowed) allowed += 1;
          }
          expect(allowed).toBeLessThanOrEqual(burst + ((now - start) * count) / 10_000 + 1e-6);
          // After a pause of one interval the next request always passes.
          expect(store.decide([entry], now + 10_000 / count + 1).allowed).toBe(true);
        },
      ),
    );
  });

  it('keeps limits of live keys when flooded, in a bounded table', () => {
    const store = new MemoryStore({ maxKeys: 1000 });
    const honest = rule('honest', 3, 3600);
    for (let request = 0; request < 3; request += 1) expect(store.decide([honest], 0).allowed).toBe(true);
    for (let flood = 0; flood < 50_000; flood += 1)
      store.decide([rule(`flood\0${flood}`, 3, 3600)], flood / 100);
    expect(store.size).toBeLessThanOrEqual(1000);
    expect(store.decide([honest], 500).allowed).toBe(false);
    // New keys share one overflow key while the table is full of live ones.
    const late = ['a', 'b', 'c', 'd', 'e'].map(
      (key) => store.decide([rule(`flood\0${key}`, 3, 3600)], 500).allowed,
    );
    expect(late).toEqual([false, false, false, false, false]);
  });

  it('forgets keys that are whole again while new ones arrive', () => {
    const store = new MemoryStore({ maxKeys: 1000 });
    for (let request = 0; request < 100_000; request += 1)
      store.decide([rule(`ip\0${request}`, 300, 60)], request);
    expect(store.size).toBeLessThan(1000);
    expect(store.decide([rule('ip\0new', 300, 60)], 100_000).states[0]!.remaining).toBe(299);
  });
});
