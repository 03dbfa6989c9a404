import { isJsonArray, isJsonObject, type Json } from '../../load/json.js';
import type { Schema } from '../../normalize/normalized-document.js';

/** Names of the components in which, or in one they refer to, `flag` is set anywhere. */
export function flaggedComponents(
  schemas: ReadonlyMap<string, Schema>,
  flag: 'readOnly' | 'writeOnly',
): ReadonlySet<string> {
  const referrers = new Map<string, string[]>();
  const flagged = new Set<string>();
  for (const [name, schema] of schemas) {
    for (const object of objectsIn(schema)) {
      if (object[flag] === true) flagged.add(name);
      const reference = object['$ref'];
      if (typeof reference !== 'string') continue;
      const target = reference.slice(REFERENCE.length);
      const list = referrers.get(target);
      if (list) list.push(name);
      else referrers.set(target, [name]);
    }
  }
  // A set iterates over what is added meanwhile.
  for (const name of flagged) for (const referrer of referrers.get(name) ?? []) flagged.add(referrer);
  return flagged;
}

const REFERENCE = '#/components/schemas/';

/** Every object in a schema. Some are examples or defaults: to find a flag there costs sharing, nothing else. */
function* objectsIn(root: Json): Generator<Readonly<Record<string, Json>>> {
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (isJsonArray(value)) pending.push(...value);
    else if (isJsonObject(value)) {
      yield value;
      pending.push(...Object.values(value));
    }
  }
}
