import path from 'node:path';
import type { Api } from '../model/api.js';
import type { Manifest, RememberedOperation } from './manifest.js';

/** Names of the last run's operations, by method and path key: adding an operation must rename none. */
export function rememberedNames(manifest: Manifest | null): ReadonlyMap<string, string> {
  return new Map(manifest?.operations.map(({ operation, name }) => [operation, name]));
}

/** What the manifest keeps of each operation. */
export function rememberOperations(api: Api): readonly RememberedOperation[] {
  return api.operations.map(({ key, name }) => ({ operation: key, name }));
}

/** Path of the document as the manifest names it: the same on every machine that has the same checkout. */
export function rememberedPath(document: string, out: string): string {
  return path.relative(path.resolve(out), path.resolve(document)).split(path.sep).join('/');
}
