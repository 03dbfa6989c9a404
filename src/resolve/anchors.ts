import type { Json } from '../load/json.js';

/**
 * Every object of a tree whose `$anchor` or `$dynamicAnchor` is `name` (JSON Schema 2020-12 Core section 8.2.2).
 * Searches the whole file, because a file that is only referred to has no structure to go by.
 */
export function findAnchor(root: Json, name: string): readonly Json[] {
  const found = new Set<Json>();
  const seen = new Set<object>();
  const pending: Json[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if ('$anchor' in node && node['$anchor'] === name) found.add(node);
    if ('$dynamicAnchor' in node && node['$dynamicAnchor'] === name) found.add(node);
    for (const child of Object.values(node) as readonly Json[]) pending.push(child);
  }
  return [...found];
}
