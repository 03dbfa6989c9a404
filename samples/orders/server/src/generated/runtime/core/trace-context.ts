// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { randomFillSync } from 'node:crypto';
import { uuidV7Digits } from './uuid-v7.js';

/**
 * Trace id of a `traceparent` (W3C Trace Context §3.2), or `null` where the field is malformed, all zero, or of the
 * forbidden version `ff`. Fields of later versions are read as far as version 00 goes, as §4.3 asks.
 */
export function parseTraceId(field: string): string | null {
  if (field.length < 55 || !/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/.test(field)) return null;
  if (field.startsWith('ff') || (field.length > 55 && (field.startsWith('00') || field[55] !== '-')))
    return null;
  const traceId = field.slice(3, 35);
  if (traceId === '0'.repeat(32) || field.slice(36, 52) === '0'.repeat(16)) return null;
  return traceId;
}

/** A new trace id: the bits of a UUIDv7. */
export function mintTraceId(now: number): string {
  return uuidV7Digits(now);
}

/** `traceparent` to hand on: this request as parent, with the sampling flag that came in. */
export function formatTraceparent(traceId: string, received: string | null): string {
  const flags =
    received === null
      ? '00'
      : (Number.parseInt(received.slice(53, 55), 16) & 1).toString(16).padStart(2, '0');
  return `00-${traceId}-${mintSpanId()}-${flags}`;
}

function mintSpanId(): string {
  const bytes = randomFillSync(Buffer.allocUnsafe(8));
  // All zero is invalid (§3.2.2.4).
  bytes[0]! |= 1;
  return bytes.toString('hex');
}
