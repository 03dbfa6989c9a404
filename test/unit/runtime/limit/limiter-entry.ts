import type { LimiterEntry, LimiterRule } from '../../../../src/runtime/limit/store.js';

/** An entry of a limiter named like its space, for one key unless `key` says whose. */
export function limiterEntry(
  name: string,
  rule: Partial<LimiterRule> & { readonly count: number; readonly windowMs: number },
  key = 'x',
  cost = 1,
): LimiterEntry {
  return {
    rule: { name, algorithm: 'gcra', burst: rule.count, maxInARow: null, ...rule },
    space: name,
    key,
    cost,
  };
}
