/** Stage 9: was an unsafe request with a cookie credential made by a page we trust (semantics §3, CSRF). */
import type { Refusal } from '../core/refusal.js';
import type { CredentialSource } from './credential-source.js';

const CROSS_SITE: Refusal = Object.freeze({
  stage: 9,
  code: 'cross-site-request',
  reason: 'cross-site',
});

/**
 * `null` lets the request pass: `Sec-Fetch-Site` says `same-origin` or `none`, or `Origin` is this server's or a listed
 * one. With neither header, or one of them twice, there is no proof. The caller asks only for unsafe methods whose
 * credential came in a cookie.
 *
 * @param hosts Authorities this server answers to, lower case, default port dropped.
 * @param origins Origins the document lets act with the user's cookies, serialized (`https://app.example.com`).
 */
export function checkCsrf(
  source: Pick<CredentialSource, 'headerValues'>,
  hosts: ReadonlySet<string>,
  origins: ReadonlySet<string>,
): Refusal | null {
  const site = source.headerValues('sec-fetch-site');
  const origin = source.headerValues('origin');
  if (site.length > 1 || origin.length > 1) return CROSS_SITE;
  if (site[0] === 'same-origin' || site[0] === 'none') return null;
  const from = origin[0];
  if (from === undefined) return CROSS_SITE;
  return origins.has(from) || isOwnOrigin(from, hosts) ? null : CROSS_SITE;
}

const SECURE = 'https://';
const PLAIN = 'http://';

/** Pages served in the clear can be anybody's, except on loopback. */
function isOwnOrigin(origin: string, hosts: ReadonlySet<string>): boolean {
  if (origin.startsWith(SECURE)) return hosts.has(origin.slice(SECURE.length));
  if (!origin.startsWith(PLAIN)) return false;
  const authority = origin.slice(PLAIN.length);
  return isLoopback(authority) && hosts.has(authority);
}

function isLoopback(authority: string): boolean {
  const host = authority.replace(/:\d+$/, '');
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
}
