// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 19: every answer leaves through here, with the headers that none may lack. */
import type { Readable } from 'node:stream';
import { catalogue } from '../errors/catalogue.js';
import { noStore, securityHeaders, strictTransportSecurity } from '../transport/security-headers.js';
import type { Exchange } from './exchange.js';
import type { Refusal } from './refusal.js';

const BASE = {
  http: { open: [...securityHeaders], private: [...securityHeaders, ...noStore] },
  https: {
    open: [...securityHeaders, ...strictTransportSecurity],
    private: [...securityHeaders, ...strictTransportSecurity, ...noStore],
  },
};

/** Octets of a body nobody read that are worth reading to keep the connection. */
const MAX_UNREAD = 64 * 1024;

/** Answers without content. */
export function answer(exchange: Exchange, status: number, headers: readonly string[]): void {
  const all = startHeaders(exchange);
  // RFC 9110 §8.6: a 204 must not carry it, and in a 304 it would speak of another answer.
  if (status !== 204 && status !== 304) all.push('Content-Length', '0');
  for (const text of headers) all.push(text);
  finish(exchange, status, all, null, false);
}

/** Answers with content. A stream's length is not known: the door frames it. */
export function answerContent(
  exchange: Exchange,
  status: number,
  contentType: string,
  body: string | Uint8Array | Readable,
  headers: readonly string[],
): void {
  const all = startHeaders(exchange);
  all.push('Content-Type', contentType);
  if (typeof body === 'string') all.push('Content-Length', String(Buffer.byteLength(body)));
  else if (body instanceof Uint8Array) all.push('Content-Length', String(body.byteLength));
  for (const text of headers) all.push(text);
  finish(exchange, status, all, body, false);
}

/** Answers a refusal with its problem body (RFC 9457). */
export function refuse(exchange: Exchange, refusal: Refusal): void {
  const { operation, runtime } = exchange;
  const status = refusal.status ?? catalogue[refusal.code].status;
  exchange.stage = refusal.stage;
  exchange.reason = refusal.reason;
  if (exchange.outcome === 'allowed') exchange.outcome = refusal.stage < 17 ? 'denied' : 'failed';
  if (operation !== null) runtime.advise?.(refusal, operation.definition);
  const body = (operation?.problems ?? runtime.problems).write(refusal, exchange.requestId);
  const headers = BASE[exchange.scheme].private.slice();
  headers.push('X-Request-Id', exchange.requestId);
  headers.push('Content-Type', 'application/problem+json', 'Content-Length', String(body.length));
  if (exchange.verdict !== null) for (const text of exchange.verdict.headers) headers.push(text);
  if (refusal.headers !== undefined) for (const text of refusal.headers) headers.push(text);
  if ((status === 429 || status === 503) && !headers.includes('Retry-After')) {
    // Spread, so that those who were refused together do not return together.
    headers.push('Retry-After', String(2 + Math.floor(Math.random() * 4)));
  }
  finish(exchange, status, headers, body, refusal.close === true);
}

function startHeaders(exchange: Exchange): string[] {
  const base = BASE[exchange.scheme];
  const headers = (exchange.operation?.isPrivate === true ? base.private : base.open).slice();
  headers.push('X-Request-Id', exchange.requestId);
  if (exchange.verdict !== null) for (const text of exchange.verdict.headers) headers.push(text);
  return headers;
}

function finish(
  exchange: Exchange,
  status: number,
  headers: string[],
  body: string | Uint8Array | Readable | null,
  close: boolean,
): void {
  const isHead = exchange.raw.method === 'HEAD';
  if (isHead && body !== null && typeof body !== 'string' && !(body instanceof Uint8Array)) body.destroy();
  exchange.status = status;
  exchange.reply = { status, headers, body: isHead ? null : body, close: close || mustClose(exchange) };
}

/**
 * Whether what is left of the request's body makes the connection useless: it may never end, or the client still waits
 * to be told to send it.
 */
function mustClose({ body, raw, fields, continued }: Exchange): boolean {
  if (body === null || body.readableEnded) return false;
  if (raw.awaitsContinue === true && !continued) return true;
  return fields.transferEncoding !== undefined || Number(fields.contentLength) > MAX_UNREAD;
}
