import type { Json } from '../../load/json.js';
import { isInheritedName } from './literal.js';
import { accepts, type Location, type Locations } from './location.js';
import { listedValues } from './scalar-writer.js';
import type { SchemaNode } from './schema-node.js';

/**
 * A property that tells alternatives apart: required in each, with values that no two share. At most one alternative
 * can then accept an object, and the property says which. Documents mark it with `discriminator`, or not at all; what
 * the schemas say is what counts.
 */
export interface Tag {
  readonly name: string;
  /** Values of the tag by index of the branch. */
  readonly values: ReadonlyMap<number, readonly Json[]>;
}

/** The tag of the branches that accept objects; `null` where there are fewer than two, or none tells them apart. */
export function tagOf(locations: Locations, branches: readonly SchemaNode[]): Tag | null {
  const candidates = [...branches.keys()].filter((index) => accepts(branches[index] ?? true, 'object'));
  const places = candidates.map((index) => locations.at([branches[index] ?? true]));
  const [first, ...others] = places;
  if (first === undefined || others.length === 0) return null;
  for (const name of requiredNames(first)) {
    if (isInheritedName(name) || !others.every((place) => requiredNames(place).has(name))) continue;
    const lists = places.map((place) => tagValues(locations, place, name));
    if (lists.every((list) => list !== null) && areDisjoint(lists)) {
      return { name, values: new Map(candidates.map((index, position) => [index, lists[position] ?? []])) };
    }
  }
  return null;
}

function requiredNames({ parts }: Location): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => part.required ?? []));
}

function tagValues(locations: Locations, { parts }: Location, name: string): readonly Json[] | null {
  const nodes = parts.flatMap((part) => part.properties?.get(name) ?? []);
  const location = locations.at(nodes);
  const values = listedValues(location);
  // Code that looks a tag up compares it as it is: `1n` would not be `1`.
  const isExact = location.parts.some((part) => part.exact === true);
  const fits = (value: Json): boolean =>
    isExact && typeof value === 'number' ? false : typeof value !== 'object' || value === null;
  return values?.every(fits) === true ? values : null;
}

function areDisjoint(lists: readonly (readonly Json[])[]): boolean {
  const all = lists.flat();
  return new Set(all).size === all.length;
}
