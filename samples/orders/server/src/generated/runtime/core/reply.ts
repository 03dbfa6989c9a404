// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 19: every answer leaves through here, with the headers that none may lack. */
import { Readable } from 'node:stream';
import { catalogue } from '../errors/catalogue.js';
import type { Exchange } from './exchange.js';
import { headerTemplate } from './header-template.js';
import type { RawReply } from './raw-message.js';
import type { Refusal } from './refusal.js';
import { withoutSensitiveNames } from './sensitive-values.js';
import { settleReservations } from './stages/reserve.js';

/** Octets of a body nobody read that are worth reading to keep the connection. */
const MAX_UNREAD = 64 * 1024;

const NO_HEADERS: readonly string[] = [];

/** Answers without content. */
export function answer(exchange: Exchange, status: number, headers: readonly string[]): void {
  settleReservations(exchange, status);
  // RFC 9110 §8.6: a 204 must not carry a length, and in a 304 it would speak of another answer.
  const length = status === 204 || status === 304 ? null : 0;
  finish(exchange, status, startHeaders(exchange, null, length, headers), null, false);
}

/** Answers with content. A stream's length is not known: the door frames it. */
export function answerContent(
  exchange: Exchange,
  status: number,
  contentType: string,
  body: string | Uint8Array | Readable,
  headers: readonly string[],
): void {
  settleReservations(exchange, status);
  const length =
    typeof body === 'string' ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.byteLength : null;
  finish(exchange, status, startHeaders(exchange, contentType, length, headers), body, false);
}

/** Answers a refusal with its problem body (RFC 9457). */
export function refuse(exchange: Exchange, refusal: Refusal): void {
  const { operation, runtime } = exchange;
  const status = refusal.status ?? catalogue[refusal.code].status;
  exchange.stage = refusal.stage;
  exchange.reason = refusal.reason;
  if (exchange.outcome === 'allowed') exchange.outcome = refusal.stage < 17 ? 'denied' : 'failed';
  settleReservations(exchange, status);
  if (operation !== null) runtime.advise?.(refusal, operation.definition);
  const body = (operation?.problems ?? runtime.problems).write(
    tellable(exchange, refusal),
    exchange.requestId,
  );
  const template = headerTemplate(exchange.scheme, true, 'application/problem+json', true);
  const headers = template.fill(exchange.requestId, body.length, exchange.verdict?.headers ?? NO_HEADERS);
  if (refusal.headers !== undefined) for (const text of refusal.headers) headers.push(text);
  if ((status === 429 || status === 503) && !headers.includes('Retry-After')) {
    // Spread, so that those who were refused together do not return together.
    headers.push('Retry-After', String(2 + Math.floor(Math.random() * 4)));
  }
  finish(exchange, status, headers, body, refusal.close === true);
}

/** The refusal as the client may read it. */
function tellable(exchange: Exchange, refusal: Refusal): Refusal {
  const { issues } = refusal;
  if (issues === undefined || exchange.operation?.definition.sensitive !== true) return refusal;
  return { ...refusal, issues: withoutSensitiveNames(exchange, issues) };
}

function startHeaders(
  exchange: Exchange,
  contentType: string | null,
  length: number | null,
  own: readonly string[],
): string[] {
  const isPrivate = exchange.operation?.isPrivate === true;
  const template = headerTemplate(exchange.scheme, isPrivate, contentType, length !== null);
  const headers = template.fill(exchange.requestId, length ?? 0, exchange.verdict?.headers ?? NO_HEADERS);
  for (const text of own) headers.push(text);
  return headers;
}

function finish(
  exchange: Exchange,
  status: number,
  headers: string[],
  body: RawReply['body'],
  close: boolean,
): void {
  const isHead = exchange.raw.method === 'HEAD';
  if (isHead && body instanceof Readable) body.destroy();
  if (exchange.cors !== null) {
    for (const text of exchange.cors.replyHeaders(exchange.fields.origin)) headers.push(text);
  }
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
