import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../support/repository.js';

/** A document that was written to break generators, and what its index says must become of it. */
export interface HostileDocument {
  /** Below the folder of hostile documents. */
  readonly file: string;
  readonly expect: 'error' | 'generate' | 'either';
  readonly note: string;
}

const folder = path.join(repository, '../shared/corpus-hostile');

export const hasHostileDocuments = existsSync(folder);

export function hostileFile({ file }: HostileDocument): string {
  return path.join(folder, file);
}

export const hostileDocuments: readonly HostileDocument[] = hasHostileDocuments
  ? (JSON.parse(readFileSync(path.join(folder, 'INDEX.json'), 'utf8')) as readonly HostileDocument[])
  : [];
