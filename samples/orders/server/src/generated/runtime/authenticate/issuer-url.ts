// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** URLs an issuer's keys may be fetched from. */

/**
 * Why `url` must not be fetched; `null` where it may: https without credentials in it, or, in development, plain http
 * on loopback.
 */
export function issuerUrlFault(url: string, development: boolean): string | null {
  if (!URL.canParse(url)) return 'is not a URL';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'holds credentials';
  if (protocol === 'https:') return null;
  if (protocol === 'http:' && development && isLoopback(hostname)) return null;
  return 'is not https';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

const OPENID = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

/** The issuer whose metadata stands at `discoveryUrl` (OpenID Connect Discovery §4, RFC 8414 §3); `null` if unclear. */
export function issuerOf(discoveryUrl: string): string | null {
  if (discoveryUrl.endsWith(OPENID)) return discoveryUrl.slice(0, -OPENID.length);
  if (!URL.canParse(discoveryUrl)) return null;
  const { origin, pathname, search } = new URL(discoveryUrl);
  if (search !== '') return null;
  if (pathname === OAUTH) return origin;
  return pathname.startsWith(`${OAUTH}/`) ? origin + pathname.slice(OAUTH.length) : null;
}
