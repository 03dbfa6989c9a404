/**
 * Strict JSON (RFC 8259 as narrowed by I-JSON, RFC 7493, and semantics §6): what `JSON.parse` would silently change or
 * accept is refused before anything is built.
 *
 * One pass over the bytes looks at structure, keys, escapes and numbers; `JSON.parse` then checks the grammar and
 * builds the value. So the pass need only be right about texts that `JSON.parse` accepts, and linear on all others.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { ExactIntegers } from './exact-integers.js';
import { KeyLedger } from './key-ledger.js';
import { asBuffer, hasByteOrderMark } from './text.js';

export interface JsonLimits {
  /** Nested arrays and objects; the root counts as 1. */
  readonly depth: number;
  /** Values: objects, arrays and scalars. */
  readonly nodes: number;
  /** Set where integers of 64 bits are read: those beyond ±(2^53 - 1) are bigint then, and refused otherwise. */
  readonly int64?: 'bigint' | undefined;
}

export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: JsonFault };

/** Why a text was refused; for the log. */
export type JsonFault =
  | 'not-json'
  | 'not-utf-8'
  | 'byte-order-mark'
  | 'lone-surrogate'
  | 'too-deep'
  | 'too-many-values'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'inexact-number';

/** Parses a whole body: exactly one value. Never throws. */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): ParsedJson {
  const buffer = asBuffer(bytes);
  const ascii = isAscii(buffer);
  if (!ascii) {
    if (hasByteOrderMark(buffer)) return refused('byte-order-mark');
    if (!isUtf8(buffer)) return refused('not-utf-8');
  }
  ledger.clear();
  const exact = limits.int64 === undefined ? null : new ExactIntegers();
  const fault = scan(buffer, limits, exact);
  if (fault !== null) return refused(fault);
  try {
    if (exact !== null && !exact.isEmpty) return { ok: true, value: exact.parse(buffer) };
    return { ok: true, value: JSON.parse(buffer.toString(ascii ? 'latin1' : 'utf8')) };
  } catch {
    return refused('not-json');
  }
}

function refused(reason: JsonFault): ParsedJson {
  return { ok: false, reason };
}

/** One for all bodies: a scan is never interrupted. */
const ledger = new KeyLedger();

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function scan(bytes: Buffer, limits: JsonLimits, exact: ExactIntegers | null): JsonFault | null {
  const { length } = bytes;
  let depth = 0;
  let nodes = 0;
  let at = 0;
  while (at < length) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const start = at + 1;
      let escaped = false;
      for (at = start; at < length && bytes[at] !== QUOTE; at++) {
        if (bytes[at] !== BACKSLASH) continue;
        escaped = true;
        at = lastOfEscape(bytes, at);
        if (at === LONE_SURROGATE) return 'lone-surrogate';
      }
      const end = at++;
      while (at < length && isBlank(bytes[at]!)) at++;
      if (bytes[at] === 0x3a) {
        const fault = ledger.add(bytes, start, end, escaped);
        if (fault !== null) return fault;
        if (ledger.size > limits.nodes) return 'too-many-values';
        at++;
      } else if (++nodes > limits.nodes) return 'too-many-values';
    } else if (byte <= 0x39 && byte >= 0x2d && byte !== 0x2f && byte !== 0x2e) {
      if (++nodes > limits.nodes) return 'too-many-values';
      const start = at;
      let exponent = false;
      for (at++; at < length && isNumberByte(bytes[at]!); at++) exponent ||= (bytes[at]! | 0x20) === 0x65;
      // Up to fifteen digits are always exact (DBL_DIG of IEEE 754 binary64).
      if ((exponent || at - start > 15) && !isExact(bytes.toString('latin1', start, at))) {
        if (exact?.take(bytes, start, at) !== true) return 'inexact-number';
      }
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++nodes > limits.nodes) return 'too-many-values';
      if (++depth > limits.depth) return 'too-deep';
      if (byte === 0x7b) ledger.open();
      at++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (--depth < 0) return 'not-json';
      if (byte === 0x7d && ledger.close(bytes)) return 'duplicate-key';
      at++;
    } else if (byte === 0x74 || byte === 0x66 || byte === 0x6e) {
      // `true`, `false`, `null`, or what JSON.parse will refuse.
      if (++nodes > limits.nodes) return 'too-many-values';
      at += 4;
    } else at++;
  }
  return null;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Digits, sign, point, exponent. */
function isNumberByte(byte: number): boolean {
  return (byte <= 0x39 && byte >= 0x2b && byte !== 0x2c && byte !== 0x2f) || (byte | 0x20) === 0x65;
}

const LONE_SURROGATE = -1;

/** Index of the last byte of the escape that starts at `at`; surrogate pairs are one escape (RFC 8259 §7). */
function lastOfEscape(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x75) return at + 1;
  const unit = hexUnit(bytes, at + 2);
  if (unit < 0xd800 || unit > 0xdfff) return at + 5;
  if (unit > 0xdbff || bytes[at + 6] !== BACKSLASH || bytes[at + 7] !== 0x75) return LONE_SURROGATE;
  const low = hexUnit(bytes, at + 8);
  return low >= 0xdc00 && low <= 0xdfff ? at + 11 : LONE_SURROGATE;
}

/** Four hexadecimal digits as a number; -1 where they are not. */
function hexUnit(bytes: Buffer, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] ?? 0;
    const digit =
      byte >= 0x30 && byte <= 0x39
        ? byte - 0x30
        : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
          ? (byte | 0x20) - 0x57
          : -1;
    if (digit === -1) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/**
 * Whether a number survives as a double as far as its writer can tell: not an integer beyond ±(2^53-1), no overflow, no
 * underflow to zero. With an exponent, magnitudes beyond that are fine up to fifteen significant digits, which survive
 * a round trip.
 */
export function isExact(text: string): boolean {
  const value = Number(text);
  // Not a number at all: the grammar's business.
  if (Number.isNaN(value)) return true;
  if (value === 0) return !/^[^eE]*[1-9]/.test(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  if (!Number.isFinite(value)) return false;
  const exponent = text.search(/[eE]/);
  return exponent !== -1 && significantDigits(text.slice(0, exponent)) <= 15;
}

function significantDigits(mantissa: string): number {
  return mantissa.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
}
