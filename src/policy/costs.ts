import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import type { PlansDefinition } from '../runtime/core/definition.js';
import type { EffectiveMembers } from './inheritance.js';
import type { Limiters } from './limiters.js';
import { vocabulary } from './vocabulary.js';

/**
 * What one call takes of limiters that count cost. Where nothing counts a declared cost, that is a finding; where a
 * limiter is smaller than the cost of one call, nobody could ever make it, which is an error.
 *
 * @param charged names of the operation's limiters
 */
export function readCost(
  members: EffectiveMembers,
  charged: readonly string[],
  limiters: Limiters,
  plans: PlansDefinition | null,
  diagnostics: Diagnostics,
): number {
  const declared = members.get('cost');
  if (typeof declared?.value !== 'number') return Number(vocabulary('operation').get('cost')?.default);
  const cost = declared.value;
  const counting = charged.flatMap((name) => limiters.counting(name, 'cost'));
  if (counting.length === 0 && cost > 0) {
    diagnostics.report(
      'cost-uncounted',
      declared.at,
      `A call costs ${cost}, and no limiter of this operation counts cost.`,
    );
  }
  for (const { name, burst } of counting) {
    const rates = plans?.plans.flatMap((plan) => plan.rates.filter(({ limiter }) => limiter === name)) ?? [];
    const least = Math.min(burst, ...rates.map((rate) => rate.burst));
    if (cost <= least) continue;
    diagnostics.report(
      'cost-unaffordable',
      declared.at,
      `A call costs ${cost}, and the limiter ${quoted(name)} never holds more than ${least}.`,
    );
  }
  return cost;
}
