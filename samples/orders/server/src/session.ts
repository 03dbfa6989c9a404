/** Access tokens of the shop's own login: signed here, verified by the server like anybody else's. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import type { ShopAccount } from './accounts.js';

const LIFETIME_SECONDS = 15 * 60;

/** SESSION_KEY holds an EC P-256 private key in PEM. Without it tokens end with the process. */
const pem = process.env['SESSION_KEY'];
const privateKey =
  pem === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : createPrivateKey(pem);

/** The key set that verifies what `issueToken` signs. */
export const sessionKeys = [
  { ...(await exportJWK(createPublicKey(privateKey))), kid: 'session', alg: 'ES256', use: 'sig' },
];

export async function issueToken({ id, roles, tenant, plan }: ShopAccount): Promise<{
  readonly accessToken: string;
  readonly expiresIn: number;
}> {
  const accessToken = await new SignJWT({
    client_id: 'web',
    scope: 'orders.read orders.write',
    roles,
    tid: tenant,
    plan,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'session' })
    .setSubject(id)
    .setJti(randomUUID())
    .setIssuer('https://id.example.com')
    .setAudience('https://api.example.com')
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(privateKey);
  return { accessToken, expiresIn: LIFETIME_SECONDS };
}
