/** What authentication reads of a request, and how a credential is found in it. */
import type { PeerCertificate } from '../core/raw-message.js';

export interface CredentialSource {
  /** The values of a header, one per line as sent; `name` in lower case. */
  headerValues(name: string): readonly string[];
  /** The raw query, without `?`. */
  readonly query: string;
  /** The `Cookie` header, lines joined by `; `. */
  readonly cookie: string | undefined;
  /** Client address, as rate limits see it. */
  readonly ip: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether a trusted proxy handed the request on. */
  readonly proxied: boolean;
  /** Whether only development mode admits it: from this machine or its network, for a loopback host. */
  readonly local: boolean;
  /** What the other end of the connection showed, be it the client or a proxy. */
  peerCertificate(): PeerCertificate | null;
}

/** Sent twice, or in two ways: nobody can say which one counts (RFC 6750 §3.1). */
export const AMBIGUOUS: unique symbol = Symbol('ambiguous');

/** A credential as sent; `null` where none was. */
export type Presented = string | typeof AMBIGUOUS | null;

/**
 * What follows the scheme token of `Authorization` (RFC 9110 §11.6.2); `null` where the header is absent or names
 * another scheme. A second line is ambiguous, and so is a comma: no token68 holds one, a door that joins lines does.
 *
 * @param scheme Lower-case scheme token.
 */
export function authorizationCredentials(source: CredentialSource, scheme: string): Presented {
  const text = authorizationText(source, scheme);
  return typeof text === 'string' && text.includes(',') ? AMBIGUOUS : text;
}

/** {@link authorizationCredentials} for schemes whose credentials are a list of parameters, commas included. */
export function authorizationText(source: CredentialSource, scheme: string): Presented {
  const lines = source.headerValues('authorization');
  if (lines.length === 0) return null;
  if (lines.length > 1) return AMBIGUOUS;
  const line = lines[0]!;
  const size = scheme.length;
  if (!startsWithToken(line, scheme)) return null;
  // A longer token names another scheme. Anything else after ours is ours and malformed, never "nothing sent".
  if (line.length > size && line.charCodeAt(size) !== SPACE && isTokenCharacter(line[size]!)) return null;
  let start = size;
  while (line.charCodeAt(start) === SPACE) start += 1;
  return line.slice(start);
}

const SPACE = 0x20;

/** Without a copy of what is compared. `token` in lower case. */
function startsWithToken(line: string, token: string): boolean {
  if (line.length < token.length) return false;
  for (let index = 0; index < token.length; index += 1) {
    const code = line.charCodeAt(index);
    if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== token.charCodeAt(index)) return false;
  }
  return true;
}

/** RFC 9110 §5.6.2 `tchar`. */
function isTokenCharacter(character: string): boolean {
  return /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character);
}

/** The whole value of a header that carries a key. `name` in lower case. */
export function headerCredential(source: CredentialSource, name: string): Presented {
  const lines = source.headerValues(name);
  return lines.length === 0 ? null : lines.length > 1 ? AMBIGUOUS : lines[0]!;
}

/** The percent-decoded value of a query parameter; text that does not decode is handed on raw and matches no key. */
export function queryCredential(query: string, name: string): Presented {
  if (query === '') return null;
  let found: Presented = null;
  for (let start = 0; start <= query.length;) {
    const next = query.indexOf('&', start);
    const end = next === -1 ? query.length : next;
    const equals = query.indexOf('=', start);
    const nameEnd = equals === -1 || equals > end ? end : equals;
    if (percentDecode(query.slice(start, nameEnd)) === name) {
      if (found !== null) return AMBIGUOUS;
      found = nameEnd === end ? '' : percentDecode(query.slice(nameEnd + 1, end));
    }
    start = end + 1;
  }
  return found;
}

/** The raw value of a cookie (RFC 10025 §5: names are case-sensitive, values are not decoded). */
export function cookieCredential(cookie: string | undefined, name: string): Presented {
  if (cookie === undefined) return null;
  let found: Presented = null;
  for (let start = 0; start <= cookie.length;) {
    const next = cookie.indexOf(';', start);
    const end = next === -1 ? cookie.length : next;
    const equals = cookie.indexOf('=', start);
    if (equals !== -1 && equals < end && cookie.slice(start, equals).trim() === name) {
      if (found !== null) return AMBIGUOUS;
      found = cookie.slice(equals + 1, end).trim();
    }
    start = end + 1;
  }
  return found;
}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
