// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Optional whitespace of HTTP fields: spaces and tabs (RFC 9110 §5.6.3). `String.trim` would take more, such as the byte
 * 0xA0 that ends an `à` in UTF-8.
 */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(Math.min(skipBlanks(text, 0), end), end);
}

/** Index of the first character from `from` on that is no blank. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
