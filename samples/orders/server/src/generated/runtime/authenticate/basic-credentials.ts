// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
const MAX_BYTES = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * `user-id ":" password` of RFC 7617 §2: canonical base64, well-formed UTF-8, no control characters, split at the first
 * colon, each part at most 256 bytes. `null` for anything else.
 */
export function decodeBasicCredentials(
  text: string,
): { readonly username: string; readonly password: string } | null {
  if (text.length > 4 * MAX_BYTES) return null;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return null;
  const colon = bytes.indexOf(0x3a);
  if (colon === -1 || colon > MAX_BYTES || bytes.length - colon - 1 > MAX_BYTES) return null;
  let decoded: string;
  try {
    decoded = utf8.decode(bytes);
  } catch {
    return null;
  }
  if (/[\u0000-\u001f\u007f-\u009f]/.test(decoded)) return null;
  const split = decoded.indexOf(':');
  return { username: decoded.slice(0, split), password: decoded.slice(split + 1) };
}
