// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The generic cell rate algorithm: units flow back at an even pace. The state of a key is when it is whole again and
 * the milliseconds a unit takes to flow back. A key whose time has passed is the same as a key never seen.
 *
 * The pace stands in the state because a plan may change it. Units then stay used: half of the new burst may be free
 * at once where all of the old one was gone, and nobody gets units back by changing plans. They flow back at the pace
 * they were taken at until the next one is taken.
 */
import type { LimiterRule } from './store.js';

/** Milliseconds in which one unit flows back. */
export function pace(rule: LimiterRule): number {
  return rule.windowMs / rule.count;
}

/** Units of a key in use at `now`; more than the burst where the plan had a larger one. */
export function unitsInUse(wholeAt: number, msPerUnit: number, now: number): number {
  return wholeAt > now ? (wholeAt - now) / msPerUnit : 0;
}

/** When a key with so many units in use is whole again. */
export function wholeAgain(rule: LimiterRule, units: number, now: number): number {
  return now + units * pace(rule);
}

/** Milliseconds until as many units are free as would bring the key to `units`. */
export function waitFor(rule: LimiterRule, units: number, msPerUnit: number): number {
  return (units - rule.burst) * msPerUnit;
}
