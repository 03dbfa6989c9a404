import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SafeFetchError } from '../../../../src/runtime/url/fetch-error.js';
import { safeFetch, type SafeFetchInit } from '../../../../src/runtime/url/safe-fetch.js';

/** Stands for an address of the public internet; its neighbour stands for an internal one. */
const PUBLIC = '127.0.0.1';
const INTERNAL = '127.0.0.2';

const listening: Server[] = [];
afterAll(() => {
  for (const server of listening) {
    server.close();
    server.closeAllConnections();
  }
});
afterEach(() => vi.restoreAllMocks());

async function listen(server: Server, address: string, port = 0): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  listening.push(server);
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener, address = PUBLIC, port = 0): Promise<number> =>
  listen(createServer(listener), address, port);

/** Answers with one list of addresses after the other, and counts. */
function resolver(...answers: readonly (readonly string[])[]): {
  readonly resolve: NonNullable<SafeFetchInit['resolve']>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    resolve: (name) => {
      asked.push(name);
      return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
    },
  };
}

const silent = (): Promise<never> => new Promise(() => undefined);
const broken = (): Promise<never> => Promise.reject(new Error('SERVFAIL'));

const local = { schemes: ['http'], allowedAddresses: [PUBLIC] } as const satisfies SafeFetchInit;

async function failure(promise: Promise<unknown>): Promise<SafeFetchError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SafeFetchError)) throw new Error('no SafeFetchError', { cause: error });
  return error;
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => (await failure(promise)).code;

describe('safeFetch', () => {
  it('sends the request and returns the reply', async () => {
    const seen: {
      method?: string;
      url?: string;
      host?: string;
      type?: string;
      coding?: unknown;
      body?: string;
    } = {};
    const port = await serve((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        Object.assign(seen, { method, url, host: headers.host, type: headers['content-type'], body });
        seen.coding = headers['accept-encoding'];
        response.writeHead(201, { 'Content-Type': 'application/json', 'X-Own': 'yes' }).end('{"done":true}');
      });
    });
    const { resolve, asked } = resolver([PUBLIC]);
    const reply = await safeFetch(`http://Hook.Partner.example:${port}/a?b=%20#c`, {
      ...local,
      resolve,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"order":1}',
    });
    expect(reply).toBeInstanceOf(Response);
    expect([reply.status, reply.ok, reply.headers.get('x-own'), await reply.json()]).toEqual([
      201,
      true,
      'yes',
      { done: true },
    ]);
    expect(seen).toEqual({
      method: 'POST',
      url: '/a?b=%20',
      host: `hook.partner.example:${port}`,
      type: 'application/json',
      coding: 'identity',
      body: '{"order":1}',
    });
    expect(asked).toEqual(['hook.partner.example']);
  });

  it('returns errors of the other side as replies', async () => {
    const port = await serve((_, response) => response.writeHead(404).end('no'));
    const reply = await safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect([reply.status, reply.ok, await reply.text()]).toEqual([404, false, 'no']);
  });

  it.each([204, 304])('returns a %i, which has no content', async (status) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    const reply = await safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect([reply.status, reply.body]).toEqual([status, null]);
  });

  it('answers HEAD by what would come', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'Content-Length': '99999999' }).end(),
    );
    const reply = await safeFetch(`http://a.example:${port}/`, {
      ...local,
      ...resolver([PUBLIC]),
      method: 'HEAD',
    });
    expect(reply.headers.get('content-length')).toBe('99999999');
  });

  describe('with a name that moves', () => {
    it('connects to the address it has checked, however the name resolves a moment later', async () => {
      const reached: string[] = [];
      const port = await serve((_, response) => {
        reached.push(PUBLIC);
        response.end('public');
      });
      await serve(
        (_, response) => {
          reached.push(INTERNAL);
          response.end('internal');
        },
        INTERNAL,
        port,
      );
      const { resolve, asked } = resolver([PUBLIC], [INTERNAL]);
      const reply = await safeFetch(`http://rebind.example:${port}/`, { ...local, resolve });
      expect(await reply.text()).toBe('public');
      expect([asked.length, reached]).toEqual([1, [PUBLIC]]);
      // The next call sees the next answer, and refuses it.
      expect(await codeOf(safeFetch(`http://rebind.example:${port}/`, { ...local, resolve }))).toBe(
        'address-refused',
      );
      expect(reached).toEqual([PUBLIC]);
    });

    it.each([
      ['first', [INTERNAL, PUBLIC]],
      ['last', [PUBLIC, INTERNAL]],
      ['in the middle', ['8.8.8.8', '::1', PUBLIC]],
      ['mapped into IPv6', [PUBLIC, `::ffff:${INTERNAL}`]],
      ['with a zone', [PUBLIC, 'fe80::1%lo']],
      ['in a spelling that is none', [PUBLIC, '0x7f.0.0.2']],
    ])('refuses a name one of whose addresses is internal, %s', async (_it, addresses) => {
      const reached: string[] = [];
      const port = await serve((_request, response) => {
        reached.push('public');
        response.end();
      });
      const promise = safeFetch(`http://mixed.example:${port}/`, { ...local, ...resolver(addresses) });
      expect(await codeOf(promise)).toBe('address-refused');
      expect(reached).toEqual([]);
    });

    it('tries the other checked addresses where the first does not answer', async () => {
      const port = await serve((_, response) => response.end('second'));
      const reply = await safeFetch(`http://a.example:${port}/`, {
        ...local,
        allowedAddresses: ['127.0.0.0/8'],
        ...resolver(['127.0.0.9', PUBLIC]),
      });
      expect(await reply.text()).toBe('second');
    });

    it('reuses no connection of another call', async () => {
      const sockets = new Set<unknown>();
      const port = await serve(({ socket }, response) => {
        sockets.add(socket);
        response.writeHead(200, { Connection: 'keep-alive' }).end();
      });
      const { resolve, asked } = resolver([PUBLIC]);
      await safeFetch(`http://a.example:${port}/`, { ...local, resolve });
      await safeFetch(`http://a.example:${port}/`, { ...local, resolve });
      expect([sockets.size, asked.length]).toEqual([2, 2]);
    });
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://0/',
    'http://127.0.0.1./',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://①②⑦.⓪.⓪.①/',
    'http:127.0.0.1/',
    'http:\\\\127.0.0.1/',
    'http://%31%32%37.0.0.1/',
  ])('refuses the address in %s', async (url) => {
    const { resolve, asked } = resolver([PUBLIC]);
    expect(await codeOf(safeFetch(url, { schemes: ['http'], resolve }))).toBe('address-refused');
    expect(asked).toEqual([]);
  });

  it('refuses a name of this machine by what it resolves to', async () => {
    const reached: string[] = [];
    const port = await serve((_, response) => {
      reached.push('internal');
      response.end();
    });
    for (const name of ['localhost', 'LOCALHOST']) {
      expect(await codeOf(safeFetch(`http://${name}:${port}/`, { schemes: ['http'] }))).toBe(
        'address-refused',
      );
    }
    expect(reached).toEqual([]);
  });

  it.each([
    'http://a.example/',
    'ftp://a.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'https://user@a.example/',
    'https://user:password@a.example/',
    'https://:password@a.example/',
    'https://',
    'a.example',
    '/path',
    '',
  ])('refuses %j', async (url) => {
    const { resolve, asked } = resolver([PUBLIC]);
    expect(await codeOf(safeFetch(url, { resolve }))).toBe('url-refused');
    expect(asked).toEqual([]);
  });

  it('sends no other scheme than http and https, whatever is allowed', async () => {
    const schemes = ['ftp'] as unknown as readonly ['http'];
    expect(await codeOf(safeFetch('ftp://a.example/', { schemes }))).toBe('url-refused');
  });

  it.each([301, 302, 303, 307, 308])('refuses a redirect (%i)', async (status) => {
    const reached: (string | undefined)[] = [];
    const port = await serve(({ url }, response) => {
      reached.push(url);
      response.writeHead(status, { Location: `http://${INTERNAL}/` }).end();
    });
    const promise = safeFetch(`http://a.example:${port}/start`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('redirect-refused');
    expect(reached).toEqual(['/start']);
  });

  it.each([
    ['declared', { 'Content-Length': '2000' }],
    ['sent', {}],
  ])('refuses a reply that is larger than it may be, as %s', async (_it, headers) => {
    const port = await serve((_request, response) => {
      response.writeHead(200, headers);
      for (let chunk = 0; chunk < 20; chunk += 1) response.write('x'.repeat(100));
      response.end();
    });
    const init = { ...local, ...resolver([PUBLIC]) };
    const url = `http://a.example:${port}/`;
    expect(await codeOf(safeFetch(url, { ...init, maxBytes: 1999 }))).toBe('reply-too-large');
    expect(await (await safeFetch(url, { ...init, maxBytes: 2000 })).text()).toHaveLength(2000);
  });

  it('refuses a body without end', async () => {
    const port = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('reply-too-large');
  });

  it('refuses headers without end', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'X-Large': 'x'.repeat(20_000) }).end(),
    );
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('connection-failed');
  });

  it('refuses a coding nobody asked for', async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('x')),
    );
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('reply-unreadable');
  });

  it('refuses a reply that breaks off', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': '10' });
      response.write('12345', () => response.destroy());
    });
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('reply-unreadable');
  });

  it('refuses what is no HTTP', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-x\r\n'));
    server.listen(0, PUBLIC);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('connection-failed');
    server.close();
  });

  it.each([
    ['that never answers', (): void => undefined],
    [
      'that never ends',
      (response: Parameters<RequestListener>[1]): void => {
        response.writeHead(200);
        response.write('x');
      },
    ],
  ])('gives up on a server %s', async (_it, answer) => {
    const port = await serve((_request, response) => answer(response));
    const init = { ...local, ...resolver([PUBLIC]) };
    expect(await codeOf(safeFetch(`http://a.example:${port}/`, { ...init, timeoutMs: 100 }))).toBe('timeout');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await codeOf(safeFetch(`http://a.example:${port}/`, { ...init, signal: controller.signal }))).toBe(
      'aborted',
    );
  });

  it('gives up on a resolver that never answers', async () => {
    expect(await codeOf(safeFetch('https://a.example/', { resolve: silent, timeoutMs: 50 }))).toBe('timeout');
    expect(
      await codeOf(safeFetch('https://a.example/', { resolve: silent, signal: AbortSignal.abort() })),
    ).toBe('aborted');
  });

  it('says that a name resolves to nothing', async () => {
    expect(await codeOf(safeFetch('https://a.example/', resolver([])))).toBe('name-not-found');
    const error = await failure(safeFetch('https://a.example/', { resolve: broken }));
    expect([error.code, (error.cause as Error).message]).toEqual(['name-not-found', 'SERVFAIL']);
  });

  it('keeps path, query and user out of its messages', async () => {
    const error = await failure(safeFetch('https://canary:canary@a.example/canary?canary#canary'));
    expect(error.message).toBe('url-refused (a.example)');
  });

  it.each([
    ['a Host', { headers: { host: 'internal.example' } }],
    ['a length', { headers: { 'Content-Length': '1' } }],
    ['a transfer coding', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['a line break', { headers: { 'X-A': 'a\r\nHost: internal' } }],
    ['a name that is none', { headers: { 'X A': 'a' } }],
    ['CONNECT', { method: 'CONNECT' }],
    ['a request line', { method: 'GET / HTTP/1.1\r\nHost: internal\r\n\r\n' }],
    ['a range that is none', { allowedAddresses: ['10.0.0.0/40'] }],
  ])('is not to be told %s', async (_it, init) => {
    const { resolve, asked } = resolver([PUBLIC]);
    await expect(safeFetch('https://a.example/', { ...init, resolve })).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });

  it('sends nothing to a peer that something between has chosen', async () => {
    const reached: string[] = [];
    const port = await serve((_, response) => {
      reached.push('internal');
      response.end();
    }, INTERNAL);
    const connect = Reflect.get(Socket.prototype, 'connect') as (this: Socket, to: object) => Socket;
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
      return connect.call(this, { port, host: INTERNAL });
    });
    const promise = safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    expect(await codeOf(promise)).toBe('address-refused');
    expect(reached).toEqual([]);
  });

  it('asks no proxy of the environment', async () => {
    const proxied: string[] = [];
    const proxy = await serve((_, response) => {
      proxied.push('proxy');
      response.end('proxy');
    });
    const port = await serve((_, response) => response.end('direct'));
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
      vi.stubEnv(name, `http://${PUBLIC}:${proxy}`);
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    const reply = await safeFetch(`http://a.example:${port}/`, { ...local, ...resolver([PUBLIC]) });
    vi.unstubAllEnvs();
    expect([await reply.text(), proxied]).toEqual(['direct', []]);
  });
});

describe('safeFetch over TLS', () => {
  let port: number;
  let ca: string;
  let reached: (string | undefined)[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oasgard-safe-fetch-'));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout ${key} -out ${cert} -days 1 -nodes
        -subj /CN=hook.partner.example -addext subjectAltName=DNS:hook.partner.example`.split(/\s+/),
      { stdio: 'ignore' },
    );
    ca = readFileSync(cert, 'utf8');
    const server = createHttpsServer({ cert: ca, key: readFileSync(key) }, ({ headers }, response) => {
      reached.push(headers.host);
      response.end('secure');
    });
    port = await listen(server, PUBLIC);
  });
  afterEach(() => {
    reached = [];
  });

  const init = { allowedAddresses: [PUBLIC] };

  it('checks the certificate for the name, at the address that was checked', async () => {
    const url = `https://hook.partner.example:${port}/`;
    const reply = await safeFetch(url, { ...init, ca, ...resolver([PUBLIC], [INTERNAL]) });
    expect([await reply.text(), reached]).toEqual(['secure', [`hook.partner.example:${port}`]]);
  });

  it.each([
    ['of another name', 'other.partner.example', true],
    ['of an authority nobody knows', 'hook.partner.example', false],
  ])('refuses a certificate %s, also where the environment would not', async (_it, name, known) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const promise = safeFetch(`https://${name}:${port}/`, {
      ...init,
      ...(known ? { ca } : {}),
      ...resolver([PUBLIC]),
    });
    expect(await codeOf(promise)).toBe('connection-failed');
    vi.unstubAllEnvs();
    expect(reached).toEqual([]);
  });
});
