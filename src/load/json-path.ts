import { exec } from 'jsonpath-rfc9535';
import type { Json } from './json.js';

/** Keys and indices from the root to a node. */
export type NodePath = readonly (string | number)[];

/** More than any overlay means to change; a query such as `$..*..*` grows without bound. */
const maxMatches = 1_000_000;

export type SelectedPaths =
  | { readonly ok: true; readonly paths: readonly NodePath[] }
  | { readonly ok: false; readonly reason: string };

/** Evaluates a JSONPath (RFC 9535). Each node once, in the order of the document. */
export function selectPaths(root: Json, expression: string): SelectedPaths {
  const paths: NodePath[] = [];
  try {
    exec(root as Parameters<typeof exec>[0], expression, (_value, path) => {
      if (paths.length >= maxMatches) throw new Error(`it selects more than ${maxMatches} nodes`);
      paths.push(path.map((key) => (typeof key === 'string' ? unescapeKey(key) : key)));
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, reason: error.message };
  }
  const distinct = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return { ok: true, paths: [...distinct.values()].sort(comparePaths) };
}

/** Ancestors first, then by index; keys keep no order here, and none is needed. */
function comparePaths(first: NodePath, second: NodePath): number {
  const length = Math.min(first.length, second.length);
  for (let index = 0; index < length; index++) {
    const a = first[index]!;
    const b = second[index]!;
    if (a === b) continue;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : 1;
  }
  return first.length - second.length;
}

const escapes = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Undoes the escapes of normalized paths (RFC 9535 section 2.7). */
function unescapeKey(key: string): string {
  if (!key.includes('\\')) return key;
  return key.replace(/\\(?:u([0-9a-f]{4})|(.))/gu, (_match, hex: string | undefined, letter: string) =>
    hex === undefined ? (escapes.get(letter) ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
