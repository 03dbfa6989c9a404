import { isJsonObject } from '../load/json.js';

/** What a run is about to do, written down before it does it. Paths relative to the output folder, `/` between segments. */
export interface Journal {
  /** The folder that is replaced as a whole; links resolved. */
  readonly folder: string;
  /** Files elsewhere. Their texts are staged, new and old, under the index of the entry. */
  readonly entries: readonly JournalEntry[];
}

export interface JournalEntry {
  /** Links resolved. */
  readonly path: string;
  /** Fingerprint of what the file held before; `null` where there was none. */
  readonly previous: string | null;
  /** Fingerprint of what it is to hold; `null` where it is removed. */
  readonly next: string | null;
}

/** `null` where the text is none: the journal is put in place by one rename, so a broken one is not ours. */
export function parseJournal(text: string): Journal | null {
  const value = parseJson(text);
  if (!isJsonObject(value)) return null;
  const { folder, entries } = value;
  return typeof folder === 'string' && isOurs(folder) && Array.isArray(entries) && entries.every(isEntry)
    ? { folder, entries }
    : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  return (
    isJsonObject(value) &&
    typeof value['path'] === 'string' &&
    isOurs(value['path']) &&
    [value['previous'], value['next']].every((print) => print === null || typeof print === 'string')
  );
}

/** Whoever can commit to the project can leave a journal there: it must lead to nothing that others obey. */
function isOurs(path: string): boolean {
  return path.split('/').every((segment) => !/^(?:\.git|node_modules)$/i.test(segment));
}
