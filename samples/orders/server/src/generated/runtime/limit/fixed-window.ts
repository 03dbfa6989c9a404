// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Windows of the calendar, for quotas: units come back all at once when a window ends. Windows are multiples of their
 * length since 1970-01-01T00:00Z: a minute starts with the minute, a day at midnight UTC, seven days on a Thursday.
 *
 * The state of a key is when its window ends and the units used in it. A change of plan keeps them; where it changes
 * the length of the window too, they count in the new one.
 */
import type { LimiterRule } from './store.js';

/** When the window of `now` ends. */
export function windowEnd(rule: LimiterRule, now: number): number {
  return (Math.floor(now / rule.windowMs) + 1) * rule.windowMs;
}
