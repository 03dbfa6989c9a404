// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 9: was a request that browsers send for any page made by one we trust (semantics §3, CSRF). */
import type { OperationDefinition } from '../core/definition.js';
import type { Refusal } from '../core/refusal.js';
import { matchMediaType } from '../decode/media-type.js';
import type { CredentialSource } from './credential-source.js';

const CROSS_SITE: Refusal = Object.freeze({
  stage: 9,
  code: 'cross-site-request',
  reason: 'cross-site',
});

/** What a page sends to another origin without asking by a preflight (Fetch standard, "CORS-safelisted request-header"). */
export const formMediaTypes: readonly string[] = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
];

/** Whether an operation checks a secret that a form of any page can send. */
export function takesFormLogin({
  login,
  requestBody,
}: Pick<OperationDefinition, 'login' | 'requestBody'>): boolean {
  if (login === null || requestBody === null) return false;
  const declared = requestBody.content.map(({ mediaType }) => mediaType);
  return formMediaTypes.some((mediaType) => matchMediaType(declared, mediaType) >= 0);
}

/**
 * `null` lets the request pass: `Sec-Fetch-Site` says `same-origin` or `none`, or `Origin` is this server's or a listed
 * one. With neither header, or one of them twice, there is no proof. The caller asks only for unsafe methods: where the
 * credential came in a cookie, and for logins that take what a form sends.
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

/**
 * Whether a request says where it was made. Browsers do for everything they send to https: `Sec-Fetch-Site` always, and
 * `Origin` with unsafe methods.
 */
export function isFromBrowser(source: Pick<CredentialSource, 'headerValues'>): boolean {
  return source.headerValues('sec-fetch-site').length > 0 || source.headerValues('origin').length > 0;
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
