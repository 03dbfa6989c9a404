import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { InputFile } from '../load/input-files.js';
import { isCurrent } from '../load/input-state.js';
import { isInside } from './contained-path.js';
import { digestOf } from './recorded-view.js';
import { isMissing } from './system-error.js';
import { isInterrupted } from './transaction.js';
import { isOwn, userCache } from './user-cache.js';

/**
 * A receipt says what a run read, what it left and what it would print if nothing changed: where all of that is still
 * so, the next run need not load a compiler to know that there is nothing to do. It is a shortcut of one user on one
 * machine, in no way needed, and everything in it is compared by content.
 *
 * It lies in the user's cache and not in the output folder: whoever can commit to a project must not be able to say that
 * there is nothing to do.
 *
 * This module stands on nothing heavy.
 */
const format = 2;

/** After so many days a receipt is cleared away, whatever project it was of. */
const keptDays = 90;

export interface ReceiptContent {
  /** Whatever else decides what a run does, as text: options, version, working directory. */
  readonly question: string;
  /** Files of the document. */
  readonly inputs: readonly InputFile[];
  /** Files of the output folder by path relative to it, with their SHA-256 after the run. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Folders of the output folder that were listed. */
  readonly folders: Iterable<string>;
  /** What the next run prints on stdout where nothing changes. */
  readonly answer: string;
}

interface Receipt extends Omit<ReceiptContent, 'files' | 'folders'> {
  readonly format: number;
  readonly files: readonly (readonly [path: string, sha256: string | null])[];
  /** With a digest of the names in each. */
  readonly folders: readonly (readonly [path: string, names: string])[];
}

/**
 * What a run would print, where it would read what the last one read and find what the last one left.
 *
 * @param out output folder, relative to the working directory
 * @returns `null` where anything differs, or nothing is known
 */
export function answerOf(out: string, question: string): Pick<ReceiptContent, 'answer' | 'inputs'> | null {
  try {
    const root = realpathSync.native(out);
    const folder = userCache({ create: false });
    if (folder === null || isInterrupted(root)) return null;
    const receipt = JSON.parse(readOwn(path.join(folder, nameOf(root)))) as Receipt;
    const same = receipt.format === format && receipt.question === digestOf(asked(question, root));
    return same && isUnchanged(root, receipt) ? { ...receipt, answer: printable(receipt.answer) } : null;
  } catch {
    // No receipt, a damaged one, a file that cannot be read: the whole run finds out what is so.
    return null;
  }
}

/** Leaves a receipt in the user's cache. Where that cannot be done, the next run takes its time. */
export function leaveReceipt(out: string, content: ReceiptContent): void {
  try {
    const root = realpathSync.native(out);
    if (!isPlain(root, content.files.keys())) return;
    const folder = userCache({ create: true });
    // Part of what was generated, it could be committed with it.
    if (folder === null || isInside(root, realpathSync.native(folder))) return;
    const receipt: Receipt = {
      format,
      question: digestOf(asked(content.question, root)),
      inputs: content.inputs,
      files: [...content.files],
      folders: [...content.folders].map((listed) => [listed, namesIn(root, listed)]),
      answer: content.answer,
    };
    const file = path.join(folder, nameOf(root));
    const draft = `${file}.${String(process.pid)}`;
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(receipt)}\n`, { flag: 'wx', mode: 0o600 });
    renameSync(draft, file);
    clearAway(folder);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}

function nameOf(root: string): string {
  return `${digestOf(root)}.receipt.json`;
}

/** A cache may be shared among machines, on which the same path is another folder. */
function asked(question: string, root: string): string {
  return JSON.stringify([question, root, hostname()]);
}

/** Text of a file of the user's own. @throws where it is a link, or somebody else could have written it */
function readOwn(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (!isOwn(fstatSync(descriptor))) throw new Error(`${file} is not this user's alone`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Without what a terminal obeys, but for colors and line ends. */
function printable(text: string): string {
  return text.replaceAll(CONTROL, (found) => (COLOR.test(found) ? found : ''));
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /\u001B\[[\d;]*m|[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;
// oxlint-disable-next-line no-control-regex -- as above
const COLOR = /^\u001B\[[\d;]*m$/;

function clearAway(folder: string): void {
  const oldest = Date.now() - keptDays * 86_400_000;
  for (const name of readdirSync(folder)) {
    if (!/^[0-9a-f]{64}\.receipt\.json/.test(name)) continue;
    const file = path.join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && stat.mtimeMs < oldest) rmSync(file, { force: true });
  }
}

function isUnchanged(root: string, { inputs, files, folders }: Receipt): boolean {
  return (
    inputs.every(isCurrent) &&
    isPlain(
      root,
      files.map(([file]) => file),
    ) &&
    folders.every(([folder, names]) => namesIn(root, folder) === names) &&
    files.every(([file, sha256]) => digestOfFile(path.join(root, file)) === sha256)
  );
}

/** Whether no folder on the way to these files is a link: whoever may follow one must look closer. */
function isPlain(root: string, files: Iterable<string>): boolean {
  const folders = new Set([...files].map((file) => path.join(root, path.dirname(file))));
  return [...folders].every((folder) => {
    const real = realPathOf(folder);
    return real === null || real === folder;
  });
}

function realPathOf(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** One buffer for thousands of small files: half the time. */
const shared = Buffer.allocUnsafe(1 << 20);

/** SHA-256 of a file that is not a link, `null` where there is none. */
function digestOfFile(file: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const length = readSync(descriptor, shared, 0, shared.length, null);
    return digestOf(length < shared.length ? shared.subarray(0, length) : readFileSync(file));
  } finally {
    closeSync(descriptor);
  }
}

function namesIn(root: string, folder: string): string {
  const at = path.join(root, folder);
  if (!existsSync(at)) return '';
  const entries = readdirSync(at, { withFileTypes: true });
  return digestOf(
    entries
      .map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .sort()
      .join('\n'),
  );
}
