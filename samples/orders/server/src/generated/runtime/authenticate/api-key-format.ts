// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * The documented key format: `<prefix>_<id>_<secret><crc>` (semantics §3, §12). `id` and `secret` are base62; `crc` is
 * the CRC-32 of everything before it, six base62 digits: a mistyped or invented key fails before storage is touched,
 * and secret scanners can tell a key from noise.
 */
import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, randomBase62 } from './base62.js';

const CRC_DIGITS = 6;
/** 22 base62 digits hold 131 bits: the least that is still 128. */
const MIN_SECRET_DIGITS = 22;
const MAX_KEY_LENGTH = 256;

export interface CreatedApiKey {
  /** The key itself: shown once, never stored. */
  readonly key: string;
  /** Its public part, for lists and logs. */
  readonly id: string;
  /** What the store keeps: SHA-256 of the key, lower-case hex. */
  readonly hash: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/** Makes a key in the documented format, with a secret of 190 bits. */
export function createApiKey(prefix: string): CreatedApiKey {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(prefix)) {
    throw new TypeError('A key prefix is lower-case letters, digits and single underscores');
  }
  const id = randomBase62(12);
  const body = `${prefix}_${id}_${randomBase62(32)}`;
  const key = body + checksum(body);
  return { key, id, hash: hashApiKey(key), createdAt: Math.floor(Date.now() / 1000) };
}

/** SHA-256 of a key, lower-case hex. Keys are long and random: a slow hash would add nothing. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The public part of a well-formed key; `null` for anything else. */
export function apiKeyId(key: string, prefix: string): string | null {
  if (key.length > MAX_KEY_LENGTH || !key.startsWith(prefix) || key[prefix.length] !== '_') return null;
  const idStart = prefix.length + 1;
  const separator = key.indexOf('_', idStart);
  const crcStart = key.length - CRC_DIGITS;
  if (separator <= idStart || crcStart - separator - 1 < MIN_SECRET_DIGITS) return null;
  if (!isBase62(key, idStart, separator) || !isBase62(key, separator + 1, key.length)) return null;
  if (checksum(key.slice(0, crcStart)) !== key.slice(crcStart)) return null;
  return key.slice(idStart, separator);
}

function checksum(text: string): string {
  return base62(crc32(text), CRC_DIGITS);
}

function isBase62(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code >= 0x30 && code <= 0x39;
    const letter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
    if (!digit && !letter) return false;
  }
  return true;
}
