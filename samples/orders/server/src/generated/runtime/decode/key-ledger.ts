// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Objects of up to this many keys are compared key by key as they are read; larger ones are sorted once at their end. */
const COMPARED = 32;
/** Equal hashes beyond this many are compared by sorting too: colliding keys never cost quadratic time. */
const COLLISIONS = 8;
/** Key numbers share a double with their 32-bit hash when sorted. */
const SORTABLE = 2 ** 21;
/** Memory kept from one text to the next. */
const KEPT = 2 ** 14;

/**
 * Finds duplicate and forbidden keys in a JSON text as it is scanned. Keys are where they stand in the bytes, with a
 * hash; a hash alone never convicts. Keys are equal when their decoded texts are, however they are escaped.
 */
export class KeyLedger {
  #hashes = new Int32Array(256);
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  /** Decoded texts of the keys written with escapes, by key number. */
  readonly #decoded = new Map<number, string>();
  /** Number of the first key of each open object. */
  readonly #open: number[] = [];
  /** Keys of all open objects. */
  #top = 0;

  /** Keys of all objects that are open now. */
  get size(): number {
    return this.#top;
  }

  clear(): void {
    this.#top = 0;
    this.#open.length = 0;
    if (this.#decoded.size > 0) this.#decoded.clear();
    if (this.#hashes.length > KEPT) this.#resize(KEPT);
  }

  open(): void {
    this.#open.push(this.#top);
  }

  /** Adds the key between two quotes of the innermost open object. */
  add(
    bytes: Buffer,
    start: number,
    end: number,
    escaped: boolean,
  ): 'duplicate-key' | 'forbidden-key' | 'not-json' | null {
    const base = this.#open[this.#open.length - 1];
    if (base === undefined) return 'not-json';
    const key = this.#top;
    if (key === this.#hashes.length) this.#resize(key * 2);
    let hash: number;
    if (escaped) {
      const text = decodeKey(bytes, start, end);
      if (text === null) return 'not-json';
      if (text === '__proto__') return 'forbidden-key';
      const plain = Buffer.from(text);
      hash = hashOf(plain, 0, plain.length);
      this.#decoded.set(key, text);
    } else {
      if (isProto(bytes, start, end)) return 'forbidden-key';
      hash = hashOf(bytes, start, end);
    }
    this.#hashes[key] = hash;
    this.#starts[key] = start;
    this.#ends[key] = end;
    this.#top = key + 1;
    if (key - base >= COMPARED) return null;
    for (let other = base; other < key; other++) {
      if (this.#hashes[other] === hash && this.#equal(bytes, other, key)) return 'duplicate-key';
    }
    return null;
  }

  /** Ends the innermost open object. Whether two of its keys are equal. */
  close(bytes: Buffer): boolean {
    const base = this.#open.pop() ?? this.#top;
    const duplicate = this.#top - base > COMPARED && this.#hasDuplicate(bytes, base);
    if (this.#decoded.size > 0) {
      for (let key = base; key < this.#top; key++) this.#decoded.delete(key);
    }
    this.#top = base;
    return duplicate;
  }

  #hasDuplicate(bytes: Buffer, base: number): boolean {
    const count = this.#top - base;
    if (count > SORTABLE)
      return this.#hasEqualTexts(
        bytes,
        Array.from({ length: count }, (_, i) => base + i),
      );
    const sorted = new Float64Array(count);
    for (let i = 0; i < count; i++) sorted[i] = (this.#hashes[base + i]! >>> 0) * SORTABLE + i;
    sorted.sort();

    let group = [base + (sorted[0]! % SORTABLE)];
    for (let i = 1; i < count; i++) {
      const key = base + (sorted[i]! % SORTABLE);
      if (this.#hashes[key] !== this.#hashes[group[0]!]) {
        if (group.length > 1 && this.#hasEqual(bytes, group)) return true;
        group = [];
      }
      group.push(key);
    }
    return group.length > 1 && this.#hasEqual(bytes, group);
  }

  #hasEqual(bytes: Buffer, group: readonly number[]): boolean {
    if (group.length > COLLISIONS) return this.#hasEqualTexts(bytes, group);
    return group.some((key, i) => group.slice(0, i).some((other) => this.#equal(bytes, key, other)));
  }

  #hasEqualTexts(bytes: Buffer, group: readonly number[]): boolean {
    const texts = group.map((key) => this.#text(bytes, key)).sort();
    return texts.some((text, i) => i > 0 && text === texts[i - 1]);
  }

  #equal(bytes: Buffer, one: number, other: number): boolean {
    if (this.#decoded.size > 0 && (this.#decoded.has(one) || this.#decoded.has(other))) {
      return this.#text(bytes, one) === this.#text(bytes, other);
    }
    const start = this.#starts[one]!;
    const length = this.#ends[one]! - start;
    const otherStart = this.#starts[other]!;
    if (this.#ends[other]! - otherStart !== length) return false;
    for (let i = 0; i < length; i++) {
      if (bytes[start + i] !== bytes[otherStart + i]) return false;
    }
    return true;
  }

  #text(bytes: Buffer, key: number): string {
    return this.#decoded.get(key) ?? bytes.toString('utf8', this.#starts[key], this.#ends[key]);
  }

  #resize(length: number): void {
    this.#hashes = resized(this.#hashes, length);
    this.#starts = resized(this.#starts, length);
    this.#ends = resized(this.#ends, length);
  }
}

function resized(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(array.subarray(0, Math.min(array.length, length)));
  return copy;
}

/** FNV-1a. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

const PROTO = Buffer.from('__proto__');

function isProto(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== PROTO.length || bytes[start] !== 0x5f) return false;
  return PROTO.every((byte, i) => bytes[start + i] === byte);
}

/** The text of a key written with escapes; `null` where an escape is wrong. */
function decodeKey(bytes: Buffer, start: number, end: number): string | null {
  try {
    return JSON.parse(bytes.toString('utf8', start - 1, end + 1)) as string;
  } catch {
    return null;
  }
}
