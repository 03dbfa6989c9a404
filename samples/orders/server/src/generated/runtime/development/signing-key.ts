// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** The key of the development issuer: made in memory, gone with the process. */
import {
  constants,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { JWK } from 'jose';

export interface SigningKey {
  readonly alg: string;
  /** What verifies: the public key, or the secret itself for HS*. */
  readonly jwk: JWK;
  /** Compact JWS of the claims (RFC 7515 §7.1). */
  token(claims: Readonly<Record<string, unknown>>, typ: string): string;
}

const KID = 'development';

/**
 * Makes a key for the first of `algorithms`.
 *
 * Signs with `node:crypto`: `createApi` is synchronous, `jose` is not.
 */
export function createSigningKey(algorithms: readonly string[]): SigningKey {
  const alg = algorithms[0] ?? 'ES256';
  const digest = `sha${/\d{3}$/.exec(alg)?.[0] ?? '256'}`;
  switch (alg.slice(0, 2)) {
    case 'HS': {
      const key = createSecretKey(randomBytes(64));
      return signer(alg, key, (data) => createHmac(digest, key).update(data).digest());
    }
    case 'RS': {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return signer(alg, publicKey, (data) => sign(digest, data, privateKey));
    }
    case 'PS': {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const options = {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      };
      return signer(alg, publicKey, (data) => sign(digest, data, options));
    }
    case 'ES': {
      const namedCurve = alg === 'ES512' ? 'P-521' : alg === 'ES384' ? 'P-384' : 'P-256';
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      return signer(alg, publicKey, (data) =>
        sign(digest, data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      );
    }
    default: {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      return signer(alg, publicKey, (data) => sign(null, data, privateKey));
    }
  }
}

function signer(alg: string, key: KeyObject, signature: (data: Buffer) => Buffer): SigningKey {
  return {
    alg,
    jwk: { ...(key.export({ format: 'jwk' }) as JWK), kid: KID, alg, use: 'sig' },
    token: (claims, typ) => {
      const input = `${encode({ alg, kid: KID, typ })}.${encode(claims)}`;
      return `${input}.${signature(Buffer.from(input)).toString('base64url')}`;
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
