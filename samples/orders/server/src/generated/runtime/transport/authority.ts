// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * `Host` in its normal form: lower case, the scheme's default port dropped; `null` where it is not an authority
 * (RFC 9110 §7.2: host and optional port, no user information).
 */
export function normalizeAuthority(host: string, scheme: 'http' | 'https'): string | null {
  const lower = host.toLowerCase();
  let index = 0;
  if (lower.charCodeAt(0) === 0x5b) {
    index = lower.indexOf(']') + 1;
    if (index === 0) return null;
  }
  const colon = lower.indexOf(':', index);
  const nameEnd = colon < 0 ? lower.length : colon;
  for (let at = index === 0 ? 0 : 1; at < nameEnd; at += 1) {
    if (!isHostCharacter(lower.charCodeAt(at), index > 0 && at < index)) return null;
  }
  if (nameEnd === 0 || (index > 0 && index !== nameEnd)) return null;
  if (colon < 0) return lower;
  const port = lower.slice(colon + 1);
  if (port.length > 5 || !isDigits(port)) return null;
  if (port === '' || port === (scheme === 'https' ? '443' : '80')) return lower.slice(0, colon);
  return lower;
}

/** Whether a normalised authority names this machine (RFC 6761 §6.3; RFC 1122 §3.2.1.3). */
export function isLoopbackAuthority(authority: string): boolean {
  if (authority.startsWith('[')) return authority.startsWith('[::1]');
  const colon = authority.indexOf(':');
  const name = colon < 0 ? authority : authority.slice(0, colon);
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const parts = name.split('.');
  return parts.length === 4 && parts[0] === '127' && parts.every((part) => part !== '' && isDigits(part));
}

/** RFC 3986 §3.2.2: letters, digits, `-._~` and sub-delims; in brackets colons too. */
function isHostCharacter(code: number, bracketed: boolean): boolean {
  if (code >= 0x61 && code <= 0x7a) return true;
  if (code >= 0x30 && code <= 0x39) return true;
  if (code === 0x2d || code === 0x2e || code === 0x5f || code === 0x7e) return true;
  return bracketed && (code === 0x3a || code === 0x5d);
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
