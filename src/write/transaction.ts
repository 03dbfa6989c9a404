import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isJsonObject } from '../load/json.js';
import { containedPath } from './contained-path.js';
import { fingerprint } from './fingerprint.js';
import { makeFolder } from './make-folder.js';

/** Folder of oasgard's own files, relative to the output folder. */
export const stateFolder = '.oasgard';

const stagingFolder = `${stateFolder}/staged`;
const journalPath = `${stateFolder}/journal.json`;

/** One file that must change. `/` between segments, relative to the output folder. */
export interface Change {
  readonly path: string;
  /** New text; `null` removes the file. */
  readonly text: string | null;
  /** What the file held when the change was decided; `null` where there was none. */
  readonly previous: string | null;
  /** Whether its bytes exist nowhere else, and so must survive a power cut too. */
  readonly durable: boolean;
}

interface JournalEntry {
  readonly path: string;
  /** Name below the staging folder; `null` for a removal. */
  readonly staged: string | null;
  /** Fingerprint of what the file held before; `null` where there was none. */
  readonly previous: string | null;
}

/**
 * Makes all changes or none, whenever the process dies: new texts are staged beside the project, a journal is put in
 * place by one rename, then each file is replaced by a rename, in the order given. Before the journal the old tree
 * stands; after it the next run's {@link recover} finishes the new one.
 *
 * Synchronous throughout, so that a signal handler cannot run between two renames.
 *
 * @param root real, absolute path of the output folder, which exists
 * @throws the system's error of a failed call; the tree is then as after a crash
 */
export function commit(root: string, changes: readonly Change[]): void {
  discardStaged(root);
  const staging = containedPath(root, stagingFolder);
  makeFolder(staging);
  const entries = changes.map((change, index): JournalEntry => {
    const staged = change.text === null ? null : String(index);
    if (staged !== null) {
      const file = path.join(staging, staged);
      writeDurably(file, change.text ?? '', change.durable);
      if (change.previous !== null) chmodSync(file, statSync(containedPath(root, change.path)).mode);
    }
    return {
      path: change.path,
      staged,
      previous: change.previous === null ? null : fingerprint(change.previous),
    };
  });
  const draft = path.join(staging, 'journal.json');
  writeDurably(draft, JSON.stringify(entries), true);
  renameSync(draft, containedPath(root, journalPath));
  apply(root, entries);
}

/**
 * Finishes what a killed run began, or clears away what it had not yet decided. A file the user has changed since then
 * is left as the user wants it.
 *
 * @returns whether there was anything to finish
 * @throws the system's error of a failed call
 */
export function recover(root: string): boolean {
  const journal = readIfThere(containedPath(root, journalPath));
  const entries = journal === null ? null : parseJournal(journal);
  if (entries === null) {
    rmSync(containedPath(root, journalPath), { force: true });
    discardStaged(root);
    return false;
  }
  apply(
    root,
    entries.filter((entry) => {
      const current = readIfThere(containedPath(root, entry.path));
      // A removal may have been killed before it came to the folders it leaves empty.
      if (current === null && entry.staged === null) return true;
      return (current === null ? null : fingerprint(current)) === entry.previous;
    }),
  );
  return true;
}

/** Whether a killed run left something to {@link recover}. Reads only. */
export function isInterrupted(root: string): boolean {
  return readIfThere(containedPath(root, journalPath)) !== null;
}

/** Removes staged texts of a run that did not get as far as its journal. */
export function discardStaged(root: string): void {
  rmSync(containedPath(root, stagingFolder), { recursive: true, force: true });
}

function apply(root: string, entries: readonly JournalEntry[]): void {
  const staging = containedPath(root, stagingFolder);
  for (const entry of entries) {
    const target = containedPath(root, entry.path);
    if (entry.staged === null) {
      rmSync(target, { force: true });
      removeEmptyFolders(root, path.dirname(target));
    } else {
      makeFolder(path.dirname(target));
      moveIfThere(path.join(staging, entry.staged), target);
    }
  }
  rmSync(containedPath(root, journalPath), { force: true });
  discardStaged(root);
}

/** A staged text that is gone was moved before the crash. */
function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let current = folder; current !== root; current = path.dirname(current)) {
    try {
      rmdirSync(current);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY') return;
      if (!isMissing(error)) throw error;
    }
  }
}

function writeDurably(file: string, text: string, durable: boolean): void {
  if (!durable) {
    writeFileSync(file, text);
    return;
  }
  const descriptor = openSync(file, 'w');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function parseJournal(text: string): readonly JournalEntry[] | null {
  const value: unknown = parseJson(text);
  return Array.isArray(value) && value.every(isEntry) ? value : null;
}

/** The journal is replaced by one rename, so a broken one is not ours. */
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
    (value['staged'] === null || (typeof value['staged'] === 'string' && /^[0-9]+$/.test(value['staged']))) &&
    (value['previous'] === null || typeof value['previous'] === 'string')
  );
}

/** Text of a file, `null` where there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
