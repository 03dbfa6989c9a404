/** What a trail says when it is opened again: how far it goes, and what its last writer left undone. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type ChainHead, chainOf } from './chain.js';
import { checkpointOf } from './checkpoint.js';
import { rotatedPaths } from './trail-files.js';

export interface TrailState {
  /** `null` for a trail that has not begun. */
  readonly head: ChainHead | null;
  /** Whether the last writer ended in order. */
  readonly closed: boolean;
  /** Whether the current file has said that it is full, and still stands where the next one belongs. */
  readonly rotated: boolean;
  /** Number of the last record before the current file. */
  readonly start: number;
  /** Bytes of the current file that are whole lines. */
  readonly size: number;
  /** What follows them: the start of a line whose end was never written. */
  readonly torn: Buffer;
  /** Intents without an outcome, oldest first. */
  readonly orphans: readonly JsonRecord[];
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Longest line that is read: several times what a record can take. */
const MAX_LINE = 1024 * 1024;

/**
 * Reads the current file of a trail and the full one before it: a request may have begun in one and ended in the other.
 *
 * @throws Error Where the current file ends with something that is no line of a trail.
 */
export function readTrail(path: string): TrailState {
  const [previous] = rotatedPaths(path).slice(-1);
  const reader = new TrailReader();
  if (previous !== undefined) reader.read(previous);
  const start = reader.head?.seq ?? 0;
  const { size, torn } = reader.read(path);
  const { head, closed, rotated } = reader;
  if (head === null && torn.length > 0 && !torn.toString('latin1').startsWith('{"')) throw damaged(path);
  return { head, closed, rotated, start, size, torn, orphans: [...reader.open.values()].flat() };
}

class TrailReader {
  head: ChainHead | null = null;
  closed = false;
  rotated = false;
  /** Intents that still wait for their outcome. Several requests may carry the same id: it is the client's. */
  readonly open = new Map<string, JsonRecord[]>();

  read(path: string): { readonly size: number; readonly torn: Buffer } {
    let last = '';
    let size = 0;
    const torn = readLines(path, (line) => {
      last = line;
      size += Buffer.byteLength(line) + 1;
      this.#note(line);
    });
    this.rotated = false;
    if (last !== '') {
      const record = parse(last);
      const checkpoint = record === null ? null : checkpointOf(record);
      const head = checkpoint ?? (record === null ? null : chainOf(record));
      if (head === null) throw damaged(path);
      this.head = { seq: head.seq, hash: head.hash };
      this.closed = checkpoint?.reason === 'closed';
      this.rotated = checkpoint?.reason === 'rotated' && torn.length === 0;
    }
    return { size, torn };
  }

  #note(line: string): void {
    // Inside a string the quotes would be escaped, so that only lines of these kinds are parsed.
    const isIntent = line.includes('"kind":"intent"');
    if (!isIntent && !line.includes('"kind":"outcome"')) return;
    const record = parse(line);
    if (record === null) return;
    const key = requestKey(record);
    const waiting = this.open.get(key) ?? [];
    if (isIntent) this.open.set(key, [...waiting, record]);
    else if (waiting.length > 1) this.open.set(key, waiting.slice(1));
    else this.open.delete(key);
  }
}

function requestKey({ requestId, operationId, actor }: JsonRecord): string {
  return JSON.stringify([requestId, operationId, actor]);
}

function parse(line: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as JsonRecord) : null;
  } catch {
    return null;
  }
}

function damaged(path: string): Error {
  return new Error(`${path} ends with something that is no line of an audit trail`);
}

/** Calls back with every whole line, and answers what follows the last. A file that is not there has none. */
function readLines(path: string, take: (line: string) => void): Buffer {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return Buffer.alloc(0);
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    let rest = Buffer.alloc(0);
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, null);
      if (length === 0) return rest;
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        take(bytes.toString('utf8', start, end));
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > MAX_LINE) throw damaged(path);
    }
  } finally {
    closeSync(descriptor);
  }
}
