/** The file of an audit trail: opened, recovered, appended to, rotated and closed, its hash chain unbroken. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { uuidV7 } from '../core/uuid-v7.js';
import { canonicalJson } from './canonical-json.js';
import { type ChainHead, newChain, sealRecord } from './chain.js';
import { checkpointLine, type CheckpointReason, type SigningKey } from './checkpoint.js';
import { printableJson } from './json-string.js';
import { type JsonRecord, readTrail, type TrailState } from './read-trail.js';
import { rotatedPath } from './trail-files.js';
import { lockWriter } from './writer-lock.js';

export interface TrailOptions {
  /** Bytes after which a new file is begun. */
  readonly maxBytes: number;
  readonly signingKey: SigningKey | null;
  /** Records between two signed checkpoints, at most. */
  readonly checkpointRecords: number;
}

/** What the last writer left undone, and this one recorded. */
export interface Recovery {
  /** Requests whose outcome nobody knows. */
  readonly orphans: number;
  /** Bytes of a line that was not written to its end. */
  readonly torn: number;
}

/** Of a torn line this much is kept in the record about it. */
const TORN_KEPT = 4096;

/**
 * On Linux a write returns once its lines are on the disk, which saves a second call into the thread pool. Elsewhere the
 * flag is missing, or promises less than `fdatasync` does.
 */
const SYNCED = process.platform === 'linux' ? constants.O_DSYNC : 0;
const APPENDED = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | SYNCED;

/** What a `chain` member takes, about. */
const SEAL_LENGTH = 110;

export class TrailFile {
  readonly path: string;
  /** `null` where the last writer ended in order, or there was none. */
  readonly recovery: Recovery | null;
  /** What the last writer left; `null` once it is dealt with. */
  #found: TrailState | null = null;
  readonly #options: TrailOptions;
  /** Devices and pipes have no size, no past and no second file. */
  readonly #regular: boolean;
  readonly #unlock: () => void;
  #descriptor: number;
  #size = 0;
  #head: ChainHead;
  /** Records since the last checkpoint. */
  #unsigned = 0;
  /** Number of the last record before this file. */
  #start = 0;
  /** Whether the last line is a checkpoint that closes the trail. */
  #closed = false;
  #released = false;

  /**
   * Opens the file, makes it where there is none (mode 0600), and finds what the last writer left undone. Nothing is
   * written yet: a server that does not start leaves no trace in the trail.
   *
   * @throws Error Where it cannot be written, another process writes it, or it is no audit trail.
   */
  constructor(path: string, options: TrailOptions) {
    this.path = path;
    this.#options = options;
    this.#descriptor = openSync(path, APPENDED, 0o600);
    this.#regular = fstatSync(this.#descriptor).isFile();
    this.#head = newChain();
    if (!this.#regular) {
      this.#unlock = () => undefined;
      this.recovery = null;
      return;
    }
    try {
      this.#unlock = lockWriter(path);
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
    try {
      this.#found = readTrail(path);
    } catch (error) {
      this.release();
      throw error;
    }
    const { head, closed, start, size, torn, orphans } = this.#found;
    this.#size = size;
    this.#start = start;
    this.#closed = closed && size > 0;
    if (head !== null) this.#head = head;
    const isUnfinished = torn.length > 0 || (head !== null && !closed);
    this.recovery = isUnfinished ? { orphans: orphans.length, torn: torn.length } : null;
  }

  get durable(): boolean {
    return this.#regular;
  }

  /** Records that no checkpoint covers yet. */
  get unsigned(): number {
    return this.#unsigned;
  }

  /** Writes the first line of a new file, and the records of what the last writer left undone. */
  begin(): void {
    if (this.#found === null) return;
    const { size, torn, orphans, rotated } = this.#found;
    this.#found = null;
    // What the last writer wrote and did not live to sync.
    fdatasyncSync(this.#descriptor);
    // The last writer ended between the last line of a full file and the file that follows it.
    if (rotated) this.#moveOn();
    if (this.recovery !== null) this.#recover(torn, orphans);
    else if (size === 0) this.#writeBegin();
  }

  /**
   * Appends records and waits until they are on the disk.
   *
   * @param lines Canonical JSON but for escapes of invisible characters.
   * @param checkpoint Whether a checkpoint follows, however few they are.
   */
  async append(lines: readonly string[], checkpoint: boolean): Promise<void> {
    this.begin();
    if (lines.length === 0 && !checkpoint) return;
    if (this.#regular) {
      this.#assertUntouched();
      const length = lines.reduce((sum, line) => sum + line.length + SEAL_LENGTH, 0);
      const isFull = this.#size + length > this.#options.maxBytes;
      if (isFull && this.#head.seq > this.#start) await this.#rotate();
    }
    let text = '';
    if (!this.#regular && this.#head.seq === 0) text += `${this.#checkpoint('begin')}\n`;
    text += this.#seal(lines);
    const { signingKey, checkpointRecords } = this.#options;
    const isDue = signingKey !== null && (checkpoint || this.#unsigned >= checkpointRecords);
    if (isDue && this.#unsigned > 0) text += `${this.#checkpoint('interval')}\n`;
    await this.#write(text);
  }

  /** Says that the trail ends here, in order, and lets go of the file. */
  async close(): Promise<void> {
    try {
      this.begin();
      if (this.#regular) this.#assertUntouched();
      if (!this.#closed && (this.#regular || this.#head.seq > 0)) {
        await this.#write(`${this.#checkpoint('closed')}\n`);
      }
    } finally {
      this.release();
    }
  }

  /** Lets go of the file without a word. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    closeSync(this.#descriptor);
    this.#unlock();
  }

  #seal(lines: readonly string[]): string {
    let text = '';
    for (const line of lines) {
      const sealed = sealRecord(line, this.#head);
      this.#head = sealed.head;
      text += `${sealed.line}\n`;
    }
    this.#unsigned += lines.length;
    return text;
  }

  #checkpoint(reason: CheckpointReason): string {
    this.#unsigned = 0;
    return checkpointLine(this.#head, reason, this.#options.signingKey, Date.now());
  }

  /** Nobody else writes, cuts or removes the file while it is open. */
  #assertUntouched(): void {
    const { size, nlink } = fstatSync(this.#descriptor);
    if (nlink === 0) throw new Error(`${this.path} was removed`);
    if (size !== this.#size) throw new Error(`${this.path} was changed by somebody else`);
  }

  async #write(text: string): Promise<void> {
    let bytes = Buffer.from(text, 'utf8');
    this.#closed = false;
    while (bytes.length > 0) {
      const written = await writeSome(this.#descriptor, bytes);
      this.#size += written;
      bytes = bytes.subarray(written);
    }
    if (!this.#regular || SYNCED !== 0) return;
    await new Promise<void>((resolve, reject) => {
      fdatasync(this.#descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async #rotate(): Promise<void> {
    await this.#write(`${this.#checkpoint('rotated')}\n`);
    this.#moveOn();
    this.#writeBegin();
  }

  /** Puts the full file aside, and an empty one in its place. */
  #moveOn(): void {
    const full = rotatedPath(this.path, this.#head.seq);
    if (existsSync(full)) throw new Error(`${full} exists already`);
    renameSync(this.path, full);
    const next = openSync(this.path, APPENDED | constants.O_EXCL, 0o600);
    closeSync(this.#descriptor);
    this.#descriptor = next;
    this.#size = 0;
    this.#start = this.#head.seq;
  }

  /** The first line of a file, and the file's name in its folder, are on the disk before anything else is. */
  #writeBegin(): void {
    const line = Buffer.from(`${this.#checkpoint('begin')}\n`);
    for (let written = 0; written < line.length;) written += writeSync(this.#descriptor, line, written);
    this.#size += line.length;
    fsyncSync(this.#descriptor);
    syncFolder(dirname(this.path));
  }

  #recover(torn: Buffer, orphans: readonly JsonRecord[]): void {
    const now = Date.now();
    const records = [
      notClosed(torn, orphans.length, now),
      ...orphans.map((intent) => unknownOutcome(intent, now)),
    ];
    const begin = this.#size === 0 ? `${this.#checkpoint('begin')}\n` : '';
    this.#overwrite(begin + this.#seal(records.map((record) => printableJson(canonicalJson(record)))));
    this.#closed = false;
  }

  /** In the place of the torn line, which nobody was told is written. */
  #overwrite(text: string): void {
    const descriptor = openSync(this.path, 'r+');
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let written = 0; written < bytes.length;) {
        written += writeSync(descriptor, bytes, written, bytes.length - written, this.#size + written);
      }
      this.#size += bytes.length;
      ftruncateSync(descriptor, this.#size);
      fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    syncFolder(dirname(this.path));
  }
}

function notClosed(torn: Buffer, orphans: number, now: number): JsonRecord {
  const record = {
    id: uuidV7(now),
    time: new Date(now).toISOString(),
    kind: 'alarm',
    reason: 'trail-not-closed',
    count: orphans,
  };
  if (torn.length === 0) return record;
  const sha256 = createHash('sha256').update(torn).digest('hex');
  return { ...record, torn: { bytes: torn.length, sha256, text: torn.toString('utf8', 0, TORN_KEPT) } };
}

/** The process ended between the intent and the outcome: the handler may have done everything, or nothing. */
function unknownOutcome(intent: JsonRecord, now: number): JsonRecord {
  const record: Record<string, unknown> = {
    ...intent,
    id: uuidV7(now),
    time: new Date(now).toISOString(),
    kind: 'outcome',
    outcome: 'unknown',
    stage: 17,
    reason: 'process-ended',
    status: null,
  };
  delete record['chain'];
  return record;
}

function writeSome(descriptor: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, null, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });
}

/** Windows has no way to sync a folder, and no need to. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
