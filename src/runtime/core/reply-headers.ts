import { tokenEnd } from '../decode/media-type.js';
import { securityHeaders, strictTransportSecurity } from '../transport/security-headers.js';
import { isFieldValue } from './field-lines.js';
import type { ReplyHeaders } from './handler.js';

/** Fields that frame the message or that the core answers for. */
const RESERVED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'content-length',
  'content-type',
  'date',
  'server',
  'x-powered-by',
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'access-control-max-age',
  ...[...securityHeaders, ...strictTransportSecurity]
    .filter((_, index) => index % 2 === 0)
    .map((name) => name.toLowerCase()),
]);

/** @param name Lower case. */
export function isReservedHeader(name: string, isPrivate: boolean): boolean {
  return RESERVED.has(name) || (isPrivate && name === 'cache-control');
}

/** Appends a field's lines to a flat list; `false` where name or value could break out of its line (RFC 9110 §5.5). */
export function writeHeader(name: string, value: ReplyHeaders[string], headers: string[]): boolean {
  if (name === '' || tokenEnd(name, 0) !== name.length) return false;
  const lines: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const line of lines) {
    if (typeof line !== 'string' && typeof line !== 'number' && typeof line !== 'bigint') return false;
    const text = String(line);
    if (!isFieldValue(text)) return false;
    headers.push(name, text);
  }
  return true;
}
