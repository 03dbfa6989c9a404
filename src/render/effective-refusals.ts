import type { Operation } from '../model/api.js';
import type { RefusalStatus } from './effective-components.js';

/** A status an operation can be refused with, and why, for people. */
export interface Refusals {
  readonly status: RefusalStatus;
  readonly reason: string;
}

/**
 * Every status the stages before and after the handler answer with (semantics §1), and what a handler may answer of its
 * own. Left out is what belongs to no operation: 404 of unknown paths, 405 and 501 of methods the path does not have.
 */
export function refusalsOf(operation: Operation, limited: boolean): readonly Refusals[] {
  const { access, requirements, parameters, requestBody, replies, validation, bodyLimits, login } = operation;
  const guarded = access.kind !== 'public' && requirements !== null && requirements.length > 0;
  const object = access.kind === 'authenticated' ? access.object : null;
  const negotiated = replies.some(({ content }) => content.length > 0);
  const found: (Refusals | null)[] = [
    { status: 400, reason: 'The request is malformed or does not match this document.' },
    guarded ? { status: 401, reason: 'Credentials are missing or invalid.' } : null,
    { status: 403, reason: 'The caller may not do this.' },
    object === null
      ? null
      : { status: 404, reason: 'There is no such object, or the caller may not reach it.' },
    negotiated ? { status: 406, reason: 'No reply fits the Accept header.' } : null,
    ...(requestBody === null
      ? []
      : [
          { status: 408, reason: 'The request body arrived too slowly.' },
          { status: 413, reason: `The request body is larger than ${String(bodyLimits.max)} bytes.` },
          { status: 415, reason: 'The media type or encoding of the request body is not supported.' },
        ]),
    parameters.some(({ in: place }) => place === 'path' || place === 'query')
      ? { status: 414, reason: 'The request target is too long.' }
      : null,
    { status: 421, reason: 'The server does not answer for the requested host.' },
    validation.status === 422 ? { status: 422, reason: 'The request does not match this document.' } : null,
    limited || login !== null ? { status: 429, reason: limitReason(login !== null) } : null,
    { status: 431, reason: 'The header fields of the request are too large.' },
    { status: 500, reason: 'The server failed.' },
    { status: 503, reason: 'The server cannot answer now.' },
    { status: '4XX', reason: 'The request is refused for a reason of the operation, which code names.' },
    { status: '5XX', reason: 'The operation has no answer yet, or what it depends on has none.' },
  ];
  return found.filter((refusal) => refusal !== null);
}

function limitReason(isLogin: boolean): string {
  return isLogin
    ? 'A rate limit was exceeded, or there were too many wrong passwords or codes.'
    : 'A rate limit was exceeded.';
}
