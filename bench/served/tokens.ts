import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** A key pair of the benchmark's own: server and client are two processes that must agree on it. */
const pem = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5gYSM+cMmfn+wQG0
85/6N0+HqjMfVHDI9zVs2Y2S6AGhRANCAARFgcd0/Vn3GviaKVF3u1zxoVGybTev
XzYLiC7SIEyMyElFt/cgfMC+mSd2RAHFDTwlAv485eITYRxVhph4ZGtE
-----END PRIVATE KEY-----
`;
const privateKey = createPrivateKey(pem);

export const ISSUER_KEYS = [
  { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' },
];

/** An access token of the sample's issuer, valid for an hour. */
export function accessToken(subject: string): string {
  const now = Math.floor(Date.now() / 1000);
  const text = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' })}.${encode({
    iss: 'https://id.example.com',
    aud: 'https://api.example.com',
    sub: subject,
    client_id: 'web',
    jti: 'bench',
    scope: 'orders.read orders.write',
    roles: ['customer'],
    iat: now,
    exp: now + 3600,
  })}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** A token that names the issuer and is signed by somebody else, symmetrically. */
export function forgedToken(subject: string): string {
  const [, payload] = accessToken(subject).split('.');
  const text = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: 'bench' })}.${payload}`;
  return `${text}.${createHmac('sha256', 'guessed').update(text).digest('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
