import type { LoadLimits } from './load-limits.js';
import { numberFault } from './written-number.js';

/** What is wrong with a JSON text, and where; offsets are 0-based into the text. */
export interface JsonFault {
  readonly kind: 'syntax' | 'depth' | 'nodes' | 'duplicate' | 'precision' | 'infinite';
  readonly offset: number;
  /** What was expected, for `syntax`; the key, for `duplicate`; the number as written, for the last two. */
  readonly detail: string;
  /** Where the key stood first, for `duplicate`. */
  readonly first?: number;
}

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Objects of this many keys or fewer are compared pair by pair: cheaper than a `Map` for each. */
const fewKeys = 8;

/** Past these the rest of the file is not looked at: one more would say nothing new. */
const maxFaults = 200;

/**
 * Reads a JSON text (RFC 8259) once, in linear time and without recursion, for what `JSON.parse` does not tell:
 * duplicate keys, depth, numbers that a double cannot hold, and the exact place of a syntax error. An array without
 * `syntax`, `depth` or `nodes` in it means that `JSON.parse` will succeed.
 */
export function scanJson(text: string, limits: Pick<LoadLimits, 'depth' | 'nodes'>): readonly JsonFault[] {
  return new JsonScanner(text, limits).scan();
}

class SyntaxFault extends Error {
  readonly offset: number;
  readonly kind: 'syntax' | 'depth' | 'nodes';

  constructor(offset: number, detail: string, kind: 'syntax' | 'depth' | 'nodes' = 'syntax') {
    super(detail);
    this.offset = offset;
    this.kind = kind;
  }
}

class JsonScanner {
  readonly #text: string;
  readonly #limits: Pick<LoadLimits, 'depth' | 'nodes'>;
  readonly #faults: JsonFault[] = [];
  #at = 0;
  #nodes = 0;

  /** Keys of every open object, innermost last, with their offsets. */
  readonly #keys: string[] = [];
  readonly #keyOffsets: number[] = [];
  /** Index into `#keys` of the first key of each open object; -1 for an open array. */
  readonly #open: number[] = [];

  constructor(text: string, limits: Pick<LoadLimits, 'depth' | 'nodes'>) {
    this.#text = text;
    this.#limits = limits;
  }

  scan(): readonly JsonFault[] {
    try {
      this.#document();
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      this.#faults.push({ kind: error.kind, offset: error.offset, detail: error.message });
    }
    return this.#faults;
  }

  #document(): void {
    const text = this.#text;
    const open = this.#open;
    this.#value();
    while (open.length > 0) {
      const firstKey = open.at(-1)!;
      this.#blank();
      const code = text.charCodeAt(this.#at);
      const inObject = firstKey >= 0;
      if (code === (inObject ? closeBrace : closeBracket)) {
        this.#close(firstKey);
      } else if (code === comma) {
        this.#at++;
        if (inObject) this.#key();
        this.#value();
      } else {
        throw new SyntaxFault(this.#at, inObject ? "expected ',' or '}'" : "expected ',' or ']'");
      }
    }
    this.#blank();
    if (this.#at < text.length) throw new SyntaxFault(this.#at, 'expected the end of the file');
  }

  /** Reads a scalar, or enters an object or array up to its first member's value. */
  #value(): void {
    const text = this.#text;
    for (;;) {
      this.#blank();
      if (++this.#nodes > this.#limits.nodes) throw new SyntaxFault(this.#at, '', 'nodes');
      const code = text.charCodeAt(this.#at);
      if (code !== openBrace && code !== openBracket) {
        this.#scalar(code);
        return;
      }
      if (this.#open.length >= this.#limits.depth) throw new SyntaxFault(this.#at, '', 'depth');
      this.#at++;
      this.#open.push(code === openBrace ? this.#keys.length : -1);
      this.#blank();
      const next = text.charCodeAt(this.#at);
      if (next === (code === openBrace ? closeBrace : closeBracket)) {
        this.#close(this.#open.at(-1)!);
        return;
      }
      if (code === openBrace) this.#key();
    }
  }

  #key(): void {
    this.#blank();
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== quote)
      throw new SyntaxFault(start, 'expected a key in double quotes');
    const escaped = this.#string();
    const raw = this.#text.slice(start, this.#at);
    this.#keys.push(escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1));
    this.#keyOffsets.push(start);
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== colon) throw new SyntaxFault(this.#at, "expected ':'");
    this.#at++;
  }

  #close(firstKey: number): void {
    this.#at++;
    this.#open.pop();
    if (firstKey < 0) return;
    const keys = this.#keys;
    if (keys.length - firstKey > fewKeys) this.#compareMany(firstKey);
    else this.#compareFew(firstKey);
    keys.length = firstKey;
    this.#keyOffsets.length = firstKey;
  }

  #compareFew(firstKey: number): void {
    const keys = this.#keys;
    for (let index = firstKey + 1; index < keys.length; index++) {
      for (let other = firstKey; other < index; other++) {
        if (keys[index] !== keys[other]) continue;
        this.#duplicate(index, this.#keyOffsets[other]!);
        break;
      }
    }
  }

  #compareMany(firstKey: number): void {
    const seen = new Map<string, number>();
    for (let index = firstKey; index < this.#keys.length; index++) {
      const key = this.#keys[index]!;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, this.#keyOffsets[index]!);
      else this.#duplicate(index, first);
    }
  }

  #duplicate(index: number, first: number): void {
    this.#fault({ kind: 'duplicate', offset: this.#keyOffsets[index]!, detail: this.#keys[index]!, first });
  }

  #fault(fault: JsonFault): void {
    if (this.#faults.length < maxFaults) this.#faults.push(fault);
  }

  #blank(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code !== space && code !== lineFeed && code !== carriageReturn && code !== tab) return;
      this.#at++;
    }
  }

  #scalar(code: number): void {
    const text = this.#text;
    if (code === quote) {
      this.#string();
    } else if (code === minus || (code >= zero && code <= nine)) {
      this.#number();
    } else if (text.startsWith('true', this.#at) || text.startsWith('null', this.#at)) {
      this.#at += 4;
    } else if (text.startsWith('false', this.#at)) {
      this.#at += 5;
    } else {
      throw new SyntaxFault(
        this.#at,
        this.#at < text.length ? 'expected a value' : 'the file ends too early',
      );
    }
  }

  /** Whether the string holds an escape. */
  #string(): boolean {
    const text = this.#text;
    const start = this.#at++;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        this.#at++;
        return escaped;
      }
      if (code === backslash) {
        escaped = true;
        this.#escape();
      } else if (code < space) {
        throw new SyntaxFault(this.#at, 'control characters in strings must be escaped');
      } else if (Number.isNaN(code)) {
        throw new SyntaxFault(start, 'this string is never closed');
      } else {
        this.#at++;
      }
    }
  }

  #escape(): void {
    const next = this.#text.charAt(this.#at + 1);
    if (next === 'u') {
      if (!/^[0-9A-Fa-f]{4}$/u.test(this.#text.slice(this.#at + 2, this.#at + 6))) {
        throw new SyntaxFault(this.#at, String.raw`expected four hexadecimal digits after \u`);
      }
      this.#at += 6;
    } else if (next !== '' && '"\\/bfnrt'.includes(next)) {
      this.#at += 2;
    } else {
      throw new SyntaxFault(this.#at, 'this escape does not exist in JSON');
    }
  }

  #number(): void {
    const text = this.#text;
    const start = this.#at;
    if (text.charCodeAt(this.#at) === minus) this.#at++;
    if (text.charCodeAt(this.#at) === zero) this.#at++;
    else this.#digits();
    if (text.charCodeAt(this.#at) === point) {
      this.#at++;
      this.#digits();
    }
    const exponent = text.charAt(this.#at);
    const hasExponent = exponent === 'e' || exponent === 'E';
    if (hasExponent) {
      this.#at++;
      const sign = text.charAt(this.#at);
      if (sign === '+' || sign === '-') this.#at++;
      this.#digits();
    }
    // The common case ends here.
    if (!hasExponent && this.#at - start <= 15) return;
    const written = text.slice(start, this.#at);
    const fault = numberFault(written);
    if (fault !== null) this.#fault({ kind: fault, offset: start, detail: written });
  }

  #digits(): void {
    const start = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (!(code >= zero && code <= nine)) break;
      this.#at++;
    }
    if (this.#at === start) throw new SyntaxFault(start, 'expected a digit');
  }
}

/** A number that later passes can go on with, after an error about the one written. */
export function standIn(value: number): number {
  if (Number.isNaN(value)) return 0;
  return value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}
