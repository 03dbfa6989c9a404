// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { ownValue } from '../core/input-location.js';

/** The items of a reply, and the body that is to be written with them. */
export interface ListedItems {
  readonly body: unknown;
  readonly items: readonly unknown[];
}

/**
 * The array that `tokens`, those of a JSON Pointer, name in a reply's body; `null` where there is none.
 *
 * `toJSON` of whatever stands on the way is called here, and its result takes the place: what is written later is then
 * what has been looked at.
 */
export function findItems(body: unknown, tokens: readonly string[], depth = 0): ListedItems | null {
  const value = settled(body);
  const token = tokens[depth];
  if (token === undefined) return Array.isArray(value) ? { body: value, items: value } : null;
  const member = ownValue(value, token);
  const found = findItems(member, tokens, depth + 1);
  if (found === null) return null;
  if (found.body === member) return { body: value, items: found.items };
  return { body: { ...(value as object), [token]: found.body }, items: found.items };
}

function settled(value: unknown): unknown {
  return typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
    ? (value.toJSON as () => unknown)()
    : value;
}
