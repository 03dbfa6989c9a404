import { accessSync, constants, readdirSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { ChangedMeanwhileError } from './changed-meanwhile-error.js';
import { containedPath, EscapeError } from './contained-path.js';
import { takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { manifestPath, parseManifest, type Manifest } from './manifest.js';
import { isInterrupted, readIfThere, recover, stateFolder } from './transaction.js';

/** The output folder as a run found it. */
export interface OutputFolder {
  /** Absolute. */
  readonly path: string;
  /** `null` for a first run. */
  readonly manifest: Manifest | null;
  /** Text of the manifest, to notice another run in between. */
  readonly manifestText: string | null;
}

/** Entries that do not make a folder "not empty". */
const ignoredEntries: ReadonlySet<string> = new Set([stateFolder, '.git']);

/**
 * Decides whether a run may write to a folder, and reads what the last run left there. Changes nothing, but for
 * settling what a killed run left; with `readOnly` not even that.
 *
 * @returns `null` where a diagnostic says why not
 */
export function openOutput(
  folder: string,
  options: { readonly adopt: boolean; readonly readOnly?: boolean },
  diagnostics: Diagnostics,
): OutputFolder | null {
  const absolute = path.resolve(folder);
  const { readOnly = false } = options;
  return reportingFailures(absolute, diagnostics, () => {
    if (!isUsableFolder(absolute, readOnly, diagnostics)) return null;
    if (!exists(absolute)) return { path: absolute, manifest: null, manifestText: null };
    const root = realpathSync(absolute);
    if (isInterrupted(root)) {
      if (readOnly) {
        diagnostics.report(
          'output-interrupted',
          wholeFile(absolute),
          'A run was killed while it wrote, or is writing now: the output folder is between two states.',
        );
        return null;
      }
      if (!settleInterrupted(absolute, root, diagnostics)) return null;
    }
    const manifestText = readIfThere(containedPath(root, manifestPath));
    const manifest = manifestText === null ? null : parseManifest(manifestText);
    if (manifestText !== null && manifest === null) {
      diagnostics.report(
        'manifest-unreadable',
        wholeFile(path.join(absolute, manifestPath)),
        `${manifestPath} is damaged, or was written by a newer version of oasgard.`,
      );
      return null;
    }
    if (manifest === null && !options.adopt) {
      const foreign = readdirSync(root).find((entry) => !ignoredEntries.has(entry));
      if (foreign !== undefined) {
        diagnostics.report(
          'output-not-ours',
          wholeFile(absolute),
          `The output folder is not empty (it holds ${JSON.stringify(foreign)}) and oasgard did not write it.`,
        );
        return null;
      }
    }
    return { path: absolute, manifest, manifestText };
  });
}

/** What is in an output folder, which need not exist. */
export interface OutputView {
  /** Real, absolute path of the folder. */
  readonly root: string;
  /** Text of a file, `null` where there is none. Not UTF-8: holds U+FFFD. */
  read(relative: string): string | null;
  /** Names in a folder, `[]` where there is none. */
  list(relative: string): readonly Entry[];
}

/** Exclusive access to an output folder that now exists. */
export interface WriteSession extends OutputView {
  /** Gives the lock back, and removes the folders this session made if they are still empty. */
  end(): void;
}

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** The folder as it is, unlocked: for runs that only look. */
export function viewOutput(output: OutputFolder): OutputView {
  return viewOf(exists(output.path) ? realpathSync(output.path) : output.path);
}

function viewOf(root: string): OutputView {
  return {
    root,
    read: (relative) => readIfThere(containedPath(root, relative)),
    list: (relative) => listFolder(relative === '' ? root : containedPath(root, relative)),
  };
}

/**
 * Creates the folder where need be and locks it.
 *
 * @returns `null` where a diagnostic says why not
 */
export function beginWriting(output: OutputFolder, diagnostics: Diagnostics): WriteSession | null {
  return reportingFailures(output.path, diagnostics, () => {
    const made = makeFolder(output.path);
    const root = realpathSync(output.path);
    makeFolder(containedPath(root, stateFolder));
    const release = lock(output.path, root, diagnostics);
    if (release === null) return null;
    if (!isAsFound(root, output, release)) {
      release();
      diagnostics.report(
        'output-locked',
        wholeFile(output.path),
        'Another run has written to the output folder meanwhile.',
        { help: 'Generate again.' },
      );
      return null;
    }
    return {
      ...viewOf(root),
      end: () => {
        release();
        // The state folder, and the folders made to hold it.
        removeEmptyFolders(path.join(root, stateFolder), 1 + made);
      },
    };
  });
}

/**
 * Whether a folder that is locked now is as it was found: no run has written since, nor was killed while it did.
 *
 * @throws the system's error of a failed call; the lock is given back then
 */
function isAsFound(root: string, output: OutputFolder, release: () => void): boolean {
  try {
    return !recover(root) && readIfThere(containedPath(root, manifestPath)) === output.manifestText;
  } catch (error) {
    release();
    throw error;
  }
}

/** Turns the system's errors, and links that leave the folder, into diagnostics; anything else is a bug and thrown. */
export function reportingFailures<T>(folder: string, diagnostics: Diagnostics, action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    reportFailure(error, folder, diagnostics);
    return null;
  }
}

/** {@link reportingFailures} for work that waits. */
export async function reportingLateFailures<T>(
  folder: string,
  diagnostics: Diagnostics,
  action: () => Promise<T>,
): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    reportFailure(error, folder, diagnostics);
    return null;
  }
}

function reportFailure(error: unknown, folder: string, diagnostics: Diagnostics): void {
  if (error instanceof EscapeError) {
    const file = path.join(folder, error.relative);
    diagnostics.report('output-escapes', wholeFile(file), `${error.relative} ${error.message}.`);
    return;
  }
  if (error instanceof ChangedMeanwhileError) {
    const file = path.join(folder, error.relative);
    diagnostics.report('write-failed', wholeFile(file), `${error.message}: nothing was written.`, {
      help: 'Generate again.',
    });
    return;
  }
  if (!isSystemError(error)) throw error;
  const code: DiagnosticCode = permissionErrors.has(error.code) ? 'output-not-writable' : 'write-failed';
  diagnostics.report(code, wholeFile(error.path ?? folder), `The operating system says: ${error.message}.`);
}

const permissionErrors: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

function isUsableFolder(absolute: string, readOnly: boolean, diagnostics: Diagnostics): boolean {
  let existing = absolute;
  while (!exists(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  if (!statSync(existing).isDirectory()) {
    const message =
      existing === absolute
        ? 'The output path is a file, not a folder.'
        : `The output folder cannot be created: ${existing} is a file.`;
    diagnostics.report('output-not-a-folder', wholeFile(existing), message);
    return false;
  }
  // Existing but unreadable is as bad: nothing could be compared.
  accessSync(existing, (readOnly ? 0 : constants.W_OK) | constants.X_OK | constants.R_OK);
  return true;
}

function settleInterrupted(absolute: string, root: string, diagnostics: Diagnostics): boolean {
  const release = lock(absolute, root, diagnostics);
  if (release === null) return false;
  try {
    // Whoever held the lock may have ended in between, and settled everything.
    recover(root);
  } finally {
    release();
  }
  return true;
}

function lock(absolute: string, root: string, diagnostics: Diagnostics): (() => void) | null {
  const file = containedPath(root, `${stateFolder}/lock`);
  const taken = takeLock(file);
  if (typeof taken === 'function') return taken;
  diagnostics.report(
    'output-locked',
    wholeFile(absolute),
    `Another run (${taken.holder}) is writing to the output folder.`,
    { help: `Wait until it has ended, then generate again. If no such process exists, delete ${file}.` },
  );
  return null;
}

/** Removes a folder and so many of its parents in all, as long as they are empty. */
function removeEmptyFolders(deepest: string, count: number): void {
  let current = deepest;
  for (let removed = 0; removed < count && removeIfEmpty(current); removed++) current = path.dirname(current);
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

function listFolder(folder: string): readonly Entry[] {
  if (!exists(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file stands where a folder on the way is expected.
    if (isSystemError(error) && error.code === 'ENOTDIR') return false;
    throw error;
  }
}

function wholeFile(file: string): Location {
  return { file, pointer: '', on: 'value' };
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
