// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 8 to 11: who asks, and may they use this operation at all. */
import type { AuthenticationResult } from '../../authenticate/authentication.js';
import { checkCsrf, formMediaTypes, isFromBrowser } from '../../authenticate/csrf.js';
import { parseMediaType } from '../../decode/media-type.js';
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import { applyVerdict } from './connection.js';

/** Stage 8. */
export function authenticate(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const result = exchange.operation!.authenticate(exchange);
  if (result instanceof Promise) return result.then((settled) => identify(exchange, settled));
  return identify(exchange, result);
}

function identify(exchange: Exchange, result: AuthenticationResult): Refusal | undefined {
  switch (result.kind) {
    case 'principal':
      exchange.principal = result.principal;
      exchange.sentUnasked = result.sentUnasked;
      exchange.deferred = result.deferred;
      return undefined;
    case 'anonymous':
      return undefined;
    case 'refused':
      return result.refusal;
  }
}

/** A credential in a header is proof enough: no form can set one. What browsers send unasked proves nothing. */
function isFormLogin({ operation, principal, sentUnasked, fields }: Exchange): boolean {
  if (!operation!.takesFormLogin || (principal !== null && sentUnasked === null)) return false;
  const sent = fields.contentTypeLines === 1 ? parseMediaType(fields.contentType!) : null;
  return sent === null || formMediaTypes.includes(sent.essence);
}

const NO_ORIGINS: ReadonlySet<string> = new Set();

/**
 * Stage 9: browsers send cookies and certificates unasked, and forms of any page to any server. Unsafe requests that rely
 * on one of these need proof of where they were made: else a page could act as its visitor, or log the visitor in as
 * somebody else.
 */
export function checkCrossSite(exchange: Exchange): Refusal | undefined {
  const { runtime, operation, local } = exchange;
  const { sentUnasked } = exchange;
  const isLogin = isFormLogin(exchange);
  if (!isLogin && (sentUnasked === null || !operation!.unsafe)) return undefined;
  // Most who have a certificate are no browsers, and send neither field.
  if (!isLogin && sentUnasked === 'certificate' && !isFromBrowser(exchange)) return undefined;
  const authorities = local ? new Set([exchange.authority!]) : runtime.authorities;
  return checkCsrf(exchange, authorities, exchange.cors?.credentialedOrigins ?? NO_ORIGINS) ?? undefined;
}

/** Stage 10. */
export function chargeCaller(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { runtime, now } = exchange;
  const { limits } = exchange.operation!;
  if (limits === null) return undefined;
  const verdict = runtime.limiter.charge(limits, exchange, 1, now, exchange.verdict);
  if (verdict instanceof Promise) return verdict.then((settled) => applyVerdict(exchange, settled, 10));
  return applyVerdict(exchange, verdict, 10);
}

/** Stage 11: scopes, roles and tenant; what is undecided ends here. */
export function authorizeFunction(exchange: Exchange): Refusal | undefined {
  return exchange.operation!.authorize(exchange.principal, exchange.deferred, exchange) ?? undefined;
}
