/** mutualTLS schemes on the wire: who is let in, who is not, and what is on record. */
import { constants, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpsServer, Agent } from 'node:https';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { SchemeCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { StartupError } from '../../../../src/runtime/core/startup-problem.js';
import { issueCertificate, type TestCertificate } from '../../../support/certificates.js';
import { exchangeText, readAnswer, requestText } from '../doors/raw-client.js';
import {
  type Answer,
  ask,
  askPlain,
  clientAuthority,
  clientOf,
  clientOptions,
  createApi,
  fileOf,
  HOST,
  type MutualTlsOptions,
  type MutualTlsServer,
  removeFiles,
  serveShop,
  tlsFiles,
} from './mutual-tls-server.js';

const shop = clientOf('shop', { dns: ['shop.example'] });
const auditor = clientOf('auditor');
const lookup: NonNullable<MutualTlsOptions['lookup']> = ({ fingerprint, subject }) => {
  if (fingerprint === shop.fingerprint) return { id: 'shop', client: 'shop app', tenant: 't1' };
  if (fingerprint === auditor.fingerprint) return { id: subject, roles: ['auditor'] };
  return null;
};

let server: MutualTlsServer | null = null;
const start = async (options: MutualTlsOptions = {}): Promise<MutualTlsServer> =>
  (server = await serveShop({ lookup, ...options }));

afterEach(async () => {
  vi.useRealTimers();
  await server?.close();
  server = null;
});
afterAll(removeFiles);

const CHALLENGE = 'ClientCertificate realm="shop"';

/** Refused at stage 8, once on record, and no handler ran. */
function expectRefused(
  { ran, records }: MutualTlsServer,
  answer: Answer,
  code: string,
  reason: string,
  challenges: readonly string[] = [CHALLENGE],
): void {
  expect(answer).toEqual({ status: 401, code, challenges });
  expect(ran).toEqual([]);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ outcome: 'denied', stage: 8, status: 401, reason, actor: null });
}

describe.each(['node', 'fastify'] as const)('certificates of TLS connections, behind the %s door', (door) => {
  it('let in whom they are looked up to be', async () => {
    const served = await start({ door });
    expect(await ask(served.port, '/orders', { method: 'POST', certificate: shop })).toMatchObject({
      status: 204,
    });
    expect(served.ran).toEqual(['create']);
    expect(served.records).toMatchObject([
      { kind: 'intent', actor: { id: 'shop', client: 'shop app', scheme: 'mtls', tenant: 't1' } },
      { kind: 'outcome', outcome: 'allowed' },
    ]);
    expect(served.looked[0]).toMatchObject({
      fingerprint: shop.fingerprint,
      subject: 'CN=shop',
      issuer: 'CN=client authority',
      subjectAltNames: { dns: ['shop.example'] },
    });
    expect(Buffer.from(served.looked[0]!.der).equals(shop.der)).toBe(true);
  });

  it.each<[string, TestCertificate | undefined, string, string]>([
    ['none', undefined, 'credentials-required', 'no-credential'],
    [
      'one of another authority',
      issueCertificate({ subject: [['CN', 'shop']], issuer: issueCertificate({ isAuthority: true }) }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    ],
    [
      'one of an authority with the same name',
      issueCertificate({
        subject: [['CN', 'shop']],
        issuer: issueCertificate({ subject: [['CN', 'client authority']], isAuthority: true }),
      }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    ],
    ['one of its own', issueCertificate(), 'invalid-credentials', 'mtls: certificate-unverified'],
    [
      'one that has expired',
      clientOf('shop', { until: -5 }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    ],
    ['one for later', clientOf('shop', { from: 600 }), 'invalid-credentials', 'mtls: certificate-unverified'],
    [
      'one for servers',
      clientOf('shop', { usage: 'server' }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    ],
    [
      'one issued by a client',
      issueCertificate({ issuer: shop }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    ],
    [
      'one with NUL in a name',
      clientOf('shop', { dns: ['shop.example\0.evil.example'] }),
      'invalid-credentials',
      'mtls: certificate-name-malformed',
    ],
    ['one of nobody', clientOf('stranger'), 'invalid-credentials', 'mtls: certificate-unknown'],
  ])('refuse %s', async (_name, certificate, code, reason) => {
    const served = await start({ door });
    expectRefused(
      served,
      await ask(served.port, '/orders', { ...(certificate && { certificate }) }),
      code,
      reason,
    );
    expect(served.looked).toHaveLength(reason.endsWith('unknown') ? 1 : 0);
  });

  it('are asked for roles like any credential', async () => {
    const served = await start({ door });
    expect(await ask(served.port, '/audit', { certificate: auditor })).toMatchObject({ status: 204 });
    expect(await ask(served.port, '/audit', { certificate: shop })).toMatchObject({
      status: 403,
      code: 'insufficient-role',
    });
    expect(served.ran).toEqual(['audit']);
    expect(served.records.at(-1)).toMatchObject({
      stage: 11,
      reason: 'mtls: role-missing',
      actor: { id: 'shop', scheme: 'mtls' },
    });
  });

  it('stand beside other credentials, and in their place', async () => {
    const { port, ran } = await start({ door });
    const key = { 'X-Key': 'good' };
    const stranger = issueCertificate();
    const both = (more: object) => ask(port, '/both', { method: 'POST', ...more });
    expect(await both({ certificate: shop, headers: key })).toMatchObject({ status: 204 });
    expect(await both({ certificate: shop })).toMatchObject({
      status: 401,
      challenges: [CHALLENGE, 'ApiKey realm="shop"'],
    });
    expect(await both({ headers: key })).toMatchObject({ status: 401 });
    expect(await both({ certificate: stranger, headers: key })).toMatchObject({ status: 401 });
    expect(await ask(port, '/either', { headers: key })).toMatchObject({ status: 204 });
    expect(await ask(port, '/either', { certificate: shop })).toMatchObject({ status: 204 });
    expect(await ask(port, '/either', { certificate: stranger, headers: key })).toMatchObject({
      status: 204,
    });
    expect(await ask(port, '/either')).toMatchObject({ status: 401 });
    expect(ran).toEqual(['both', 'either', 'either', 'either']);
  });

  it('are nobody’s business where nobody asks, and never make their sender anonymous', async () => {
    const served = await start({ door });
    expect(await ask(served.port, '/open')).toMatchObject({ status: 204 });
    expect(await ask(served.port, '/open', { certificate: issueCertificate() })).toMatchObject({
      status: 204,
    });
    expect(await ask(served.port, '/anybody')).toMatchObject({ status: 204 });
    served.ran.length = 0;
    expectRefused(
      served,
      await ask(served.port, '/anybody', { certificate: issueCertificate() }),
      'invalid-credentials',
      'mtls: certificate-unverified',
    );
  });

  it('count for as long as they are valid, whatever the connection', async () => {
    const { port, ran, records } = await start({ door });
    const agent = new Agent({ ...clientOptions(shop), keepAlive: true, maxSockets: 1 });
    expect(await ask(port, '/orders', { agent })).toMatchObject({ status: 204 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_700_000 });
    expect(await ask(port, '/orders', { agent })).toMatchObject({ status: 401, code: 'invalid-credentials' });
    agent.destroy();
    expect(ran).toEqual(['list']);
    expect(records).toMatchObject([{ reason: 'mtls: certificate-expired' }]);
  });

  it('are not read from anybody’s Client-Cert', async () => {
    const served = await start({ door });
    const headers = { 'Client-Cert': shop.field };
    const answer = await ask(served.port, '/orders', { headers });
    expectRefused(served, answer, 'credentials-required', 'no-credential');
    expect(await ask(served.port, '/audit', { headers, certificate: auditor })).toMatchObject({
      status: 204,
    });
  });

  it('answers 503 where nobody can look them up', async () => {
    const served = await start({
      door,
      lookup: () => {
        throw new Error('down');
      },
    });
    expect(await ask(served.port, '/orders', { certificate: shop })).toMatchObject({
      status: 503,
      code: 'authentication-unavailable',
    });
    expect(served.ran).toEqual([]);
  });
});

/** A connection, one answer on it, and a session to resume it by. */
const visit = async (port: number, options: ConnectionOptions) => {
  const socket = connect({ port, host: '127.0.0.1', ...clientOptions(), ...options });
  const sessions: Buffer[] = [];
  socket.on('session', (session: Buffer) => sessions.push(session));
  await once(socket, 'secureConnect');
  socket.write(requestText('GET', '/orders', { Host: HOST }));
  const { status } = await readAnswer(socket);
  const isResumed = socket.isSessionReused();
  socket.destroy();
  return { status, isResumed, session: sessions.at(-1) };
};

describe('TLS sessions', () => {
  it('that are resumed without a certificate have none, though TLS 1.3 calls them authorized', async () => {
    const { port, records } = await start();
    const first = await visit(port, {});
    expect(first.status).toBe(401);
    const second = await visit(port, { session: first.session });
    expect(second).toMatchObject({ status: 401, isResumed: true });
    expect(records).toMatchObject([{ reason: 'no-credential' }, { reason: 'no-credential' }]);
  });

  it('keep the certificate that began them, verified or not', async () => {
    const { port, records } = await start();
    const honest = await visit(port, { cert: shop.pem, key: shop.key });
    expect(await visit(port, { session: honest.session })).toMatchObject({ status: 204, isResumed: true });
    const own = issueCertificate();
    const stranger = await visit(port, { cert: own.pem, key: own.key });
    expect(await visit(port, { session: stranger.session })).toMatchObject({ status: 401, isResumed: true });
    expect(records.map(({ reason }) => reason)).toEqual([
      'mtls: certificate-unverified',
      'mtls: certificate-unverified',
    ]);
  });

  it('take no second handshake', async () => {
    const { port } = await start();
    const older = { cert: shop.pem, key: shop.key, maxVersion: 'TLSv1.2' } as const;
    expect(await visit(port, older)).toMatchObject({ status: 204 });
    const socket = connect({ port, host: '127.0.0.1', ...clientOptions(shop), maxVersion: 'TLSv1.2' });
    await once(socket, 'secureConnect');
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      socket.on('error', resolve);
      socket.renegotiate({}, (failure) => resolve(failure));
    });
    expect(error?.code).toMatch(/RENEGOTIATION/);
    socket.destroy();
  });

  it('count at an https server of one’s own where they cannot change', async () => {
    const served = { ran: [], records: [], looked: [], log: [] };
    const api = createApi({ lookup }, served);
    const own = createHttpsServer(
      {
        cert: readFileSync(tlsFiles.cert),
        key: readFileSync(tlsFiles.key),
        ca: clientAuthority.pem,
        requestCert: true,
        rejectUnauthorized: false,
      },
      api.node,
    );
    own.listen(0, '127.0.0.1');
    await once(own, 'listening');
    const { port } = own.address() as AddressInfo;
    const identity = { cert: shop.pem, key: shop.key };
    expect(await visit(port, identity)).toMatchObject({ status: 204 });
    expect(await visit(port, { ...identity, maxVersion: 'TLSv1.2' })).toMatchObject({ status: 401 });
    expect(
      await visit(port, { ...identity, maxVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET }),
    ).toMatchObject({ status: 401 });
    own.closeAllConnections();
    own.close();
    await api.close();
  });
});

describe('Client-Cert of a proxy', () => {
  const proxies = ['127.0.0.0/8'];
  const trust = { proxies, header: 'x-forwarded-for', proto: 'https', clientCert: true } as const;

  it.each(['node', 'fastify'] as const)('says who the client is, behind the %s door', async (door) => {
    const served = await start({ door, tls: null, trust });
    const headers = { 'Client-Cert': shop.field, 'X-Forwarded-For': '198.51.100.7' };
    expect(await askPlain(served.port, '/orders', { method: 'POST', headers })).toMatchObject({
      status: 204,
    });
    expect(served.records[0]).toMatchObject({
      actor: { id: 'shop', scheme: 'mtls' },
      source: { ip: '198.51.100.7' },
    });
    expect(JSON.stringify([served.records, served.log])).not.toContain(shop.field.slice(1, 60));
  });

  it('counts from those proxies only that are said to check certificates', async () => {
    const { clientCert: _clientCert, ...plain } = trust;
    // The listener asks for certificates, so that the server starts; its peer is the proxy.
    const served = await start({ trust: plain });
    const answer = await ask(served.port, '/orders', { headers: { 'Client-Cert': shop.field } });
    expectRefused(served, answer, 'credentials-required', 'no-credential');
  });

  it('counts from no other peer, whose own certificate does', async () => {
    const served = await start({ trust: { ...trust, proxies: ['10.0.0.0/8'] } });
    const headers = { 'Client-Cert': auditor.field };
    expectRefused(
      served,
      await ask(served.port, '/orders', { headers }),
      'credentials-required',
      'no-credential',
    );
    expect(await ask(served.port, '/audit', { headers, certificate: shop })).toMatchObject({ status: 403 });
    expect(await ask(served.port, '/orders', { headers, certificate: shop })).toMatchObject({ status: 204 });
    expect(served.looked.map(({ subject }) => subject)).toEqual(['CN=shop', 'CN=shop']);
  });

  it.each(['TLSv1.3', 'TLSv1.2'] as const)(
    'is not replaced by that of a proxy whose connection was reset, over %s',
    async (version) => {
      const proxy = clientOf('proxy');
      const served = await start({
        trust: { proxies: ['127.0.0.1'], header: 'x-forwarded-for', proto: 'header', clientCert: true },
        lookup: ({ subject }) => ({ id: subject }),
      });
      const raw = connectPlain(served.port, '127.0.0.1');
      raw.on('error', () => undefined);
      await once(raw, 'connect');
      const options: ConnectionOptions = { ...clientOptions(proxy), socket: raw, maxVersion: version };
      const secure = connect(options);
      secure.on('error', () => undefined);
      await once(secure, 'secureConnect');
      const forwarded = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'https' };
      secure.write(requestText('POST', '/orders', { Host: HOST, ...forwarded, 'Content-Length': '0' }));
      // What was written arrives all the same, from nobody who could be asked for an address.
      raw.resetAndDestroy();
      await vi.waitFor(() => expect(served.records).toHaveLength(1));
      expect(served.records[0]).toMatchObject({
        outcome: 'denied',
        actor: null,
        source: { ip: '' },
        reason: 'peer-unknown',
        stage: 0,
        status: 400,
      });
      expect(served.ran).toEqual([]);
      expect(served.looked).toEqual([]);
    },
  );

  it('is not replaced by the certificate of the proxy itself', async () => {
    const served = await start({ trust });
    expectRefused(
      served,
      await ask(served.port, '/orders', { certificate: auditor }),
      'credentials-required',
      'no-credential',
    );
    const headers = { 'Client-Cert': shop.field };
    expect(await ask(served.port, '/audit', { headers, certificate: auditor })).toMatchObject({
      status: 403,
    });
    expect(await ask(served.port, '/orders', { headers, certificate: auditor })).toMatchObject({
      status: 204,
    });
    expect(served.looked.map(({ subject }) => subject)).toEqual(['CN=shop', 'CN=shop']);
  });

  it.each<[string, string | string[]]>([
    ['sent twice', [shop.field, shop.field]],
    ['sent twice, differently', [shop.field, auditor.field]],
    ['joined', `${shop.field}, ${auditor.field}`],
    ['joined with nothing', `${shop.field},`],
  ])('is ambiguous where it is %s', async (_name, field) => {
    const served = await start({ tls: null, trust });
    const answer = await askPlain(served.port, '/orders', { headers: { 'Client-Cert': field } });
    expect(answer).toMatchObject({ status: 400, code: 'ambiguous-credentials' });
    expect(served.ran).toEqual([]);
    expect(served.records).toMatchObject([{ stage: 8, outcome: 'denied', actor: null }]);
  });

  const base64 = shop.der.toString('base64');
  it.each([
    ['empty', ''],
    ['an empty sequence', '::'],
    ['no byte sequence', base64],
    ['a string', `"${base64}"`],
    ['open', `:${base64}`],
    ['not base64', `:${base64.slice(0, -4)}*AA=:`],
    ['base64url', `:${base64.replace(/[+/]/, '-')}-:`],
    ['with parameters', `${shop.field};a=1`],
    ['with a blank inside', `:${base64.slice(0, 40)} ${base64.slice(40)}:`],
    ['with a dot', `:${base64}:.`],
    ['PEM in base64', `:${Buffer.from(shop.pem).toString('base64')}:`],
    ['PEM', shop.pem.replaceAll('\n', '')],
    ['with something behind', `:${Buffer.concat([shop.der, Buffer.from('x')]).toString('base64')}:`],
    ['with another behind', `:${Buffer.concat([shop.der, auditor.der]).toString('base64')}:`],
    ['with something before', `:${Buffer.concat([Buffer.from('\n'), shop.der]).toString('base64')}:`],
    ['cut', `:${shop.der.subarray(0, -1).toString('base64')}:`],
    ['no certificate', `:${Buffer.from('certificate').toString('base64')}:`],
    ['bits beyond the last byte', bitsBeyond(shop.der)],
  ])('is refused where it is %s', async (_name, field) => {
    const served = await start({ tls: null, trust });
    const answer = await askPlain(served.port, '/orders', { headers: { 'Client-Cert': field } });
    expectRefused(served, answer, 'invalid-credentials', 'mtls: client-cert-malformed');
    expect(served.looked).toEqual([]);
  });

  it.each([
    ['expired', clientOf('shop', { until: -5 }), 'mtls: certificate-expired'],
    ['for later', clientOf('shop', { from: 600 }), 'mtls: certificate-not-yet-valid'],
    ['with NUL in its name', clientOf('shop\0evil'), 'mtls: certificate-name-malformed'],
    ['of nobody', clientOf('stranger'), 'mtls: certificate-unknown'],
  ])('is refused where the certificate is %s', async (_name, certificate, reason) => {
    const served = await start({ tls: null, trust });
    for (let time = 0; time < 2; time += 1) {
      served.records.length = 0;
      const answer = await askPlain(served.port, '/orders', {
        headers: { 'Client-Cert': certificate.field },
      });
      expectRefused(served, answer, 'invalid-credentials', reason);
    }
  });

  it('expires while it is remembered', async () => {
    const { port } = await start({ tls: null, trust });
    const headers = { 'Client-Cert': shop.field };
    expect(await askPlain(port, '/orders', { headers })).toMatchObject({ status: 204 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_700_000 });
    expect(await askPlain(port, '/orders', { headers })).toMatchObject({ status: 401 });
  });

  it.each(['Client_Cert', 'X-Client-Cert', 'Client-Cert-Chain', 'X-SSL-CERT', 'X-Forwarded-Client-Cert'])(
    'is not %s',
    async (name) => {
      const served = await start({ tls: null, trust });
      const answer = await askPlain(served.port, '/orders', { headers: { [name]: shop.field } });
      expectRefused(served, answer, 'credentials-required', 'no-credential');
    },
  );

  it('is no trailer', async () => {
    const served = await start({ tls: null, trust });
    const chunked = { Host: HOST, 'Transfer-Encoding': 'chunked', Trailer: 'Client-Cert' };
    const body = `0\r\nClient-Cert: ${shop.field}\r\n\r\n`;
    const answer = await exchangeText(served.port, requestText('POST', '/orders', chunked, body));
    expect(answer.status).toBe(401);
    expect(served.ran).toEqual([]);
    expect(served.records).toMatchObject([{ stage: 8, reason: 'no-credential', actor: null }]);
  });

  it('is written by local callers in development, where there is no TLS', async () => {
    const { port } = await start({ tls: null, development: true });
    const headers = { Host: `localhost:${String(port)}`, 'Client-Cert': shop.field };
    expect(await askPlain(port, '/orders', { headers })).toMatchObject({ status: 204 });
    expect(await askPlain(port, '/orders', { headers: { Host: headers.Host } })).toMatchObject({
      status: 401,
    });
  });
});

/** The last base64 digit of a certificate of such a length holds bits of no byte; here one is set. */
function bitsBeyond(der: Buffer): string {
  let bytes = der;
  while (bytes.length % 3 === 0) bytes = clientOf(`shop${'x'.repeat(1 + (bytes.length % 7))}`).der;
  const text = bytes.toString('base64');
  const end = text.search(/.=*$/);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `:${text.slice(0, end)}${digits[digits.indexOf(text[end]!) + 1]!}${text.slice(end + 1)}:`;
}

const post = (headers: Record<string, string>) =>
  ask(server!.port, '/orders', { method: 'POST', headers, certificate: shop });

describe('requests of pages, which browsers send with the visitor’s certificate', () => {
  it.each<[string, Record<string, string>, number]>([
    ['of another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 403],
    ['of a sibling', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['of another origin, by an old browser', { Origin: 'https://evil.example' }, 403],
    ['of nowhere', { Origin: 'null' }, 403],
    ['of this origin', { 'Sec-Fetch-Site': 'same-origin', Origin: `https://${HOST}` }, 204],
    ['of the address bar', { 'Sec-Fetch-Site': 'none' }, 204],
    ['of no browser', {}, 204],
  ])('%s', async (_name, headers, status) => {
    const { ran } = await start();
    expect(await post(headers)).toMatchObject({
      status,
      ...(status === 403 && { code: 'cross-site-request' }),
    });
    expect(ran).toHaveLength(status === 403 ? 0 : 1);
  });

  it('may read, and may act beside a credential that no page can send', async () => {
    const { port } = await start();
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    expect(await ask(port, '/orders', { headers, certificate: shop })).toMatchObject({ status: 204 });
    const withKey = { ...headers, 'X-Key': 'good' };
    expect(await ask(port, '/both', { method: 'POST', headers: withKey, certificate: shop })).toMatchObject({
      status: 204,
    });
  });
});

const problemsOf = (options: MutualTlsOptions): string[] => {
  try {
    createApi(options, { ran: [], records: [], looked: [], log: [] });
  } catch (error) {
    if (error instanceof StartupError)
      return error.problems.map(({ name, message }) => `${name}: ${message}`);
    throw error;
  }
  return [];
};

describe('a server does not start', () => {
  const { clientCa: _clientCa, ...bare } = tlsFiles;
  const trust = { proxies: ['10.0.0.0/8'], header: 'x-forwarded-for', proto: 'https' } as const;
  const unchecked =
    'tls.clientCa or trust.clientCert: Nothing checks the certificates of clients that the document asks for: mtls, token.';

  it('where nobody checks certificates', () => {
    expect(problemsOf({ tls: bare })).toEqual([unchecked]);
    expect(problemsOf({ tls: null, trust })).toEqual([unchecked]);
    expect(problemsOf({ trust: { ...trust, proxies: { hops: 1 } } })).toEqual([unchecked]);
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ tls: null, trust: { ...trust, clientCert: true } })).toEqual([]);
  });

  it('where anybody could be the proxy that does', () => {
    expect(problemsOf({ tls: null, trust: { ...trust, proxies: { hops: 1 }, clientCert: true } })).toEqual([
      'trust.clientCert: Anybody who reaches this server could name a certificate, since proxies are only counted.',
    ]);
  });

  it.each(['0.0.0.0/0', '128.0.0.0/1', '::/0', '2000::/3'])('where %s is said to be proxies', (range) => {
    const everybody = { ...trust, proxies: ['10.0.0.1', range] };
    expect(problemsOf({ tls: null, trust: { ...everybody, clientCert: true } })).toEqual([
      `trust.clientCert: Anybody who reaches this server could name a certificate, since ${range} covers too many addresses to be those of proxies.`,
    ]);
    expect(problemsOf({ trust: everybody })).toEqual([unchecked]);
  });

  it.each([
    [
      'a block that OpenSSL cannot read before another',
      `-----BEGIN CERTIFICATE-----\nMIIB-broken\n-----END CERTIFICATE-----\n${clientAuthority.pem}`,
    ],
    ['no PEM', 'nothing'],
    ['a key', clientAuthority.key],
    ['a broken certificate', clientAuthority.pem.replace(/MII.{4}/, 'MIIAAAA')],
    ['a broken one beside another', clientAuthority.pem + clientAuthority.pem.replace(/MII.{4}/, 'MIIAAAA')],
  ])('where the file of authorities holds %s', (_name, text) => {
    const clientCa = fileOf('broken.pem', text);
    expect(problemsOf({ tls: { ...tlsFiles, clientCa } })).toEqual([
      `tls.clientCa: ${clientCa} holds no certificate, or one that cannot be parsed.`,
    ]);
  });

  it('where there is no such file', () => {
    expect(problemsOf({ tls: { ...tlsFiles, clientCa: '/nowhere/ca.pem' } })).toEqual([
      'tls.clientCa: /nowhere/ca.pem cannot be read.',
    ]);
  });

  it('where nothing looks certificates up', () => {
    expect(problemsOf({ credentials: { mtls: { kind: 'mutualTLS' } as SchemeCredentials } })).toEqual([
      'credentials.mtls: Nothing looks up the certificates of this scheme.',
    ]);
  });
});

describe('a connection', () => {
  it('that a test injects has the certificate it is given', async () => {
    const { api } = await start();
    const reply = await api.inject({ target: '/orders', certificate: new X509Certificate(shop.pem) });
    expect(reply.status).toBe(204);
    expect((await api.inject({ target: '/orders' })).status).toBe(401);
  });
});
