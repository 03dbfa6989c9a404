// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 12 and 13: can we speak of it, and what does the body say. */
import { negotiate as negotiateAccept } from '../../decode/accept.js';
import { type BodyFailure, isBodyFailure, readBody } from '../../decode/body.js';
import { Fault } from '../../decode/fault.js';
import { parseJson } from '../../decode/json.js';
import { matchMediaType, parseMediaType } from '../../decode/media-type.js';
import type { MultipartLimits } from '../../decode/multipart-decoder.js';
import { decodeText } from '../../decode/text.js';
import { decodeTextValue } from '../../decode/text-value.js';
import type { RequestBodyDefinition, WireShape } from '../definition.js';
import type { Exchange } from '../exchange.js';
import type { InputIssue, Refusal } from '../refusal.js';

/** A body may take this long and no less than this rate (semantics §8). */
const BODY_TIMEOUT_MS = 30_000;
const MIN_BYTES_PER_SECOND = 1024;

const NO_BYTES = new Uint8Array(0);

const UNEXPECTED: Refusal = { stage: 12, code: 'unexpected-content', reason: 'no-body-declared' };
const ENCODED: Refusal = {
  stage: 12,
  code: 'unsupported-content-encoding',
  reason: 'content-encoding',
  headers: ['Accept-Encoding', 'identity'],
};
const NOT_ACCEPTABLE: Refusal = { stage: 12, code: 'not-acceptable', reason: 'accept' };

const TOO_LARGE: Refusal = { stage: 13, code: 'content-too-large', reason: 'content-length', close: true };
const TOO_SLOW: Refusal = { stage: 13, code: 'request-timeout', reason: 'content-timeout', close: true };
const ABORTED: Refusal = { stage: 13, code: 'malformed-content', reason: 'content-aborted', close: true };

/** Stage 12: Content-Type, Content-Encoding, Accept. */
export function negotiate(exchange: Exchange): Refusal | undefined {
  const { fields } = exchange;
  const operation = exchange.operation!;
  const { requestBody } = operation.definition;
  if (exchange.body !== null) {
    if (requestBody === null) return UNEXPECTED;
    if (fields.contentEncoding !== undefined && fields.contentEncoding.toLowerCase() !== 'identity')
      return ENCODED;
    const sent = fields.contentTypeLines === 1 ? parseMediaType(fields.contentType!) : null;
    if (sent === null) return operation.unsupportedMediaType;
    const index = matchMediaType(operation.requestMediaTypes, sent.essence);
    const media = requestBody.content[index];
    if (media === undefined) return operation.unsupportedMediaType;
    // Bytes are handed over as they are; text we decode, and only as UTF-8.
    if (sent.charset !== null && sent.charset !== 'utf-8' && media.codec !== 'binary') {
      return operation.unsupportedMediaType;
    }
    exchange.media = media;
    exchange.mediaIndex = index;
    exchange.boundary = sent.boundary;
  } else if (requestBody?.required === true && fields.contentTypeLines === 1)
    takeEmptyForm(exchange, requestBody);
  const { accept } = fields;
  if (accept === undefined || operation.replyMediaTypes.length === 0) return undefined;
  return negotiateAccept(accept, operation.replyMediaTypes) < 0 ? NOT_ACCEPTABLE : undefined;
}

/** A form without fields is no octets at all (WHATWG URL §5.2): not a body that is missing. */
function takeEmptyForm(exchange: Exchange, { content }: RequestBodyDefinition): void {
  const { fields, operation } = exchange;
  const sent = parseMediaType(fields.contentType!);
  const index = sent === null ? -1 : matchMediaType(operation!.requestMediaTypes, sent.essence);
  if (content[index]?.codec !== 'form') return;
  exchange.media = content[index];
  exchange.mediaIndex = index;
}

/** Stage 13. Bytes that nobody parses wait for the handler; a multipart body is read up to its first file. */
export function readContent(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { media } = exchange;
  if (media === null || media.codec === 'binary') return undefined;
  if (exchange.body === null) return decode(exchange, NO_BYTES);
  exchange.continueBody();
  return media.codec === 'multipart' ? readMultipart(exchange) : readWhole(exchange);
}

function readWhole(exchange: Exchange): Promise<Refusal | undefined> {
  const { bodyLimits } = exchange.operation!.definition;
  return readBody(exchange.body!, bodyTiming(bodyLimits.max)).then((bytes) => takeWhole(exchange, bytes));
}

function takeWhole(exchange: Exchange, bytes: Uint8Array | BodyFailure): Refusal | undefined {
  if (isBodyFailure(bytes)) return bodyRefusal(bytes.kind);
  const { requestBody } = exchange.operation!.definition;
  if (bytes.byteLength === 0 && !(requestBody!.required && exchange.media!.codec === 'form')) {
    exchange.media = null;
    exchange.mediaIndex = -1;
    return undefined;
  }
  return decode(exchange, bytes);
}

function decode(exchange: Exchange, bytes: Uint8Array): Refusal | undefined {
  const { bodyLimits } = exchange.operation!.definition;
  const media = exchange.media!;
  switch (media.codec) {
    case 'json': {
      const parsed = parseJson(bytes, bodyLimits);
      if (!parsed.ok) return malformed(parsed.reason);
      exchange.content = parsed.value;
      return undefined;
    }
    case 'text': {
      const text = decodeText(bytes);
      if (text === null) return malformed('not-utf-8');
      return media.additional === null
        ? taken(exchange, text)
        : decodeShape(exchange, text, media.additional);
    }
    case 'form': {
      const decoded = exchange.runtime.modules.form!(bytes, media, bodyLimits);
      exchange.content = decoded.value;
      return decoded.ok ? undefined : undecodable(exchange, decoded.reason, decoded.issues);
    }
    case 'multipart':
    case 'binary':
      throw new TypeError(`A ${media.codec} body is not read whole`);
  }
}

function taken(exchange: Exchange, content: unknown): undefined {
  exchange.content = content;
  return undefined;
}

function decodeShape(exchange: Exchange, text: string, shape: WireShape): undefined {
  const value = decodeTextValue(text, shape);
  if (!(value instanceof Fault)) return taken(exchange, value);
  exchange.contentIssues = [{ in: 'body', pointer: '#', keyword: value.keyword, detail: value.detail }];
  return undefined;
}

async function readMultipart(exchange: Exchange): Promise<Refusal | undefined> {
  const { bodyLimits } = exchange.operation!.definition;
  const { body, boundary, runtime } = exchange;
  if (boundary === null) return malformed('boundary-missing');
  const limits = { ...bodyLimits, ...bodyTiming(bodyLimits.max), headers: await headerChecks(exchange) };
  const result = await runtime.modules.multipart!(body!, boundary, exchange.media!, limits);
  exchange.content = result.fields;
  if (result.ok) {
    exchange.multipart = result;
    return undefined;
  }
  if (result.failure !== null) return bodyRefusal(result.failure.kind);
  return undecodable(exchange, result.reason, result.issues);
}

/** Headers of parts are checked as their parts arrive, some of them after the handler was called. */
async function headerChecks({ operation, media, mediaIndex }: Exchange): Promise<MultipartLimits['headers']> {
  if (!media!.fields.some(({ headers }) => headers !== undefined)) return undefined;
  const { parts } = operation!.validators ?? (await operation!.loadValidators());
  return parts?.[mediaIndex] ?? undefined;
}

/** Fields that do not fit the document are stage 14's to report, beside the parameters and the other fields. */
function undecodable(exchange: Exchange, reason: string, issues: readonly InputIssue[]): Refusal | undefined {
  if (issues.length === 0) return malformed(reason);
  exchange.contentIssues = issues;
  return undefined;
}

export function bodyTiming(max: number): { max: number; timeoutMs: number; minBytesPerSecond: number } {
  return { max, timeoutMs: BODY_TIMEOUT_MS, minBytesPerSecond: MIN_BYTES_PER_SECOND };
}

function bodyRefusal(kind: 'too-large' | 'timeout' | 'aborted'): Refusal {
  return kind === 'too-large' ? TOO_LARGE : kind === 'timeout' ? TOO_SLOW : ABORTED;
}

function malformed(reason: string): Refusal {
  return { stage: 13, code: 'malformed-content', reason, close: true };
}
