// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** RFC 9110 §5.6.2 `token`: names of header fields and of authentication schemes. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}
