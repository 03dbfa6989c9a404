// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stage 19: every answer leaves through here, with the headers that none may lack. */
import { Readable } from 'node:stream';
import { catalogue } from '../errors/catalogue.js';
import type { Exchange } from './exchange.js';
import { headLines } from './head-lines.js';
import type { RawReply } from './raw-message.js';
import type { Refusal } from './refusal.js';
import { withoutSensitiveNames } from './sensitive-values.js';
import { settleReservations } from './stages/reserve.js';

/** Octets of a body nobody read that are worth reading to keep the connection. */
const MAX_UNREAD = 64 * 1024;

const PROBLEM = 'application/problem+json';
const NONE: readonly string[] = [];

/** Answers without content. */
export function answer(exchange: Exchange, status: number, headers: readonly string[]): void {
  settleReservations(exchange, status);
  // RFC 9110 §8.6: a 204 must not carry a length, and in a 304 it would speak of another answer.
  const length = status === 204 || status === 304 ? null : 0;
  finish(exchange, status, isPrivate(exchange), null, headers, length, null, false, false);
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
  const isAscii = typeof body === 'string' && length === body.length;
  finish(exchange, status, isPrivate(exchange), contentType, headers, length, body, isAscii, false);
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
  let headers = refusal.headers ?? NONE;
  if ((status === 429 || status === 503) && !saysWhenToRetry(exchange, headers)) {
    // Spread, so that those who were refused together do not return together.
    headers = [...headers, 'Retry-After', String(2 + Math.floor(Math.random() * 4))];
  }
  const { length } = body;
  finish(exchange, status, true, PROBLEM, headers, length, body, true, refusal.close === true);
}

/** The refusal as the client may read it. */
function tellable(exchange: Exchange, refusal: Refusal): Refusal {
  const { issues } = refusal;
  if (issues === undefined || exchange.operation?.definition.sensitive !== true) return refusal;
  return { ...refusal, issues: withoutSensitiveNames(exchange, issues) };
}

/** A verdict that refused says it in its own lines. */
function saysWhenToRetry({ verdict }: Exchange, headers: readonly string[]): boolean {
  return (verdict !== null && verdict.outcome !== 'allowed') || headers.includes('Retry-After');
}

function isPrivate({ operation }: Exchange): boolean {
  return operation !== null && operation.isPrivate;
}

function finish(
  exchange: Exchange,
  status: number,
  isForOne: boolean,
  contentType: string | null,
  headers: readonly string[],
  length: number | null,
  body: RawReply['body'],
  isAscii: boolean,
  close: boolean,
): void {
  const { scheme, requestId, verdict, cors, raw } = exchange;
  const isHead = raw.method === 'HEAD';
  if (isHead && body instanceof Readable) body.destroy();
  let lines = `${headLines(scheme, isForOne, contentType)}${requestId}\r\n`;
  if (verdict !== null) lines += verdict.lines;
  if (cors !== null) lines += cors.replyLines(exchange.fields.origin);
  exchange.status = status;
  exchange.reply = {
    status,
    lines,
    headers,
    length,
    body: isHead ? null : body,
    isAscii,
    close: close || mustClose(exchange),
  };
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
