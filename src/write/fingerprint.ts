import { createHash } from 'node:crypto';

/**
 * SHA-256 of a text, hexadecimal. Line ends count as LF, so that a checkout which turns them into CRLF does not look
 * like an edit.
 */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
