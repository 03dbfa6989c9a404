// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { catalogue } from '../errors/catalogue.js';
import type { ErrorCode } from '../errors/catalogue.js';
import { normalizeAddress } from '../transport/client-address.js';
import { securityHeaders } from '../transport/security-headers.js';
import type { Runtime } from './runtime.js';
import { mintTraceId } from './trace-context.js';
import { uuidV7 } from './uuid-v7.js';

/** Bytes that never became a request. */
export interface ParserFailure {
  readonly kind: 'malformed' | 'headers-too-large' | 'timeout';
  readonly address: string | null;
}

const CODES: Readonly<Record<ParserFailure['kind'], ErrorCode>> = {
  malformed: 'malformed-request',
  'headers-too-large': 'headers-too-large',
  timeout: 'request-timeout',
};

/** An answer for a socket that has no request; its connection is closed. */
export interface ParserReply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Stage 0 where the parser answers: 400, 408 or 431, with a record. */
export function parserFailure(runtime: Runtime, { kind, address }: ParserFailure): ParserReply {
  const now = Date.now();
  const requestId = uuidV7(now);
  const code = CODES[kind];
  const { status } = catalogue[code];
  runtime.auditor.decision({
    requestId,
    traceId: mintTraceId(now),
    time: now,
    operation: null,
    principal: null,
    address: (address === null ? null : normalizeAddress(address)) ?? '',
    userAgent: null,
    host: null,
    objectType: null,
    objectId: null,
    changes: null,
    outcome: 'denied',
    stage: 0,
    reason: `parser-${kind}`,
    status,
    credentialExposed: false,
  });
  const body = runtime.problems.write({ code }, requestId);
  const headers = [
    ...securityHeaders,
    'Cache-Control',
    'no-store',
    'X-Request-Id',
    requestId,
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(body.length),
  ];
  return { status, headers, body };
}
