import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../../src/runtime/limit/memory-store.js';
import type { LimiterSettlement, LimiterState } from '../../../../src/runtime/limit/store.js';
import { limiterEntry } from './limiter-entry.js';
import { ScriptStore } from './script-store.js';

const gcra = (plan: number, cost: number, key: string) =>
  limiterEntry(
    'user',
    plan === 0 ? { count: 6, windowMs: 6000 } : { count: 30, windowMs: 10_000, burst: 9 },
    key,
    cost,
  );
const fixed = (plan: number, cost: number, key: string) =>
  limiterEntry('daily', { algorithm: 'fixed', count: plan === 0 ? 8 : 20, windowMs: 20_000 }, key, cost);
const failures = (plan: number, _cost: number, key: string) =>
  limiterEntry(
    'login',
    { algorithm: 'failures', count: 3, windowMs: 4000, maxInARow: plan === 0 ? 12 : null },
    key + plan,
  );

const step = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 60_000 })),
  which: fc.uniqueArray(fc.constantFrom(gcra, fixed, failures), { minLength: 1, maxLength: 3 }),
  plan: fc.constantFrom(0, 1),
  cost: fc.integer({ min: 1, max: 5 }),
  key: fc.constantFrom('a', 'b'),
  settle: fc.constantFrom('keep', 'keep', 'refund', 'clear'),
  after: fc.integer({ min: 0, max: 8000 }),
});

const rounded = (states: readonly LimiterState[]) =>
  states.map(({ allowed, resetMs, retryMs }) => [allowed, Math.round(resetMs), Math.round(retryMs)]);

/** A unit that is all but back may be counted or not: at the epoch's size a double is no finer. */
function expectSameRemaining(a: readonly LimiterState[], b: readonly LimiterState[]): void {
  for (const [index, { remaining }] of a.entries()) {
    expect(Math.abs(remaining - b[index]!.remaining)).toBeLessThanOrEqual(1);
  }
}

describe('a store in one script per method', () => {
  it('decides and settles as the memory does, from what the interface says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const memory = new MemoryStore();
        const script = new ScriptStore();
        let now = 1_700_000_000_000;
        let due: { readonly at: number; readonly settlements: readonly LimiterSettlement[] }[] = [];
        for (const { wait, which, plan, cost, key, settle, after } of steps) {
          now += wait;
          for (const { at, settlements } of due.filter((entry) => entry.at <= now)) {
            memory.settle(settlements, at);
            void script.settle(settlements, at);
          }
          due = due.filter(({ at }) => at > now);
          const entries = which.map((make) => make(plan, cost, key));
          const decision = memory.decide(entries, now);
          const other = script.decideNow(entries, now);
          expect(decision.allowed).toBe(other.allowed);
          expect(rounded(decision.states)).toEqual(rounded(other.states));
          expectSameRemaining(decision.states, other.states);
          if (!decision.allowed || settle === 'keep') continue;
          const settlements = entries.map((entry, index): LimiterSettlement => {
            const how = entry.rule.algorithm === 'failures' ? settle : 'refund';
            return { entry, how, chargedAt: now, wholeAt: now + decision.states[index]!.resetMs };
          });
          due.push({ at: now + after, settlements });
        }
      }),
      { numRuns: 400 },
    );
  });
});
