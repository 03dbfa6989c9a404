// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 0 to 4: is this a request we may look at at all? Nothing here depends on the operation. */
import type { SchemeDefinition } from '../definition.js';
import type { Exchange } from '../exchange.js';
import type { LimitVerdict } from '../../limit/limit-verdict.js';
import { normalizeAuthority } from '../../transport/authority.js';
import type { Refusal } from '../refusal.js';
import { parseTarget } from '../target.js';

const framing = (reason: string): Refusal => ({ stage: 0, code: 'malformed-request', reason, close: true });

const NO_HOST = framing('host-missing');
const HOST_TWICE = framing('host-repeated');
const BAD_LENGTH = framing('content-length-malformed');
const BAD_CODING = framing('transfer-coding-unknown');
const BAD_VERSION = framing('version-unknown');
const TOO_MANY_FIELDS: Refusal = {
  stage: 0,
  code: 'headers-too-large',
  reason: 'too-many-fields',
  close: true,
};

/** Names and values: from a thousand lines on Node drops what follows unseen, and the last lines may be a proxy's. */
const MAX_FIELD_TEXTS = 2000;
const OTHER_AUTHORITY: Refusal = { stage: 3, code: 'invalid-target', reason: 'target-authority-differs' };

/** Stage 0: what the parser leaves open (RFC 9112 §3.2, §6.1, §6.3). */
export function checkFraming(exchange: Exchange): Refusal | undefined {
  const refusal = framingRefusal(exchange);
  // Whom a proxy forwards is for stage 2 to believe: the record names the peer, and no limiter sees an address.
  if (refusal !== undefined) exchange.address = exchange.runtime.connections.peerAddress(exchange.raw.peer);
  return refusal;
}

function framingRefusal({ fields, raw }: Exchange): Refusal | undefined {
  if (raw.rawHeaders.length >= MAX_FIELD_TEXTS) return TOO_MANY_FIELDS;
  if (fields.hostLines !== 1) return fields.hostLines === 0 ? NO_HOST : HOST_TWICE;
  const { contentLength, transferEncoding } = fields;
  if (raw.version !== '1.1') {
    if (raw.version !== '1.0') return BAD_VERSION;
    // RFC 9112 §6.1: the framing of HTTP/1.0 has none, and a server before this one may have read it otherwise.
    if (transferEncoding !== undefined) return BAD_CODING;
  }
  if (contentLength !== undefined && !isDigits(contentLength)) return BAD_LENGTH;
  if (transferEncoding === undefined) return undefined;
  if (contentLength !== undefined) return BAD_LENGTH;
  return transferEncoding.toLowerCase() === 'chunked' ? undefined : BAD_CODING;
}

/** Stage 2: https, and a host this server answers to. */
export function checkConnection(exchange: Exchange): Refusal | undefined {
  const { runtime, raw, fields } = exchange;
  const connection = runtime.connections.check(raw.peer, fields.host!, fields);
  exchange.setAddress(connection.address);
  if (connection.refusal !== null) {
    exchange.credentialExposed =
      connection.refusal.code === 'https-required' && carriesCredential(exchange, runtime.schemes);
    return connection.refusal;
  }
  exchange.scheme = connection.scheme;
  exchange.authority = connection.authority;
  exchange.local = connection.local;
  exchange.proxied = connection.proxied;
  return undefined;
}

/** Stage 3: one spelling per target. */
export function checkTarget(exchange: Exchange): Refusal | undefined {
  const target = parseTarget(exchange.raw.target);
  if ('code' in target) return target;
  if (target.authority !== null) {
    const host = normalizeAuthority(exchange.fields.host!, exchange.scheme);
    if (normalizeAuthority(target.authority, exchange.scheme) !== host) return OTHER_AUTHORITY;
  }
  exchange.path = target.path;
  exchange.query = target.query;
  return undefined;
}

/** Stage 4: the limits of an address, before anything costs. */
export function chargeAddress(exchange: Exchange): Refusal | undefined | Promise<Refusal | undefined> {
  const { runtime, now } = exchange;
  if (runtime.rootLimits === null) return undefined;
  const verdict = runtime.limiter.charge(runtime.rootLimits, exchange, 1, now, null);
  if (verdict instanceof Promise) return verdict.then((settled) => applyVerdict(exchange, settled, 4));
  return applyVerdict(exchange, verdict, 4);
}

/** The verdict's headers go onto whatever answers, refusals included. */
export function applyVerdict(exchange: Exchange, verdict: LimitVerdict, stage: number): Refusal | undefined {
  exchange.verdict = verdict;
  if (verdict.outcome === 'allowed') return undefined;
  return verdict.outcome === 'limited'
    ? { stage, code: 'rate-limited', reason: 'rate-limited', violatedPolicies: verdict.violated }
    : { stage, code: 'limiter-unavailable', reason: 'limiter-unavailable' };
}

function carriesCredential({ fields, raw }: Exchange, schemes: readonly SchemeDefinition[]): boolean {
  if (fields.cookie !== undefined || fields.values('authorization').length > 0) return true;
  return schemes.some((scheme) => {
    if (scheme.kind !== 'apiKey' || scheme.in === 'cookie') return false;
    if (scheme.in === 'header') return fields.values(scheme.parameter.toLowerCase()).length > 0;
    // The target is not checked yet, so it is only searched.
    return raw.target.includes(`${encodeURIComponent(scheme.parameter)}=`);
  });
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}
