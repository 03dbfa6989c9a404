// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { isAscii, isUtf8 } from 'node:buffer';

/** The text of a `text/*` body: UTF-8 without a byte order mark, `null` where the bytes are anything else. */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = asBuffer(bytes);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (hasByteOrderMark(buffer) || !isUtf8(buffer)) return null;
  return buffer.toString('utf8');
}

/** RFC 8259 §8.1 and RFC 7493 §2.1 leave it out; elsewhere it would become part of the first value. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The same memory, with the methods of a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
