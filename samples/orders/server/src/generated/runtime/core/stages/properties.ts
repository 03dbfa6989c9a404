// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 14 and 15: properties that not every caller may send. */
import { judgeProperties, type SentProperty } from '../../authorize/property-level.js';
import { isFilledIn } from '../../decode/prepared-parameter.js';
import { MAX_ISSUES } from '../../errors/problem-writer.js';
import { Caller } from '../../validate/property-rule.js';
import type { Exchange } from '../exchange.js';
import { valueAt } from '../input-location.js';
import type { InputCheck } from '../operation-validators.js';
import type { Refusal } from '../refusal.js';

/**
 * Notes what the caller's roles do not allow them to send, before defaults are filled in: only what was sent counts.
 * Whether they own the object is not known yet.
 */
export function noteRestricted(
  exchange: Exchange,
  check: InputCheck,
  value: unknown,
  place: SentProperty['in'],
): void {
  if (check.restricted === null) return;
  const caller = new Caller(exchange.principal?.roles ?? [], null);
  let found = check.restricted(value, caller);
  if (place === 'parameters') {
    found = found.filter(({ path }) => !isFilledIn(valueAt(value, path.slice(0, 2))));
  }
  if (found.length === 0) return;
  exchange.restricted = [...exchange.restricted, ...found.map((property) => ({ ...property, in: place }))];
}

/** Stage 15, after the object policy. */
export function authorizeProperties(exchange: Exchange): Refusal | undefined {
  const { restricted, grant } = exchange;
  if (restricted.length === 0) return undefined;
  const forbidden = restricted.filter(({ rule }) => !exchange.caller.meets(rule));
  const { input, issues } = judgeProperties(exchange.input, forbidden, grant?.object);
  if (issues.length === 0) {
    exchange.input = input;
    return undefined;
  }
  return {
    stage: 15,
    code: 'property-denied',
    reason: 'property-write-denied',
    issues: issues.slice(0, MAX_ISSUES + 1),
  };
}
