import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../../../src/runtime/core/api.js';
import { StartupError } from '../../../../src/runtime/core/startup-problem.js';
import {
  listen,
  type RunningServer,
  serve,
  type ServeOptions,
} from '../../../../src/runtime/transport/serve.js';
import { freePort } from '../../../support/free-port.js';
import { createOrdersApi, KEYS, type OrdersApi } from '../core/orders-api.js';
import { exchangeText, readAnswer, requestText } from '../doors/raw-client.js';

const running: RunningServer[] = [];

async function start(
  orders: OrdersApi,
  options: ServeOptions = {},
): Promise<{ server: RunningServer; port: number }> {
  const server = await listen(orders.api, {
    port: 0,
    operatorPort: 0,
    host: '127.0.0.1',
    signals: [],
    ...options,
  });
  running.push(server);
  return { server, port: Number(new URL(server.url).port) };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const headers = { Host: 'api.example.com', 'X-API-Key': KEYS.user };

const statusesOf = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

function makeCertificate(): { readonly cert: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'oasgard-tls-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', '/CN=localhost', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  return { cert, key };
}

function problemsOf(tls: { readonly cert: string; readonly key: string }): string {
  try {
    createOrdersApi({ options: { tls, trust: undefined as never } });
    return '';
  } catch (error) {
    return (error as StartupError).message;
  }
}

describe('listen', () => {
  it('serves the API and its health on separate listeners', async () => {
    const orders = createOrdersApi();
    const { server, port } = await start(orders);
    expect((await exchangeText(port, requestText('GET', '/v1/orders', headers))).status).toBe(200);
    expect((await exchangeText(port, requestText('GET', '/live', headers))).status).toBe(404);
    const health = async (path: string) => (await fetch(`${server.operatorUrl}${path}`)).status;
    expect(await health('/live')).toBe(200);
    expect(await health('/ready')).toBe(200);
    expect(await health('/v1/orders')).toBe(404);
    orders.api.drain();
    expect(await health('/ready')).toBe(503);
    expect(await health('/live')).toBe(200);
  });

  it('answers requests with and without content on one connection, piped or in turn', async () => {
    const { port } = await start(createOrdersApi());
    const list = requestText('GET', '/v1/orders', headers);
    const body = '{"quantity":1}';
    const json = { ...headers, 'Content-Type': 'application/json' };
    const sent = { ...json, 'Content-Length': String(body.length) };
    const chunked = { ...json, 'Transfer-Encoding': 'chunked' };
    const messages = [
      list,
      requestText('POST', '/v1/orders', sent, body),
      list,
      requestText('POST', '/v1/orders', chunked, `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`),
      requestText('GET', '/v1/orders', { ...headers, 'Content-Length': '0' }),
      requestText('HEAD', '/v1/orders', headers),
      requestText('GET', '/v1/orders', { ...headers, Connection: 'close' }),
    ];
    const statuses = [200, 201, 200, 201, 200, 200, 200];

    const piped = connect(port, '127.0.0.1');
    piped.write(messages.join(''));
    expect(statusesOf((await buffer(piped)).toString())).toEqual(statuses);

    const inTurn = connect(port, '127.0.0.1');
    let text = '';
    for (const message of messages) {
      inTurn.write(message);
      const [chunk] = (await once(inTurn, 'data')) as [Buffer];
      text += chunk.toString();
    }
    expect(statusesOf(text)).toEqual(statuses);
  });

  it('stops a handler whose client, who sent no content, has gone away', async () => {
    const orders = createOrdersApi();
    let aborted = false;
    orders.next = ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    const { port } = await start(orders, { drainMs: 50 });
    const socket = connect(port, '127.0.0.1');
    socket.write(requestText('GET', '/v1/orders', headers));
    await expect.poll(() => orders.ran).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => aborted).toBe(true);
  });

  it.each(['at once', 'later'])(
    'survives somebody in front who has begun to answer, where it answers %s',
    async (when) => {
      const orders = createOrdersApi();
      orders.next = () => {
        const reply = { status: 201, body: { id: 1 }, headers: { Location: '/v1/orders/1' } };
        return when === 'later' ? new Promise((resolve) => setTimeout(resolve, 1, reply)) : reply;
      };
      const { server, port } = await start(orders);
      server.server.prependOnceListener('request', (_request, response) => {
        response.setHeader('Content-Length', '5').write('fr');
        setTimeout(() => response.end('ont'), 50);
      });
      const create = requestText(
        'POST',
        '/v1/orders',
        { ...headers, 'Content-Type': 'application/json', 'Content-Length': '14' },
        '{"quantity":1}',
      );
      expect((await exchangeText(port, create)).body).toBe('front');
      await expect
        .poll(() => orders.log.map(({ message }) => message))
        .toContain('A reply could not be sent');
      expect(orders.records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
      expect((await exchangeText(port, create)).status).toBe(201);
    },
  );

  it('says where it listens and what is undecided', async () => {
    const orders = createOrdersApi();
    const { server } = await start(orders);
    const text = orders.log.map(({ message }) => message).join('\n');
    expect(text).toContain(`Orders 1.0.0 listens on ${server.url}`);
    expect(text).toContain('best effort');
    expect(text).toContain('1 operations are undecided');
  });

  it('lets requests under way finish, takes no new ones, and closes stores and audit', async () => {
    const orders = createOrdersApi();
    let finish: (() => void) | undefined;
    orders.next = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: 200, body: { id: 1 } });
      });
    const { server, port } = await start(orders);
    const answer = exchangeText(port, requestText('GET', '/v1/orders', headers));
    await expect.poll(() => finish).toBeDefined();
    const closed = server.close();
    expect(orders.api.ready()).toBe(false);
    await expect(exchangeText(port, requestText('GET', '/v1/status', headers))).rejects.toThrow();
    finish!();
    expect((await answer).status).toBe(200);
    await closed;
  });

  it('cuts what does not finish in time', async () => {
    const orders = createOrdersApi();
    orders.next = () => new Promise(() => undefined);
    const { server, port } = await start(orders, { drainMs: 50 });
    const answer = exchangeText(port, requestText('GET', '/v1/orders', headers));
    answer.catch(() => undefined);
    await expect.poll(() => orders.ran).toHaveLength(1);
    await server.close();
    await expect(answer).rejects.toThrow('Closed without an answer');
  });

  it('closes a connection after the answer to a body that is too large, and the answer arrives', async () => {
    const orders = createOrdersApi();
    const { port } = await start(orders);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      requestText('POST', '/v1/orders', {
        ...headers,
        'Content-Type': 'application/json',
        'Content-Length': '10000000',
      }),
    );
    const flood = setInterval(() => socket.write('x'.repeat(16_384)), 1);
    socket.on('error', () => undefined);
    const answer = await readAnswer(socket);
    expect(answer.status).toBe(413);
    expect(answer.headers['connection']).toBe('close');
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(flood);
  });

  it('keeps a connection whose refused body is small', async () => {
    const orders = createOrdersApi();
    const { port } = await start(orders);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      requestText('POST', '/v1/orders', { Host: 'api.example.com', 'Content-Length': '4' }, 'body'),
    );
    expect((await readAnswer(socket)).status).toBe(401);
    socket.removeAllListeners('data');
    socket.write(requestText('GET', '/v1/status', headers));
    expect((await readAnswer(socket)).status).toBe(200);
    socket.destroy();
  });

  it('answers CONNECT, which nothing here is for', async () => {
    const { port } = await start(createOrdersApi());
    const fields = 'Host: api.example.com\r\n';
    const answer = await exchangeText(port, `CONNECT api.example.com:443 HTTP/1.1\r\n${fields}\r\n`);
    expect(answer.status).toBe(400);
  });

  it('serves HTTPS from certificate files', async () => {
    const { cert, key } = makeCertificate();
    const orders = createOrdersApi({ options: { tls: { cert, key }, trust: undefined as never } });
    const { server, port } = await start(orders);
    expect(server.url).toMatch(/^https:/);
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.write(requestText('GET', '/v1/orders', headers));
    const answer = await readAnswer(socket);
    expect(answer.status).toBe(200);
    expect(answer.headers).toHaveProperty('strict-transport-security');
    socket.destroy();
  });

  it('does not start with files that are not a certificate and its key', () => {
    const { cert, key } = makeCertificate();
    const other = makeCertificate();
    expect(problemsOf({ cert, key })).toBe('');
    for (const tls of [
      { cert, key: other.key },
      { cert: key, key },
      { cert, key: cert },
    ]) {
      expect(problemsOf(tls)).toContain(
        `tls.cert and tls.key: ${tls.cert} and ${tls.key} are not a certificate and its private key (`,
      );
    }
    expect(problemsOf({ cert, key: `${key}.gone` })).toContain(`tls.key: ${key}.gone cannot be read.`);
  });

  it('closes a connection whose TLS handshake does not come within 10 s', async () => {
    const orders = createOrdersApi({ options: { tls: makeCertificate(), trust: undefined as never } });
    const { port } = await start(orders);
    const socket = connect(port, '127.0.0.1');
    const begun = performance.now();
    await once(socket, 'close');
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});

describe('a signal', () => {
  it('lets requests under way finish and ends the process with code 0', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'shutdown-child.ts')],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(new URL(String(line).trim()).port);
    const answer = exchangeText(port, requestText('GET', '/v1/orders', headers));
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGTERM');
    expect((await answer).status).toBe(200);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});

const failing = (): never => {
  throw new StartupError([
    { name: 'hosts', message: 'None.', fix: 'Set hosts.' },
    { name: 'handlers.a', message: 'None.', fix: 'Write it.' },
  ]);
};

/** Starts what cannot start; answers what standard error says of it. */
async function refusalOf(create: () => Api, options: ServeOptions): Promise<string> {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  try {
    const local = { host: '127.0.0.1', operatorHost: '127.0.0.1', signals: [] };
    await expect(serve(create, { ...local, ...options })).rejects.toThrow('exit 1');
    return write.mock.calls.map(([chunk]) => String(chunk)).join('');
  } finally {
    write.mockRestore();
    exit.mockRestore();
  }
}

describe('serve', () => {
  it('prints every problem and exits before it listens', async () => {
    expect(await refusalOf(failing, { port: 0 })).toMatch(/hosts: None\.\n {4}Set hosts\.\n {2}handlers\.a/);
    const text = await refusalOf(failing, { port: NaN, operatorPort: -1 });
    expect(text.match(/^ {2}\S+:/gm)).toEqual(['  hosts:', '  handlers.a:', '  port:', '  operatorPort:']);
    expect(text.match(/cannot start/g)).toHaveLength(1);
  });

  it.each([
    ['no number', { port: NaN }, /port: A port is a whole number.*\n {4}Correct PORT \(option port of serve/],
    ['too large', { port: 99_999 }, /port: A port is a whole number/],
    [
      'no number for probes',
      { port: 0, operatorPort: 1.5 },
      /operatorPort: A port is.*\n {4}Correct OPERATOR_/,
    ],
    ['taken', 'PORT', /port: Port \d+ is taken\.\n {4}Stop what listens there, .* PORT/],
    ['taken by somebody else', 'OPERATOR_PORT', /operatorPort: Port \d+ is taken\.\n.* OPERATOR_PORT/],
    [
      'named twice',
      'both',
      /port: PORT and OPERATOR_PORT both name port \d+\.\n {4}Choose another for one of/,
    ],
    ['the default of the other', { port: 9090 }, /port: PORT and OPERATOR_PORT both name port 9090\./],
    [
      'the default of the other, the other way round',
      { operatorPort: 8080, host: '0.0.0.0' },
      /port: PORT and OPERATOR_PORT both name port 8080\./,
    ],
  ])(
    'says that a port is %s, listens nowhere, and closes what was opened',
    async (_name, given, expected) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const taken = (other.address() as AddressInfo).port;
      const ports: Readonly<Record<string, ServeOptions>> = {
        PORT: { port: taken, operatorPort: null },
        OPERATOR_PORT: { port: 0, operatorPort: taken },
        both: { port: taken, operatorPort: taken },
      };
      const { api } = createOrdersApi();
      const close = vi.spyOn(api, 'close');
      const text = await refusalOf(() => api, typeof given === 'string' ? ports[given]! : given);
      expect(text).toMatch(expected);
      expect(text.match(/^ {2}\S+:/gm)).toHaveLength(1);
      expect(close).toHaveBeenCalledOnce();
      other.close();
    },
  );

  it('may serve probes on the same port of another address', async () => {
    const port = await freePort();
    const options = { port, operatorPort: port, host: '127.0.0.1', operatorHost: '127.0.0.2', signals: [] };
    const server = await serve(() => createOrdersApi().api, options);
    running.push(server);
    expect([server.url, server.operatorUrl]).toEqual([
      expect.stringContaining(`127.0.0.1:${port}`),
      `http://127.0.0.2:${port}`,
    ]);
  });

  it('leaves other errors alone', async () => {
    await expect(serve(() => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
    const unreadable = Object.assign(new Error('key.pem'), { code: 'EACCES', syscall: 'open' });
    const framework = () => Promise.reject(unreadable);
    await expect(serve(() => createOrdersApi().api, { framework })).rejects.toThrow('key.pem');
  });
});
