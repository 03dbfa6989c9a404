/** Stage 18: what the handler returned, held against the document. */
import { Readable } from 'node:stream';
import { negotiate } from '../../decode/accept.js';
import { matchMediaType } from '../../decode/media-type.js';
import { exactJson } from '../../validate/exact-json.js';
import { ANYONE, type Caller } from '../../validate/property-rule.js';
import type { ReplyMediaType } from '../definition.js';
import type { Exchange } from '../exchange.js';
import { type HandlerReply, isProblem } from '../handler.js';
import { isItemCodec, isItems, itemStream, type ItemCodec, type Items } from '../item-stream.js';
import type { LogFields } from '../logger.js';
import type { ReplyCheck } from '../operation-validators.js';
import type { Refusal } from '../refusal.js';
import { answer, answerContent } from '../reply.js';
import { isReservedHeader, writeHeader } from '../reply-headers.js';
import { type DeclaredReply, isRange } from '../reply-table.js';
import { commitContext } from './context.js';

/** The handler has run, and may have done what it was asked to: the record says so. */
const MISMATCH: Refusal = { stage: 18, code: 'internal-error', reason: 'handler-completed' };

interface Content {
  readonly type: string;
  readonly body: string | Uint8Array | Readable;
}

export function writeReply(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { result } = exchange;
  if (isProblem(result)) {
    const { code, status } = result;
    if (status !== 401) return { stage: 17, code, status, reason: code };
    return { stage: 17, code, status, reason: code, headers: exchange.operation!.challenges };
  }
  if (!isReply(result)) return unusable(exchange, 'A handler returned no reply', {});
  const declared = exchange.operation!.replies.find(result.status);
  if (declared === null) {
    const refusal = deviation(exchange, 'The status of a reply is not declared', { status: result.status });
    if (refusal !== null) return refusal;
  }
  const headers: string[] = [];
  const refusal = collectHeaders(exchange, result, declared, headers);
  if (refusal !== null) return refusal;
  if (result.status === 401 && !headers.some(isChallenge)) headers.push(...exchange.operation!.challenges);
  const content = collectContent(exchange, result, declared);
  if (content !== null && 'code' in content) return content;
  const committed = commitContext(exchange, result.status);
  if (committed === undefined) return finishReply(exchange, result.status, headers, content);
  if (!(committed instanceof Promise)) return discarded(content, committed);
  return committed.then((failure) =>
    failure === undefined && !exchange.answered
      ? finishReply(exchange, result.status, headers, content)
      : discarded(content, failure),
  );
}

function finishReply(
  exchange: Exchange,
  status: number,
  headers: readonly string[],
  content: Content | null,
): undefined {
  if (content === null) answer(exchange, status, headers);
  else answerContent(exchange, status, content.type, content.body, headers);
  if (status >= 400) {
    exchange.outcome = 'failed';
    exchange.stage = 17;
    exchange.reason = `status-${status}`;
  }
}

/** A stream that nobody reads would stay open. */
function discarded(content: Content | null, refusal: Refusal | undefined): Refusal | undefined {
  if (content?.body instanceof Readable) content.body.destroy();
  return refusal;
}

/** In a flat list of names and values. */
function isChallenge(text: string, index: number): boolean {
  return index % 2 === 0 && text.toLowerCase() === 'www-authenticate';
}

function isReply(value: unknown): value is HandlerReply {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false;
  const { status } = value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
}

function collectContent(
  exchange: Exchange,
  reply: HandlerReply,
  declared: DeclaredReply | null,
): Content | Refusal | null {
  const { body, status } = reply;
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty || declared === null || declared.content.length === 0) {
    if (body === undefined) return null;
    const refusal = deviation(exchange, 'A reply has content where none is declared', { status });
    return refusal ?? (isEmpty ? null : undeclaredContent(exchange, reply));
  }
  if (body === undefined) return deviation(exchange, 'A reply lacks its content', { status });
  const index = chooseMediaType(exchange, reply, declared);
  const media = declared.content[index];
  if (media === undefined) {
    const refusal = deviation(exchange, 'The media type of a reply is not declared', { status });
    return refusal ?? undeclaredContent(exchange, reply);
  }
  const type = reply.contentType ?? contentType(media);
  if (isItemCodec(media.codec)) {
    if (isItems(body)) return { type, body: itemContent(exchange, declared.row, index, media.codec, body) };
    // Nobody checks the items in a text or in bytes.
    const refusal = deviation(exchange, 'The content of a reply has no items', { type });
    return refusal ?? plainContent(exchange, type, body, true);
  }
  if (media.codec === 'binary') return plainContent(exchange, type, body, true);
  if (media.codec === 'text') return textContent(exchange, declared.row, index, type, body);
  const text = writeJson(exchange, declared.row, index, body);
  return typeof text === 'string' ? { type, body: text } : text;
}

/** The handler says which; where it does not, and several are declared, the client's `Accept` does. */
function chooseMediaType({ fields }: Exchange, reply: HandlerReply, { mediaTypes }: DeclaredReply): number {
  if (reply.contentType !== undefined) {
    const [essence = ''] = reply.contentType.split(';');
    return matchMediaType(mediaTypes, essence.trim().toLowerCase());
  }
  return mediaTypes.length === 1 ? 0 : Math.max(0, negotiate(fields.accept, mediaTypes));
}

function contentType({ mediaType, codec }: ReplyMediaType): string {
  if (!isRange(mediaType)) return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
  if (codec === 'json') return 'application/json';
  return codec === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function writeJson(exchange: Exchange, row: number, index: number, body: unknown): string | Refusal {
  const { definition, validators } = exchange.operation!;
  const { responses, unknownProperties } = definition.validation;
  const check = validators!.replies[row]?.[index] ?? null;
  if (check === null) return stringify(exchange, body);
  const caller = check.conceal === null ? ANYONE : exchange.caller;
  if (responses === 'off') return stringify(exchange, visible(check, body, caller));
  const text = check.write(body, unknownProperties, caller);
  if (text !== null) return text;
  const refusal = deviation(exchange, 'The content of a reply does not match its schema', {
    errors: check.explain(body, caller).slice(0, 20),
  });
  return refusal ?? stringify(exchange, visible(check, body, caller));
}

/** `read` lists are no matter of validation: they hold whatever `responses` says. */
function visible({ conceal }: ReplyCheck, body: unknown, caller: Caller): unknown {
  return conceal === null ? body : conceal(body, caller);
}

/** What of a reply's items the caller may see, one after the other. */
function itemContent(
  exchange: Exchange,
  row: number,
  index: number,
  codec: ItemCodec,
  items: Items,
): Readable {
  const { log, operation, requestId } = exchange;
  const { name, definition } = operation!;
  const { responses, unknownProperties } = definition.validation;
  const check = operation!.validators!.replies[row]?.[index] ?? null;
  const caller = check === null || check.conceal === null ? ANYONE : exchange.caller;
  const write = (item: unknown): string | null => {
    if (check === null) return printer(exchange)(item) ?? null;
    const text = responses === 'off' ? null : check.write(item, unknownProperties, caller);
    if (text !== null) return text;
    if (responses !== 'off') {
      const errors = check.explain(item, caller).slice(0, 20);
      log.warn('An item of a reply does not match its schema', { operation: name, requestId, errors });
    }
    return responses === 'enforce' ? null : (printer(exchange)(visible(check, item, caller)) ?? null);
  };
  return itemStream(items, codec, write, (error) => {
    log.error('A reply ended before its last item', { operation: name, requestId, error });
  });
}

function textContent(
  exchange: Exchange,
  row: number,
  index: number,
  type: string,
  body: unknown,
): Content | Refusal {
  const { definition, validators } = exchange.operation!;
  const check = validators!.replies[row]?.[index] ?? null;
  if (check === null || definition.validation.responses === 'off')
    return plainContent(exchange, type, body, false);
  const json = check.write(body, definition.validation.unknownProperties, ANYONE);
  if (json !== null) return { type, body: json.startsWith('"') ? (JSON.parse(json) as string) : json };
  const refusal = deviation(exchange, 'The content of a reply does not match its schema', {
    errors: check.explain(body, ANYONE).slice(0, 20),
  });
  return refusal ?? plainContent(exchange, type, body, false);
}

function stringify(exchange: Exchange, body: unknown): string | Refusal {
  // `undefined` for functions and symbols, whatever its type says.
  const text = printer(exchange)(body);
  return text ?? unusable(exchange, 'The content of a reply is no JSON', {});
}

/** Writes JSON that no schema is held against. */
function printer({ operation }: Exchange): (value: unknown) => string | undefined {
  return operation!.definition.bodyLimits.int64 === undefined ? JSON.stringify : exactJson;
}

function plainContent(
  exchange: Exchange,
  type: string,
  body: unknown,
  allowsBytes: boolean,
): Content | Refusal {
  if (typeof body === 'string') return { type, body };
  if (allowsBytes && (body instanceof Uint8Array || body instanceof Readable)) return { type, body };
  return unusable(exchange, 'The content of a reply is neither text nor bytes', { type });
}

/** Only where the document says `responses: report` or `off`. */
function undeclaredContent(exchange: Exchange, { body, contentType: type }: HandlerReply): Content | Refusal {
  // No schema says what of it the caller may see.
  if (hasReadLists(exchange))
    return unusable(exchange, 'A reply with withheld properties is not declared', {});
  if (typeof body === 'string') return { type: type ?? 'text/plain; charset=utf-8', body };
  if (body instanceof Uint8Array || body instanceof Readable) {
    return { type: type ?? 'application/octet-stream', body };
  }
  const text = stringify(exchange, body);
  return typeof text === 'string' ? { type: type ?? 'application/json', body: text } : text;
}

function hasReadLists({ operation }: Exchange): boolean {
  return operation!.validators!.replies.some((row) => row.some((check) => (check?.conceal ?? null) !== null));
}

/** Declared headers are sent; others are dropped, as undeclared properties are. */
function collectHeaders(
  exchange: Exchange,
  { headers, status }: HandlerReply,
  declared: DeclaredReply | null,
  collected: string[],
): Refusal | null {
  const operation = exchange.operation!;
  if (headers !== undefined) {
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (value === undefined) continue;
      const lower = name.toLowerCase();
      const isDeclared = declared?.headers.has(lower) === true;
      if (isReservedHeader(lower, operation.isPrivate)) {
        exchange.log.warn('A reply header is not the handler’s to set', {
          operation: operation.name,
          header: name,
        });
        continue;
      }
      if (!isDeclared && operation.definition.validation.responses !== 'off') {
        exchange.log.warn('A reply header is not declared', {
          operation: operation.name,
          header: name,
        });
        if (operation.definition.validation.responses === 'enforce') continue;
      }
      if (!writeHeader(name, value, collected))
        return unusable(exchange, 'A reply header cannot be sent', { header: name });
    }
  }
  for (const required of declared?.requiredHeaders ?? []) {
    if (isReservedHeader(required, operation.isPrivate)) continue;
    if (collected.some((text, index) => index % 2 === 0 && text.toLowerCase() === required)) continue;
    const refusal = deviation(exchange, 'A reply lacks a required header', { status, header: required });
    if (refusal !== null) return refusal;
  }
  return null;
}

/** What `validation.responses` makes of a reply that is not as declared: `enforce` refuses, `report` logs. */
function deviation(exchange: Exchange, message: string, fields: LogFields): Refusal | null {
  const { responses } = exchange.operation!.definition.validation;
  if (responses === 'enforce') return unusable(exchange, message, fields);
  if (responses === 'report') {
    exchange.log.warn(message, {
      ...fields,
      operation: exchange.operation!.name,
      requestId: exchange.requestId,
    });
  }
  return null;
}

function unusable(exchange: Exchange, message: string, fields: LogFields): Refusal {
  exchange.log.error(message, {
    ...fields,
    operation: exchange.operation!.name,
    requestId: exchange.requestId,
  });
  return MISMATCH;
}
