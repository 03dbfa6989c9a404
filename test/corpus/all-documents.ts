import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';

/** A document of the corpus, as its manifest lists it. */
export interface ListedDocument {
  readonly id: string;
  /** Below the corpus. */
  readonly file: string;
  readonly openapi: string;
  readonly operations: number;
}

const corpus = path.join(repository, '../shared/corpus');
/** Holds what the package registry has and the corpus does not: two documents too large to keep. */
const fetched = path.join(repository, 'node_modules/.cache/oasgard-corpus');

export const hasWholeCorpus = existsSync(path.join(corpus, 'MANIFEST.json'));

export function listDocuments(): readonly ListedDocument[] {
  const manifest = JSON.parse(readFileSync(path.join(corpus, 'MANIFEST.json'), 'utf8')) as {
    readonly documents: readonly ListedDocument[];
  };
  return manifest.documents;
}

/** Absolute path of a document, fetched where the corpus leaves that to whoever needs it; `null` if it cannot be had. */
export async function obtainDocument({ id, file }: ListedDocument): Promise<string | null> {
  const kept = path.join(corpus, file);
  if (existsSync(kept)) return kept;
  const there = path.join(fetched, file);
  if (existsSync(there)) return there;
  mkdirSync(fetched, { recursive: true });
  // The script writes beside itself, and the corpus may be read-only.
  for (const name of ['fetch-npm.mjs', 'MANIFEST.json']) {
    cpSync(path.join(corpus, name), path.join(fetched, name), { force: true });
  }
  await runProcess(process.execPath, [path.join(fetched, 'fetch-npm.mjs'), id], { cwd: fetched });
  return existsSync(there) ? there : null;
}
