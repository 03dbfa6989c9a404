import type { WireShape } from '../core/definition.js';
import { faults, type Fault } from './fault.js';
import { isExact } from './json.js';

export type ScalarKind = Exclude<WireShape['kind'], 'array' | 'object' | 'oneOf'>;

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * The value a text stands for: numbers, booleans and null as JSON writes them, anything else as it is. No blanks, no
 * `+1`, no `0x10`, no `1.0` for an integer, nothing that a double would round.
 */
export function decodeScalar(kind: ScalarKind, text: string): unknown {
  switch (kind) {
    case 'string':
    case 'any':
      return text;
    case 'integer':
      return decodeInteger(text);
    case 'int64':
      return decodeInt64(text);
    case 'number':
      return decodeNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : faults.boolean;
    case 'null':
      return text === 'null' ? null : faults.null;
  }
}

function decodeInteger(text: string): number | Fault {
  const { length } = text;
  let at = text.charCodeAt(0) === 0x2d ? 1 : 0;
  const first = text.charCodeAt(at);
  if (at === length || (first === 0x30 && length > at + 1)) return faults.integer;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return faults.integer;
  }
  // Adding 0 makes `-0` a plain zero: to the handler it is an integer like any other.
  const value = Number(text) + 0;
  return Number.isSafeInteger(value) ? value : faults.inexact;
}

/** Up to 19 digits: more is beyond 64 bits whatever they are, and long texts are slow to turn into a bigint. */
const INT64_LENGTH = 20;

/** What a double does not hold becomes a bigint; the validator says whether it has 64 bits. */
function decodeInt64(text: string): number | bigint | Fault {
  const value = decodeInteger(text);
  return value === faults.inexact && text.length <= INT64_LENGTH ? BigInt(text) : value;
}

function decodeNumber(text: string): number | Fault {
  if (!NUMBER.test(text)) return faults.number;
  return isExact(text) ? Number(text) + 0 : faults.inexact;
}
