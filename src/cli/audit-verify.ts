/**
 * Checks an audit trail: the hash chain over all its files, and its checkpoints. What is wrong is named by what was done
 * to the trail, as far as the lines around it tell.
 */
import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '../runtime/audit/canonical-json.js';
import { type ChainHead, chainHash, chainOf } from '../runtime/audit/chain.js';
import { type Checkpoint, checkpointOf, isSignedBy, keyId } from '../runtime/audit/checkpoint.js';
import { parseJson } from '../runtime/decode/json.js';

export type FaultKind = 'changed' | 'removed' | 'inserted' | 'reordered' | 'torn' | 'forged' | 'rewritten';

/** The first thing that is wrong. */
export interface TrailFault {
  readonly kind: FaultKind;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A record by which the server itself says that something went wrong. */
export interface TrailAlarm {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly count: number | null;
}

export interface TrailReport {
  readonly files: readonly string[];
  /** Records whose place in the chain holds, by kind. */
  readonly records: ReadonlyMap<string, number>;
  readonly checkpoints: number;
  /** Number of the last record before the first file; `null` where it does not say. */
  readonly begin: number | null;
  /** Number and hash of the last record that holds. */
  readonly end: ChainHead | null;
  /** Whether the last line says that the writer ended in order. */
  readonly closed: boolean;
  /** Whether any checkpoint carries a signature. */
  readonly signed: boolean;
  /** Number of the last record under a signature that was checked; `null` where none was. */
  readonly signedThrough: number | null;
  readonly alarms: readonly TrailAlarm[];
  readonly fault: TrailFault | null;
}

export interface TrailExpectations {
  /** Who may have signed; empty: signatures are not checked. */
  readonly keys: readonly KeyObject[];
  /** An end of this trail seen before: it must still be in it. */
  readonly anchor: ChainHead | null;
}

type Members = Readonly<Record<string, unknown>>;

/** A line that is not in its place, until the lines after it tell what happened. */
interface Suspicion {
  readonly place: { readonly file: string; readonly line: number };
  /** The last record before it. */
  readonly before: ChainHead;
  readonly claimed: ChainHead;
}

/** Alarms that are listed; more are counted only. */
const ALARMS_LISTED = 100;

/** The end of a line as the server writes it. */
const PLACE_BEGIN = ',"chain":';
const PLACE = /^,"chain":\{"hash":"([0-9a-f]{64})","seq":([1-9][0-9]{0,15})\}\}$/;

/** What a record's line is read with: more than the runtime ever writes. */
const RECORD_LIMITS = { depth: 8, nodes: 5000 } as const;

/** Takes the lines of a trail in order. */
export class TrailVerifier {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #anchor: ChainHead | null;
  readonly #files: string[] = [];
  readonly #records = new Map<string, number>();
  readonly #alarms: TrailAlarm[] = [];
  #checkpoints = 0;
  #begin: number | null = null;
  #head: ChainHead | null = null;
  /** The last line, where it is a checkpoint. */
  #last: Checkpoint | null = null;
  #signed = false;
  #signedThrough: number | null = null;
  #anchored = false;
  #fault: TrailFault | null = null;
  #suspicion: Suspicion | null = null;
  #file = '';
  #line = 0;

  constructor({ keys, anchor }: TrailExpectations) {
    this.#keys = new Map(keys.map((key) => [keyId(key), key]));
    this.#anchor = anchor;
  }

  /** The lines that follow are those of the next file. */
  beginFile(file: string): void {
    if (this.#files.length > 0 && this.#fault === null && this.#last?.reason !== 'rotated') {
      this.#fail(
        'removed',
        'The last lines of this file were removed: the one that leads to the next is not there.',
      );
    }
    this.#files.push(file);
    this.#file = file;
    this.#line = 0;
  }

  /** @param whole Whether it ends with a newline. */
  takeLine(bytes: Uint8Array, whole: boolean): void {
    this.#line += 1;
    if (this.#fault !== null) {
      if (this.#suspicion !== null) this.#resolve(this.#suspicion, parseLine(bytes));
      return;
    }
    if (!whole) {
      this.#fail(
        'torn',
        'The last line has no end: the server was killed while it wrote, writes it now, or the file was cut.',
      );
      return;
    }
    if (this.#takeAsWritten(bytes)) return;
    const record = parseLine(bytes);
    if (record === null)
      this.#fail('changed', 'This line is no record: it was damaged, or somebody else wrote it.');
    else this.#take(record);
  }

  /** A line too long for a record, left out. */
  takeOversized(): void {
    this.#line += 1;
    if (this.#fault === null)
      this.#fail('changed', 'This line is longer than any record: somebody else wrote it.');
  }

  finish(): TrailReport {
    if (this.#fault === null) this.#checkEnd();
    return {
      files: this.#files,
      records: this.#records,
      checkpoints: this.#checkpoints,
      begin: this.#begin,
      end: this.#head,
      closed: this.#last?.reason === 'closed',
      signed: this.#signed,
      signedThrough: this.#signedThrough,
      alarms: this.#alarms,
      fault: this.#fault,
    };
  }

  #take(record: Members): void {
    const checkpoint = checkpointOf(record);
    if (this.#line === 1 && checkpoint?.reason !== 'begin') {
      this.#fail('removed', 'The file does not begin with the line every audit file begins with.');
    } else if (this.#last?.reason === 'rotated' && this.#line > 1) {
      this.#fail('inserted', 'The file ended with the line before this one.');
    } else if (checkpoint !== null) this.#takeCheckpoint(checkpoint);
    else this.#takeRecord(record, this.#head!);
  }

  /** Nearly every line is as the server wrote it: its text is what was hashed, and need not be written anew. */
  #takeAsWritten(bytes: Uint8Array): boolean {
    const head = this.#head;
    if (head === null || this.#line === 1 || this.#last?.reason === 'rotated' || !isUtf8(bytes)) return false;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    const place = text.lastIndexOf(PLACE_BEGIN);
    const [, hash = '', seq] = place < 0 ? [] : (PLACE.exec(text.slice(place)) ?? []);
    if (Number(seq) !== head.seq + 1 || chainHash(head.hash, `${text.slice(0, place)}}`) !== hash)
      return false;
    const record = parseText(text);
    if (record !== null) this.#accept(record, { seq: head.seq + 1, hash });
    return record !== null;
  }

  #takeRecord({ chain, ...record }: Members, before: ChainHead): void {
    const claimed = chainOf({ chain });
    if (claimed === null) {
      this.#fail('inserted', 'This record has no place in the chain: the server did not write it.');
    } else if (claimed.seq <= before.seq) {
      this.#fail('inserted', `Record ${claimed.seq} comes a second time.`);
    } else if (claimed.seq > before.seq + 1) {
      this.#fail('removed', `${range(before.seq + 1, claimed.seq - 1)} removed before this line.`);
      this.#suspect(before, claimed);
    } else if (chainHash(before.hash, canonicalJson(record)) !== claimed.hash) {
      const previous = before.seq === 0 ? 'what it began with' : `record ${before.seq}`;
      this.#fail(
        'changed',
        `Record ${claimed.seq} does not follow on ${previous}: one of the two was changed.`,
      );
      this.#suspect(before, claimed);
    } else this.#accept(record, claimed);
  }

  #accept(record: Members, place: ChainHead): void {
    this.#last = null;
    this.#count(record);
    this.#reach(place);
  }

  #count({ kind, reason, count }: Members): void {
    const name = typeof kind === 'string' ? kind : 'unknown';
    this.#records.set(name, (this.#records.get(name) ?? 0) + 1);
    if (name !== 'alarm' || this.#alarms.length === ALARMS_LISTED) return;
    this.#alarms.push({
      file: this.#file,
      line: this.#line,
      reason: String(reason),
      count: typeof count === 'number' ? count : null,
    });
  }

  #takeCheckpoint(checkpoint: Checkpoint): void {
    const { reason, seq, hash } = checkpoint;
    const begins = this.#head === null;
    if ((reason === 'begin') !== (this.#line === 1)) {
      this.#fail('inserted', 'A file begins only once.');
      return;
    }
    if (!this.#checkSignature(checkpoint)) return;
    const head = this.#head ?? { seq, hash };
    if (seq > head.seq) {
      this.#fail('removed', `${range(head.seq + 1, seq)} removed before this checkpoint.`);
    } else if (seq < head.seq) {
      this.#fail('inserted', `This checkpoint was made after record ${seq}, and stands after ${head.seq}.`);
    } else if (hash !== head.hash) {
      this.#fail(
        'rewritten',
        `Records up to ${seq} were changed, and chained anew: this checkpoint saw others.`,
      );
    } else {
      this.#checkpoints += 1;
      this.#last = checkpoint;
      if (checkpoint.signature !== null) this.#signed = true;
      if (checkpoint.signature !== null && this.#keys.size > 0) this.#signedThrough = seq;
      if (!begins) return;
      this.#begin = seq;
      this.#reach(head);
    }
  }

  #checkSignature(checkpoint: Checkpoint): boolean {
    if (this.#keys.size === 0) return true;
    if (checkpoint.key === null) {
      // A trail may have been unsigned before it got a key: the first signature covers what was before.
      if (this.#signedThrough === null) return true;
      this.#fail('forged', 'This checkpoint has no signature, though those before it have.');
      return false;
    }
    const key = this.#keys.get(checkpoint.key);
    if (key !== undefined && isSignedBy(checkpoint, key)) return true;
    this.#fail(
      'forged',
      key === undefined
        ? 'This checkpoint is signed with a key that was not given.'
        : 'The signature of this checkpoint is wrong.',
    );
    return false;
  }

  #reach(head: ChainHead): void {
    this.#head = head;
    const anchor = this.#anchor;
    if (anchor === null || anchor.seq !== head.seq) return;
    if (anchor.hash === head.hash) this.#anchored = true;
    else this.#fail('rewritten', `Record ${head.seq} is another than the anchor saw.`);
  }

  #checkEnd(): void {
    if (this.#head === null) {
      this.#fail('removed', 'There is no line in it.');
    } else if (this.#last?.reason === 'rotated') {
      this.#fail('removed', 'Another file followed this one, and is not there.');
    } else if (this.#keys.size > 0 && this.#signedThrough === null) {
      this.#fail('forged', 'No checkpoint is signed: anybody could have written this trail.');
    } else if (this.#anchor !== null && !this.#anchored) {
      const { seq } = this.#anchor;
      this.#fail('removed', `Record ${seq}, which the anchor saw, is not there.`);
    }
  }

  #fail(kind: FaultKind, message: string): void {
    this.#fault = { kind, file: this.#file, line: this.#line, message };
  }

  #suspect(before: ChainHead, claimed: ChainHead): void {
    this.#suspicion = { place: { file: this.#file, line: this.#line }, before, claimed };
  }

  /** What comes after a line out of place tells more about it. */
  #resolve({ place, before, claimed }: Suspicion, next: Members | null): void {
    if (next === null || checkpointOf(next) !== null) return;
    const { chain, ...record } = next;
    const found = chainOf({ chain });
    if (claimed.seq > before.seq + 1) {
      if (found === null || found.seq <= before.seq || found.seq >= claimed.seq) return;
      const message = `Record ${claimed.seq} was moved: record ${found.seq} comes after it.`;
      this.#fault = { kind: 'reordered', ...place, message };
    } else if (found !== null && chainHash(before.hash, canonicalJson(record)) === found.hash) {
      const message = `This record was inserted: the one after it follows on the one before.`;
      this.#fault = { kind: 'inserted', ...place, message };
    }
    this.#suspicion = null;
  }
}

function range(from: number, to: number): string {
  return from === to ? `Record ${from} was` : `Records ${from} to ${to} were`;
}

/** Strictly: a member that comes twice would be read one way here and another way elsewhere. */
function parseLine(bytes: Uint8Array): Members | null {
  const parsed = parseJson(bytes, RECORD_LIMITS);
  return parsed.ok ? membersOf(parsed.value) : null;
}

function parseText(text: string): Members | null {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}
