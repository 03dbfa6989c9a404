import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { InputFile } from '../load/input-files.js';
import { isCurrent } from '../load/input-state.js';
import { digestOf } from './recorded-view.js';

/**
 * A receipt says what a run read, what it left and what it would print if nothing changed: where all of that is still
 * so, the next run need not load a compiler to know that there is nothing to do. It is a shortcut of one machine, in no
 * way needed, and everything in it is compared by content.
 *
 * This module stands on nothing heavy.
 */
const receiptPath = '.oasgard/receipt.json';

/** Keeps the receipt out of version control: the paths in it are those of one machine. */
const ignorePath = '.oasgard/.gitignore';

const format = 1;

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
    const receipt = JSON.parse(readFileSync(path.join(root, receiptPath), 'utf8')) as Receipt;
    return receipt.format === format && receipt.question === digestOf(question) && isUnchanged(root, receipt)
      ? receipt
      : null;
  } catch {
    // No receipt, a damaged one, a file that cannot be read: the whole run finds out what is so.
    return null;
  }
}

/** Leaves a receipt in the output folder. Where that cannot be done, the next run takes its time. */
export function leaveReceipt(out: string, content: ReceiptContent): void {
  try {
    const root = realpathSync.native(out);
    if (!isPlain(root, content.files.keys())) return;
    const receipt: Receipt = {
      format,
      question: digestOf(content.question),
      inputs: content.inputs,
      files: [...content.files],
      folders: [...content.folders].map((folder) => [folder, namesIn(root, folder)]),
      answer: content.answer,
    };
    const text = `${JSON.stringify(receipt)}\n`;
    const file = path.join(root, receiptPath);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
    if (!existsSync(path.join(root, ignorePath)))
      writeFileSync(path.join(root, ignorePath), 'receipt.json*\n');
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
