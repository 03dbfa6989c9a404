/** Exactly as an origin is serialized (RFC 6454 section 6.2): no path, no default port, lower case. */
export function isOrigin(text: string): boolean {
  return /^https?:\/\//u.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
