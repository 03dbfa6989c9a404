// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { encodedSequenceLength, percentByte } from './percent-encoding.js';
import type { Refusal } from './refusal.js';

/** Octets a request target may have (semantics §1, stage 3). */
const MAX_TARGET = 8192;

export interface Target {
  /** Path as sent, percent-encoding included; starts with `/`. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly query: string;
  /** Authority of an absolute-form target; `null` for the origin form. */
  readonly authority: string | null;
}

const TOO_LONG: Refusal = { stage: 3, code: 'target-too-long', reason: 'target-too-long', close: true };

const refusal = (reason: string): Refusal => ({ stage: 3, code: 'invalid-target', reason });

const REFUSALS = {
  form: refusal('target-form'),
  character: refusal('target-character'),
  encoding: refusal('target-encoding'),
  delimiter: refusal('target-encoded-delimiter'),
  segment: refusal('target-segment'),
};

/**
 * Splits a request target and refuses every spelling that two parsers could read differently (semantics §1, stage 3):
 * bad percent-encoding, dot or empty inner segments, encoded delimiters and controls.
 *
 * The asterisk form of `OPTIONS *` names no resource and is refused like any other non-path.
 */
export function parseTarget(target: string): Target | Refusal {
  if (target.length > MAX_TARGET) return TOO_LONG;
  let start = 0;
  let authority: string | null = null;
  if (target.charCodeAt(0) !== 0x2f) {
    const schemeEnd = target.indexOf('://');
    const scheme = target.slice(0, Math.max(0, schemeEnd)).toLowerCase();
    if (scheme !== 'http' && scheme !== 'https') return REFUSALS.form;
    start = schemeEnd + 3;
    const end = endOfAuthority(target, start);
    authority = target.slice(start, end);
    if (authority === '' || authority.includes('@')) return REFUSALS.form;
    // RFC 9112 §3.2.2: an empty path of the absolute form is `/`.
    if (target.charCodeAt(end) !== 0x2f) return parseTail(`/${target.slice(end)}`, 0, authority);
    start = end;
  }
  return parseTail(target, start, authority);
}

function endOfAuthority(target: string, start: number): number {
  for (let index = start; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code === 0x2f || code === 0x3f || code === 0x23) return index;
  }
  return target.length;
}

function parseTail(target: string, start: number, authority: string | null): Target | Refusal {
  let segment = start + 1;
  let index = segment;
  for (; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code === 0x2f) {
      if (index === segment || isDotSegment(target, segment, index)) return REFUSALS.segment;
      segment = index + 1;
    } else if (code === 0x3f) {
      break;
    } else if (code === 0x25) {
      const length = encodedSequenceLength(target, index);
      if (length === 0) return REFUSALS.encoding;
      const byte = percentByte(target, index);
      if (byte === 0x2f || byte === 0x5c || byte < 0x20 || byte === 0x7f) return REFUSALS.delimiter;
      // U+0080 to U+009F are controls too.
      if (byte === 0xc2 && percentByte(target, index + 3) < 0xa0) return REFUSALS.delimiter;
      index += length - 1;
    } else if (code <= 0x20 || code >= 0x7f || code === 0x23 || code === 0x5c) {
      return REFUSALS.character;
    }
  }
  if (isDotSegment(target, segment, index)) return REFUSALS.segment;
  const path = start === 0 && index === target.length ? target : target.slice(start, index);
  if (index === target.length) return { path, query: '', authority };
  const queryRefusal = checkQuery(target, index + 1);
  return queryRefusal ?? { path, query: target.slice(index + 1), authority };
}

/** Encoded slashes, line breaks and the like are data in a query; NUL never is. */
function checkQuery(target: string, start: number): Refusal | undefined {
  for (let index = start; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code === 0x25) {
      const length = encodedSequenceLength(target, index);
      if (length === 0) return REFUSALS.encoding;
      if (percentByte(target, index) === 0) return REFUSALS.delimiter;
      index += length - 1;
    } else if (code <= 0x20 || code >= 0x7f || code === 0x23) {
      return REFUSALS.character;
    }
  }
  return undefined;
}

/** `.` and `..`, with either dot written as `%2e`. */
function isDotSegment(target: string, start: number, end: number): boolean {
  let dots = 0;
  for (let index = start; index < end;) {
    if (target.charCodeAt(index) === 0x2e) index += 1;
    else if (percentByte(target, index) === 0x2e) index += 3;
    else return false;
    dots += 1;
    if (dots > 2) return false;
  }
  return dots > 0;
}
