import { createHash } from 'node:crypto';

/** Six hexadecimal digits that depend on `text` alone: tells apart names that would be equal, for good. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
