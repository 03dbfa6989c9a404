import {
  chmodSync,
  copyFileSync,
  type Dirent,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  type Stats,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import { ChangedMeanwhileError } from './changed-meanwhile-error.js';
import { makeFolder } from './make-folder.js';
import { isThere, statusOf } from './status-of.js';

/** Where hard links cannot be made: a file system that has none, or a file that has as many as it can. */
const withoutLinks: ReadonlySet<unknown> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
]);

/**
 * Makes a folder hold what another one holds, by hard links: bytes, times and modes of files are the same because the
 * files are. Symbolic links are made anew, to where they lead.
 *
 * @param to a folder that exists keeps every file it has
 * @param without absolute paths of files to leave out
 * @throws the system's error of a failed call
 */
export function copyByLinks(from: string, to: string, without: ReadonlySet<string>): void {
  if (!isThere(to)) mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      copyByLinks(source, target, without);
    } else if (!without.has(source) && !isThere(target)) {
      addEntry(entry, source, target);
    }
  }
  const { mode } = statSync(from);
  // Last: a folder that must not be written to is filled before it says so.
  if (statSync(to).mode !== mode) chmodSync(to, mode);
}

/** A second name of a file; a copy with its mode and times where there cannot be one. */
export function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && withoutLinks.has(error.code))) throw error;
    copyFileSync(source, target);
    const { atime, mtime } = statSync(source);
    utimesSync(target, atime, mtime);
  }
}

/**
 * Adds what has come into a folder since {@link copyByLinks} copied it.
 *
 * @param without absolute paths of files to leave out
 * @throws ChangedMeanwhileError where a copied file has been replaced since, the system's error of a failed call
 */
export function addLate(from: string, to: string, without: ReadonlySet<string>, below = ''): void {
  for (const entry of readdirSync(path.join(from, below), { withFileTypes: true })) {
    const relative = path.join(below, entry.name);
    const [source, target] = [path.join(from, relative), path.join(to, relative)];
    if (entry.isDirectory()) {
      addLate(from, to, without, relative);
    } else if (!without.has(source)) {
      const copy = statusOf(target);
      if (copy === undefined) {
        makeFolder(path.dirname(target));
        addEntry(entry, source, target);
      } else if (entry.isSymbolicLink() ? !copy.isSymbolicLink() : !isSame(lstatSync(source), copy)) {
        throw new ChangedMeanwhileError(relative.split(path.sep).join('/'));
      }
    }
  }
}

function addEntry(entry: Dirent, source: string, target: string): void {
  if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
  else linkOrCopy(source, target);
}

/** Two names of one file, or a copy with its size and time. */
function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino || (one.size === other.size && Math.abs(one.mtimeMs - other.mtimeMs) < 2);
}
