// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Unbiased random base62 text; 5.95 bits a digit. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 a byte holds: taking more would favour the first digits.
      if (byte < 248 && text.length < length) text += DIGITS[byte % 62]!;
    }
  }
  return text;
}

/** `value` as base62, most significant digit first, padded with `0`. */
export function base62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS[rest % 62]! + text;
  return text.padStart(width, '0');
}
