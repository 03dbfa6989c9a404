import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from './normalized-document.js';

const inPlaceLists = ['allOf', 'anyOf', 'oneOf'] as const;
const inPlaceSchemas = ['not', 'if', 'then', 'else'] as const;
/** Names in a message, and what stands for the others. */
const MOST_SHOWN = 10;
const prefix = '#/components/schemas/';

/**
 * Finds schemas that apply themselves to the same value again (JSON Schema 2020-12 Core section 9.4.1): a validator
 * would never return.
 */
export function checkSchemaCycles(
  schemas: ReadonlyMap<string, Schema>,
  origins: Origins,
  diagnostics: Diagnostics,
): void {
  const edges = new Map<string, readonly string[]>();
  for (const [name, schema] of schemas) edges.set(name, [...inPlaceReferences(schema)]);
  for (const cycle of findCycles(edges)) {
    const schema = schemas.get(cycle[0]!);
    diagnostics.report(
      'schema-cycle',
      isJsonObject(schema) ? origins.of(schema) : null,
      `The schema applies itself to the same value: ${shown([...cycle, cycle[0]!]).join(' → ')}`,
    );
  }
}

function shown(names: readonly string[]): readonly string[] {
  const more = names.length - MOST_SHOWN;
  if (more <= 1) return names;
  return [...names.slice(0, 4), `… ${more + 1} more …`, ...names.slice(5 - MOST_SHOWN)];
}

function inPlaceReferences(schema: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: Json[] = [schema];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!isJsonObject(node)) continue;
    const reference = node['$ref'];
    if (typeof reference === 'string' && reference.startsWith(prefix))
      names.add(reference.slice(prefix.length));
    // Not all as arguments: there may be more than a call can have.
    for (const child of inPlaceChildren(node)) pending.push(child);
  }
  return names;
}

function* inPlaceChildren(schema: JsonObject): Iterable<Json> {
  for (const keyword of inPlaceLists) {
    const list = schema[keyword];
    if (isJsonArray(list)) yield* list;
  }
  for (const keyword of inPlaceSchemas) {
    const child = schema[keyword];
    if (child !== undefined) yield child;
  }
  const dependent = schema['dependentSchemas'];
  if (isJsonObject(dependent)) yield* Object.values(dependent);
}

/**
 * Cycles until each name in one was in one of them: their number grows with that of the names. Depth first, without
 * recursion.
 */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const settled = new Set<string>();
  for (const start of edges.keys()) {
    if (settled.has(start)) continue;
    const path: string[] = [start];
    const onPath = new Map<string, number>([[start, 0]]);
    const next: number[] = [0];
    // Where on the path names are that no cycle has held.
    const untold: number[] = [0];
    while (path.length > 0) {
      const name = path.at(-1)!;
      const index = next.at(-1)!;
      const following = edges.get(name)?.[index];
      if (following === undefined) {
        path.pop();
        next.pop();
        if (untold.at(-1) === path.length) untold.pop();
        onPath.delete(name);
        settled.add(name);
        continue;
      }
      next[next.length - 1] = index + 1;
      const position = onPath.get(following);
      if (position !== undefined) {
        if (untold.length === 0 || untold.at(-1)! < position) continue;
        cycles.push(path.slice(position));
        while (untold.length > 0 && untold.at(-1)! >= position) untold.pop();
      } else if (!settled.has(following)) {
        onPath.set(following, path.length);
        untold.push(path.length);
        path.push(following);
        next.push(0);
      }
    }
  }
  return cycles;
}
