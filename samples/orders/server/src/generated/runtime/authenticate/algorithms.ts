// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** JWS algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864) and the keys that fit them. */

export interface KeyFit {
  readonly kty: 'EC' | 'RSA' | 'OKP' | 'oct';
  readonly crv: string | null;
  /** HS* only: the digest, whose size the key must have (RFC 7518 §3.2). */
  readonly hmac: { readonly digest: string; readonly minBytes: number } | null;
}

const asymmetric = (kty: 'EC' | 'RSA' | 'OKP', crv: string | null = null): KeyFit => ({
  kty,
  crv,
  hmac: null,
});
const hmac = (digest: string, minBytes: number): KeyFit => ({
  kty: 'oct',
  crv: null,
  hmac: { digest, minBytes },
});

const ALGORITHMS: ReadonlyMap<string, KeyFit> = new Map([
  ['ES256', asymmetric('EC', 'P-256')],
  ['ES384', asymmetric('EC', 'P-384')],
  ['ES512', asymmetric('EC', 'P-521')],
  ['PS256', asymmetric('RSA')],
  ['PS384', asymmetric('RSA')],
  ['PS512', asymmetric('RSA')],
  ['RS256', asymmetric('RSA')],
  ['RS384', asymmetric('RSA')],
  ['RS512', asymmetric('RSA')],
  ['Ed25519', asymmetric('OKP', 'Ed25519')],
  ['EdDSA', asymmetric('OKP', 'Ed25519')],
  ['HS256', hmac('sha256', 32)],
  ['HS384', hmac('sha384', 48)],
  ['HS512', hmac('sha512', 64)],
]);

/** What a key must be for `alg`; `undefined` for algorithms that are never accepted, `none` first among them. */
export function keyFit(alg: string): KeyFit | undefined {
  return ALGORITHMS.get(alg);
}

export function isSymmetric(alg: string): boolean {
  return keyFit(alg)?.kty === 'oct';
}
