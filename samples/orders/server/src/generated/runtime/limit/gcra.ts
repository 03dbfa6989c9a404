// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The generic cell rate algorithm. Its whole state is one number per key: the theoretical arrival time, at which the
 * limiter is whole again. A key whose time has passed is the same as a key never seen.
 */
export interface GcraRule {
  readonly count: number;
  readonly windowMs: number;
  readonly burst: number;
  readonly cost: number;
}

/** State of a key after charging `rule.cost`, whether or not that is allowed. */
export function charged(arrival: number, rule: GcraRule, now: number): number {
  return (arrival > now ? arrival : now) + (rule.windowMs / rule.count) * rule.cost;
}

/** Milliseconds until a charge that leads to `arrival` would be allowed; 0 when it is allowed at `now`. */
export function waitMs(arrival: number, rule: GcraRule, now: number): number {
  const wait = arrival - now - (rule.windowMs / rule.count) * rule.burst;
  // Rounding of the division must not refuse the last request of a burst.
  return wait > 1e-6 * rule.windowMs ? wait : 0;
}

/** Requests left at `now` for a key in state `arrival`. */
export function remaining(arrival: number, rule: GcraRule, now: number): number {
  const interval = rule.windowMs / rule.count;
  const used = arrival > now ? (arrival - now) / interval : 0;
  return Math.max(0, Math.floor(rule.burst - used + 1e-6));
}
