// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** JWS compact serialization (RFC 7515 §7.1), read more strictly than the RFC asks (RFC 8725 §3). */
import { parseJson } from '../decode/json.js';

/** Longest token read: 8 KiB. */
export const MAX_TOKEN_LENGTH = 8192;

const HEADER_LIMITS = { depth: 4, nodes: 64 } as const;

export interface CompactJws {
  readonly alg: string;
  /** An opaque name of a key: compared, never interpreted. */
  readonly kid: string | null;
  readonly typ: string | null;
  readonly payload: Buffer;
  /** What is signed: the first two parts as sent. */
  readonly signingInput: string;
  readonly signature: Buffer;
}

/**
 * Takes a token apart; a string says which check failed. `jku`, `x5u`, `x5c` and `jwk` are not looked at: a token does
 * not choose the key that verifies it.
 */
export function parseCompactJws(token: string): CompactJws | string {
  if (token.length > MAX_TOKEN_LENGTH) return 'token-length';
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first === -1 || second === -1 || token.indexOf('.', second + 1) !== -1) {
    return 'token-not-compact-jws';
  }
  const headerBytes = canonicalBase64url(token.slice(0, first));
  const payload = canonicalBase64url(token.slice(first + 1, second));
  const signature = canonicalBase64url(token.slice(second + 1));
  if (headerBytes === null || payload === null || signature === null) {
    return 'token-not-base64url';
  }
  const parsed = parseJson(headerBytes, HEADER_LIMITS);
  if (!parsed.ok) return `header-${parsed.reason}`;
  if (!isRecord(parsed.value)) return 'header-not-an-object';
  const header = parsed.value;
  const alg = own(header, 'alg');
  const kid = own(header, 'kid');
  const typ = own(header, 'typ');
  if (typeof alg !== 'string') return 'alg-missing';
  if (kid !== undefined && typeof kid !== 'string') return 'kid-not-a-string';
  if (typ !== undefined && typeof typ !== 'string') return 'typ-not-a-string';
  if (own(header, 'crit') !== undefined) return 'crit-not-understood';
  if (own(header, 'b64') !== undefined) return 'b64-not-understood';
  return {
    alg,
    kid: kid ?? null,
    typ: typ ?? null,
    payload,
    signingInput: token.slice(0, second),
    signature,
  };
}

/** Decoded bytes, or `null` where another text would decode to the same ones (RFC 4648 §3.5). */
function canonicalBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property: a claim named `constructor` must not find the prototype's. */
export function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
