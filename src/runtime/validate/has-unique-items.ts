import { narrow } from './narrow.js';

/**
 * Whether no two items are equal (JSON Schema validation §6.4.3), in time linear in the size of the array: scalars
 * are compared through a set, arrays and objects through a text that equal values share.
 */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  const scalars = new Set<unknown>();
  const composites = new Set<string>();
  for (const item of items) {
    if (typeof item === 'object' && item !== null) {
      const text = canonicalText(item);
      if (composites.has(text)) return false;
      composites.add(text);
    } else {
      const scalar = narrow(item);
      if (scalars.has(scalar)) return false;
      scalars.add(scalar);
    }
  }
  return true;
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(members[name])}`).join()}}`;
}
