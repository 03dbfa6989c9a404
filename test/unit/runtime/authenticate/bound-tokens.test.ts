/** `bind: mtls`: tokens of whoever holds the key of the certificate they name (RFC 8705 §3). */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { issueCertificate } from '../../../support/certificates.js';
import {
  ask,
  askPlain,
  clientOf,
  type MutualTlsOptions,
  type MutualTlsServer,
  removeFiles,
  serveShop,
} from './mutual-tls-server.js';

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const credentials: MutualTlsOptions['credentials'] = {
  token: { kind: 'jwt', keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] },
};
const shop = clientOf('shop');
const thief = clientOf('thief');

async function tokenOf(cnf: unknown, more: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://id.example.com',
    aud: 'https://api.example.com',
    sub: 'ann',
    client_id: 'shop',
    jti: 'j1',
    iat: now,
    exp: now + 7200,
    ...(cnf !== undefined && { cnf }),
    ...more,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' }).sign(privateKey);
}

let server: MutualTlsServer | null = null;
const start = async (options: MutualTlsOptions = {}): Promise<MutualTlsServer> =>
  (server = await serveShop({ credentials, ...options }));

afterEach(async () => {
  vi.useRealTimers();
  await server?.close();
  server = null;
});
afterAll(removeFiles);

const bound = { 'x5t#S256': shop.thumbprint };
const invalidToken = ['Bearer realm="shop", error="invalid_token"'];

describe.each(['node', 'fastify'] as const)(
  'a token that names a certificate, behind the %s door',
  (door) => {
    it('is worth something with that certificate only, on whichever connection it comes', async () => {
      const { port, ran, records } = await start({ door });
      const headers = { Authorization: `Bearer ${await tokenOf(bound)}` };
      expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 204 });
      // The token is remembered by now, its holder is not.
      expect(await ask(port, '/bound', { headers, certificate: thief })).toEqual({
        status: 401,
        code: 'invalid-credentials',
        challenges: invalidToken,
      });
      expect(await ask(port, '/bound', { headers })).toMatchObject({ status: 401, challenges: invalidToken });
      expect(await ask(port, '/bound', { headers, certificate: issueCertificate() })).toMatchObject({
        status: 401,
      });
      expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 204 });
      expect(ran).toEqual(['bound', 'bound']);
      expect(records.map(({ reason, stage }) => `${String(stage)} ${String(reason)}`)).toEqual([
        '8 token: certificate-differs',
        '8 token: certificate-missing',
        '8 token: certificate-unverified',
      ]);
    });

    it.each<[string, unknown, string]>([
      ['nothing', undefined, 'token-unbound'],
      ['null', null, 'token-bound-otherwise'],
      ['a text', shop.thumbprint, 'token-bound-otherwise'],
      ['no key', {}, 'token-bound-otherwise'],
      ['a key of DPoP', { jkt: shop.thumbprint }, 'token-bound-otherwise'],
      ['a key of DPoP too', { ...bound, jkt: shop.thumbprint }, 'token-bound-otherwise'],
      ['a list', { 'x5t#S256': [shop.thumbprint] }, 'token-bound-otherwise'],
      ['a SHA-1 thumbprint', { x5t: shop.thumbprint }, 'token-bound-otherwise'],
      ['hexadecimal', { 'x5t#S256': shop.fingerprint }, 'certificate-differs'],
      ['padding', { 'x5t#S256': `${shop.thumbprint}=` }, 'certificate-differs'],
      ['an empty thumbprint', { 'x5t#S256': '' }, 'certificate-differs'],
      ['another certificate', { 'x5t#S256': thief.thumbprint }, 'certificate-differs'],
    ])('is refused where it is bound to %s', async (_name, cnf, reason) => {
      const { port, ran, records } = await start({ door });
      const headers = { Authorization: `Bearer ${await tokenOf(cnf)}` };
      expect(await ask(port, '/bound', { headers, certificate: shop })).toEqual({
        status: 401,
        code: 'invalid-credentials',
        challenges: invalidToken,
      });
      expect(ran).toEqual([]);
      expect(records).toMatchObject([
        { stage: 8, outcome: 'denied', reason: `token: ${reason}`, actor: null },
      ]);
    });
  },
);

describe('a token that names a certificate', () => {
  const trust = {
    proxies: ['127.0.0.0/8'],
    header: 'x-forwarded-for',
    proto: 'https',
    clientCert: true,
  } as const;

  it('is held to what a trusted proxy says', async () => {
    const { port, records } = await start({ tls: null, trust });
    const Authorization = `Bearer ${await tokenOf(bound)}`;
    const answer = async (field: string | string[] | null) =>
      askPlain(port, '/bound', {
        headers: { Authorization, ...(field !== null && { 'Client-Cert': field }) },
      });
    expect(await answer(shop.field)).toMatchObject({ status: 204 });
    expect(await answer(thief.field)).toMatchObject({ status: 401 });
    expect(await answer(null)).toMatchObject({ status: 401 });
    expect(await answer([shop.field, thief.field])).toMatchObject({
      status: 400,
      code: 'ambiguous-credentials',
    });
    expect(records.map(({ reason }) => reason)).toEqual([
      'token: certificate-differs',
      'token: certificate-missing',
      'credential-sent-twice',
    ]);
  });

  it('is void with a certificate that has expired, and after its own time', async () => {
    const { port, records } = await start();
    const headers = { Authorization: `Bearer ${await tokenOf(bound)}` };
    expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 204 });
    const begin = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: begin + 3_700_000 });
    expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 401 });
    vi.setSystemTime(begin + 7_300_000);
    expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 401 });
    expect(records.map(({ reason }) => reason)).toEqual([
      'token: certificate-expired',
      'token: token-expired',
    ]);
  });

  it('needs its signature, whatever it names', async () => {
    const { port, records } = await start();
    const token = await tokenOf(bound);
    const headers = { Authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` };
    expect(await ask(port, '/bound', { headers, certificate: shop })).toMatchObject({ status: 401 });
    expect(records).toMatchObject([{ reason: 'token: signature-invalid' }]);
  });
});
