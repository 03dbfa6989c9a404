import path from 'node:path';
import type { Api } from '../model/api.js';
import type { RememberedOperation } from './manifest.js';

/** What the manifest keeps of each operation. */
export function rememberOperations(api: Api): readonly RememberedOperation[] {
  return api.operations.map(({ key, operationId, name }) => ({ operation: key, operationId, name }));
}

/** Path of the document as the manifest names it: the same on every machine that has the same checkout. */
export function rememberedPath(document: string, out: string): string {
  return path.relative(path.resolve(out), path.resolve(document)).split(path.sep).join('/');
}
