import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { containedPath, EscapeError, isInside } from './contained-path.js';
import { addLate, copyByLinks, linkOrCopy } from './copy-by-links.js';
import { ChangedMeanwhileError } from './changed-meanwhile-error.js';
import { fingerprint } from './fingerprint.js';
import { type Journal, parseJournal } from './journal.js';
import { makeFolder } from './make-folder.js';
import { isFolder, isThere, statusOf } from './status-of.js';
import { isCode, isMissing } from './system-error.js';

/** Folder of oasgard's own files, relative to the output folder. */
export const stateFolder = '.oasgard';

/** Both in the state folder. */
const stagingFolder = 'staged';
const journalName = 'journal.json';

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

/** A change with the real, absolute path of its file. */
interface PlacedChange extends Change {
  readonly real: string;
}

/** What lies in the staging folder. */
interface Staged {
  /** The folder that is replaced: as it is to be, and as it was. */
  readonly folder: string;
  readonly previous: string;
  /** Other files by the index of their journal entry: as they are to be, and as they were. */
  readonly next: string;
  readonly old: string;
}

/**
 * Makes all changes or none, whenever the process dies.
 *
 * A single change is a single rename. Of several, whatever lies in `folder` is staged as a whole folder, whose unchanged
 * files are hard links; a journal is put in place; then the folder is moved away, the files elsewhere are replaced, and
 * the new folder is moved in. So the folder is the old one, the new one, or not there: no moment has a mixture that
 * compiles or starts. Until the last rename {@link recover} brings the old tree back; after it the new one stands.
 *
 * What somebody else saved since the changes were decided is kept: each file is held against `previous` just before it is
 * replaced, and where it differs everything is as before.
 *
 * Synchronous throughout, so that a signal handler cannot run between two renames.
 *
 * @param root real, absolute path of the output folder, which exists
 * @param folder the folder without which nothing starts, relative to `root`
 * @throws ChangedMeanwhileError where a file is not what the changes were decided on, the system's error of a failed
 *   call; the old tree is back then, or `recover` brings it back
 */
export function commit(root: string, changes: readonly Change[], folder: string): void {
  discardStaged(root);
  const placed = changes.map((change) => ({ ...change, real: containedPath(root, change.path) }));
  try {
    const staging = stagingIn(root);
    makeFolder(staging);
    // Were a killed run's leftovers committed, they would look like an interrupted run to everybody else.
    writeFileSync(path.join(staging, '.gitignore'), '*\n');
    const [only] = placed;
    if (only !== undefined && placed.length === 1) commitOne(root, only);
    else commitSeveral(root, placed, folder);
  } catch (error) {
    // What cannot be undone now is undone by the next run.
    ignoringFailures(() => recover(root));
    throw error;
  }
  // What is left of a run that is done is cleared away by the next one.
  ignoringFailures(() => discardStaged(root));
}

function commitOne(root: string, change: PlacedChange): void {
  if (change.text === null) {
    requireAsFound(change.real, change.path, printOf(change.previous), printOf(change.text));
    rmSync(change.real, { force: true });
    removeEmptyFolders(root, path.dirname(change.real));
    return;
  }
  const { next } = stagedIn(root);
  stageText(next, change);
  makeFolder(path.dirname(change.real));
  requireAsFound(change.real, change.path, printOf(change.previous), printOf(change.text));
  renameSync(next, change.real);
}

/**
 * The moment before a file is replaced is the last to see whether somebody has saved it since. One that holds already what
 * it is to hold loses nothing, and a folder in its place is the system's to refuse.
 */
function requireAsFound(file: string, relative: string, previous: string | null, next: string | null): void {
  if (isFolder(file) || isAsWritten(file, previous) || isAsWritten(file, next)) return;
  throw new ChangedMeanwhileError(relative);
}

function commitSeveral(root: string, changes: readonly PlacedChange[], folder: string): void {
  const real = containedPath(root, folder);
  if (isInside(real, containedPath(root, stateFolder))) {
    throw new EscapeError(folder, 'is behind a symbolic link that leads to a folder around it');
  }
  const inside = changes.filter((change) => isInside(real, change.real));
  const elsewhere = changes.filter((change) => !inside.includes(change));
  const staged = stagedIn(root);
  stageFolder(real, inside, staged.folder);
  makeFolder(staged.next);
  makeFolder(staged.old);
  for (const [index, change] of elsewhere.entries()) {
    if (change.text !== null) stageText(path.join(staged.next, String(index)), change);
    if (change.previous !== null) linkOrCopy(change.real, path.join(staged.old, String(index)));
  }
  const journal: Journal = {
    folder: relativePath(root, real),
    entries: elsewhere.map((change) => ({
      path: relativePath(root, change.real),
      previous: printOf(change.previous),
      next: printOf(change.text),
    })),
  };
  const file = path.join(stagingIn(root), journalName);
  writeDurably(`${file}.draft`, JSON.stringify(journal), true);
  renameSync(`${file}.draft`, file);
  apply(root, journal, real, inside);
}

function printOf(text: string | null): string | null {
  return text === null ? null : fingerprint(text);
}

/** The folder as it is to be. */
function stageFolder(real: string, changes: readonly PlacedChange[], staged: string): void {
  if (isThere(real)) copyByLinks(real, staged, new Set(changes.map((change) => change.real)));
  for (const change of changes) {
    const target = path.join(staged, path.relative(real, change.real));
    // Where disks do not tell cases apart, the file may be there by another name: a link, which must not be written to.
    rmSync(target, { force: true });
    if (change.text === null) continue;
    makeFolder(path.dirname(target));
    stageText(target, change);
  }
  for (const change of changes) {
    if (change.text !== null) continue;
    removeEmptyFolders(staged, path.dirname(path.join(staged, path.relative(real, change.real))));
  }
  makeFolder(staged);
}

function stageText(target: string, { text, previous, real, durable }: PlacedChange): void {
  writeDurably(target, text ?? '', durable);
  if (previous !== null) chmodSync(target, statSync(real).mode);
}

/** @param inside changes in the folder, whose path is `target` */
function apply(root: string, { entries }: Journal, target: string, inside: readonly PlacedChange[]): void {
  const staged = stagedIn(root);
  if (isThere(target)) {
    renameSync(target, staged.previous);
    const moved = (real: string): string => path.join(staged.previous, path.relative(target, real));
    for (const { real, path: relative, previous, text } of inside) {
      requireAsFound(moved(real), relative, printOf(previous), printOf(text));
    }
    addLate(staged.previous, staged.folder, new Set(inside.map(({ real }) => moved(real))));
  }
  for (const [index, entry] of entries.entries()) {
    const file = containedPath(root, entry.path);
    requireAsFound(file, entry.path, entry.previous, entry.next);
    if (entry.next === null) {
      rmSync(file, { force: true });
      removeEmptyFolders(root, path.dirname(file));
    } else {
      makeFolder(path.dirname(file));
      renameSync(path.join(staged.next, String(index)), file);
    }
  }
  makeFolder(path.dirname(target));
  renameSync(staged.folder, target);
}

/**
 * Settles what a killed run left: the old tree comes back, unless the new one stands already. A file the user has
 * changed since then is left as the user wants it, and so is a folder the user has brought back.
 *
 * @returns whether there was anything to settle
 * @throws the system's error of a failed call
 */
export function recover(root: string): boolean {
  const text = readJournal(root);
  const journal = text === null ? null : parseJournal(text);
  // The last rename takes the new folder out of the staging folder.
  if (journal !== null && isThere(stagedIn(root).folder)) undo(root, journal);
  discardStaged(root);
  return journal !== null;
}

/** Whether a killed run left something to {@link recover}. Reads only. */
export function isInterrupted(root: string): boolean {
  return readJournal(root) !== null;
}

/** A staging folder that is a link was not made by a run: nothing behind it is believed. */
function readJournal(root: string): string | null {
  const staging = stagingIn(root);
  return isFolder(staging) ? readIfThere(path.join(staging, journalName)) : null;
}

/** Removes what a run has staged. Only then is a journal without meaning: it goes first. */
export function discardStaged(root: string): void {
  const staging = stagingIn(root);
  if (!isFolder(staging)) {
    rmSync(staging, { force: true });
    return;
  }
  rmSync(path.join(staging, journalName), { force: true });
  try {
    rmSync(staging, { recursive: true, force: true });
  } catch (error) {
    if (!isCode(error, 'EACCES')) throw error;
    // A folder of before that was not to be written to.
    makeWritable(staging);
    rmSync(staging, { recursive: true, force: true });
  }
}

function undo(root: string, { folder, entries }: Journal): void {
  const staged = stagedIn(root);
  for (const [index, entry] of entries.entries()) {
    const file = containedPath(root, entry.path);
    const old = path.join(staged.old, String(index));
    const made = isAsWritten(file, entry.next);
    if (entry.previous === null) {
      if (made) rmSync(file, { force: true });
      // Made for the file, which may not have come any more.
      removeEmptyFolders(root, path.dirname(file));
    } else if (made && isThere(old)) {
      makeFolder(path.dirname(file));
      renameSync(old, file);
    }
  }
  const target = containedPath(root, folder);
  // A link there was not put there by a run.
  if (isFolder(staged.previous)) {
    if (isThere(target)) copyByLinks(staged.previous, target, new Set());
    else renameSync(staged.previous, target);
  } else if (!isThere(target)) removeEmptyFolders(root, path.dirname(target));
}

function isAsWritten(file: string, print: string | null): boolean {
  const stat = statusOf(file);
  if (stat === undefined) return print === null;
  // Whatever else stands there was not written by a run.
  return stat.isFile() && fingerprint(readFileSync(file, 'utf8')) === print;
}

function ignoringFailures(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}

/**
 * What lies there is removed as a whole, so no link may lead there, not even from and to the output folder.
 *
 * @throws EscapeError where the state folder is a link
 */
function stagingIn(root: string): string {
  const state = path.join(root, stateFolder);
  if (containedPath(root, stateFolder) !== state) throw new EscapeError(stateFolder, 'is a symbolic link');
  return path.join(state, stagingFolder);
}

function stagedIn(root: string): Staged {
  const at = (name: string): string => path.join(stagingIn(root), name);
  return { folder: at('folder'), previous: at('previous'), next: at('next'), old: at('old') };
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let current = folder; current !== root; current = path.dirname(current)) {
    try {
      rmdirSync(current);
    } catch (error) {
      if (isCode(error, 'ENOTEMPTY')) return;
      if (!isMissing(error)) throw error;
    }
  }
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(path.join(folder, entry.name));
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

function relativePath(root: string, real: string): string {
  return path.relative(root, real).split(path.sep).join('/');
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
