/** What the HTTP parser lets through and two servers could read differently: refused at stage 0, on record, not run. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOrdersApi, KEYS, type OrdersApi } from '../core/orders-api.js';
import { doors, exchangeText, type OpenDoor, readAnswer } from './raw-client.js';

const FIELDS = `Host: api.example.com\r\nX-API-Key: ${KEYS.user}\r\n`;
const JSON_FIELDS = `${FIELDS}Content-Type: application/json\r\n`;
const CHUNKS = '2\r\n{}\r\n0\r\n\r\n';

describe.each(['node', 'fastify'] as const)('framing behind the %s door', (name) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi();
    door = await doors[name](orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    orders.records.length = 0;
    orders.ran.length = 0;
  });

  it.each([
    // RFC 9112 §6.1: faulty framing, whatever else it says.
    [
      'HTTP/1.0 with a transfer coding',
      `POST /v1/orders HTTP/1.0\r\n${JSON_FIELDS}Transfer-Encoding: chunked\r\n\r\n${CHUNKS}`,
      400,
      'transfer-coding-unknown',
    ],
    ['a version that is not spoken here', `GET /v1/orders HTTP/2.0\r\n${FIELDS}\r\n`, 400, 'version-unknown'],
    [
      'an unknown transfer coding',
      `POST /v1/orders HTTP/1.1\r\n${JSON_FIELDS}Transfer-Encoding: xchunked\r\n\r\n${CHUNKS}`,
      400,
      'transfer-coding-unknown',
    ],
    // Node drops what comes behind, the forwarding header of a proxy for instance.
    [
      'more fields than Node collects',
      `GET /v1/orders HTTP/1.1\r\n${FIELDS}${'A:\r\n'.repeat(1100)}\r\n`,
      431,
      // Later versions of Node count them too, and refuse them before anything else does.
      expect.stringMatching(/^(too-many-fields|parser-headers-too-large)$/) as string,
    ],
  ])('refuses %s', async (_name, text, status, reason) => {
    const answer = await exchangeText(door.port, text);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json' });
    const source = { ip: '127.0.0.1' };
    expect(orders.records).toMatchObject([
      { kind: 'decision', outcome: 'denied', stage: 0, status, reason, source },
    ]);
    expect(orders.ran).toEqual([]);
  });

  it.each([
    ['no Host', '', 'host-missing'],
    ['two Hosts', 'Host: api.example.com\r\nHost: api.example.com\r\n', 'host-repeated'],
  ])('records the peer that sent %s, not whom it says it forwards', async (_name, hosts, reason) => {
    const fields = `${hosts}User-Agent: probe\r\nX-Forwarded-For: 203.0.113.9\r\n`;
    const answer = await exchangeText(door.port, `GET / HTTP/1.1\r\n${fields}\r\n`);
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json' });
    // No limiter has been asked.
    expect(Object.keys(answer.headers).filter((each) => each.includes('ratelimit'))).toEqual([]);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, code: 'malformed-request' });
    expect(orders.records).toMatchObject([
      { stage: 0, outcome: 'denied', reason, source: { ip: '127.0.0.1', userAgent: 'probe' } },
    ]);
    expect(orders.ran).toEqual([]);
  });

  it.each(['', '\0\0\0'])(
    'answers CONNECT, which no API is for, on record, with %j behind it',
    async (rest) => {
      const text = `CONNECT api.example.com:443 HTTP/1.1\r\n${FIELDS}\r\n${rest}`;
      const answer = await exchangeText(door.port, text);
      expect(answer.status).toBe(400);
      expect(answer.headers).toMatchObject({
        connection: 'close',
        'content-type': 'application/problem+json',
      });
      expect(JSON.parse(answer.body)).toMatchObject({ status: 400, code: 'invalid-target' });
      expect(orders.records).toMatchObject([{ stage: 3, outcome: 'denied', status: 400 }]);
      expect(orders.ran).toEqual([]);
    },
  );

  it('takes HTTP/1.0, and as many fields as Node collects', async () => {
    const fields = `${FIELDS}${'A:\r\n'.repeat(990)}`;
    expect((await exchangeText(door.port, `GET /v1/orders HTTP/1.0\r\n${fields}\r\n`)).status).toBe(200);
    expect(orders.ran).toEqual(['listOrders']);
  });

  it('answers before it closes a connection with garbage behind the request', async () => {
    const socket = connect(door.port, '127.0.0.1');
    const answered = readAnswer(socket);
    socket.write(`POST /v1/orders HTTP/1.1\r\nHost: api.example.com\r\nTransfer-Encoding: x\r\n\r\n\0\0\0`);
    expect((await answered).status).toBe(400);
  });

  it.each([
    ['whose chunk is none', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n', 'zz\r\n', false],
    ['that ends early', 'Content-Length: 10\r\n\r\n{', '"', true],
    // The head and what breaks it come together, before anybody could have asked for the body.
    ['whose first chunk is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', '', false],
  ])('answers and records a request %s once', async (_name, begun, rest, ends) => {
    const socket = connect(door.port, '127.0.0.1');
    const answered = readAnswer(socket);
    const closed = once(socket, 'close');
    socket.write(`POST /v1/orders HTTP/1.1\r\n${JSON_FIELDS}${begun}`);
    await setTimeout(50);
    if (rest !== '') socket.write(rest);
    if (ends) socket.end();
    const { status, headers, body } = await answered;
    expect({ status, code: (JSON.parse(body) as { code: string }).code }).toEqual({
      status: 400,
      code: 'malformed-content',
    });
    await closed;
    expect(orders.records).toMatchObject([
      {
        stage: 13,
        outcome: 'denied',
        reason: 'content-aborted',
        operationId: 'createOrder',
        requestId: headers['x-request-id'],
      },
    ]);
    expect(orders.ran).toEqual([]);
  });

  it('refuses a request that breaks while its caller is being authenticated', async () => {
    const slow = createOrdersApi({
      options: {
        credentials: {
          key: {
            kind: 'apiKey',
            verify: async () => {
              await setTimeout(100);
              return { id: 'ann', roles: ['user'], createdAt: 0 };
            },
          },
          session: { kind: 'apiKey', verify: () => null },
        },
      },
    });
    const opened = await doors[name](slow.api);
    const socket = connect(opened.port, '127.0.0.1');
    const answered = readAnswer(socket);
    socket.write(
      `POST /v1/orders HTTP/1.1\r\n${JSON_FIELDS}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n`,
    );
    expect((await answered).status).toBe(400);
    await opened.close();
    expect(slow.records).toMatchObject([{ stage: 13, outcome: 'denied', reason: 'content-aborted' }]);
    expect(slow.ran).toEqual([]);
  });

  it('records a request once whose sender went away', async () => {
    const socket = connect(door.port, '127.0.0.1');
    socket.write(`POST /v1/orders HTTP/1.1\r\n${JSON_FIELDS}Content-Length: 10\r\n\r\n{`);
    await setTimeout(50);
    socket.destroy();
    await setTimeout(200);
    expect(orders.records).toMatchObject([{ stage: 13, reason: 'content-aborted' }]);
  });

  it.each([false, true])('records an upload once that breaks off, its end told: %s', async (isTold) => {
    let failure: unknown;
    orders.next = async ({ body }) => {
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) expect(chunk.length).toBe(1);
      } catch (error) {
        failure = error;
        throw error;
      }
      return { status: 200, body: {} };
    };
    const socket = connect(door.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    const closed = once(socket, 'close');
    socket.write(`PUT /v1/files HTTP/1.1\r\n${FIELDS}Content-Type: image/png\r\nContent-Length: 10\r\n\r\n{`);
    await setTimeout(50);
    if (isTold) socket.end();
    else socket.destroy();
    await closed;
    await setTimeout(100);
    orders.next = null;
    expect(failure).toMatchObject({ name: 'ContentAbortedError' });
    expect(orders.records.map(({ kind, stage }) => [kind, stage])).toEqual([
      ['intent', undefined],
      ['outcome', 17],
    ]);
  });

  it('ignores expectations that it does not know', async () => {
    const text = `GET /v1/orders HTTP/1.1\r\n${FIELDS}Expect: 200-ok\r\n\r\n`;
    expect((await exchangeText(door.port, text)).headers['x-request-id']).toBeDefined();
    expect(orders.ran).toEqual(['listOrders']);
  });
});

it('counts a flood of faulty requests by the peer that sends them', async () => {
  const orders = createOrdersApi();
  const headers = { Host: ['api.example.com', 'api.example.com'] };
  const send = async (address: string, times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1)
      await orders.api.inject({ target: '/v1/status', headers, address });
  };
  await send('203.0.113.1', 103);
  await send('::ffff:203.0.113.2', 2);
  await orders.api.close();
  expect(orders.records).toHaveLength(103);
  expect(orders.records.slice(99)).toMatchObject([
    { source: { ip: '203.0.113.1' } },
    { source: { ip: '203.0.113.2' } },
    { source: { ip: '203.0.113.2' } },
    { count: 3, stage: 0, reason: 'host-repeated', source: { ip: '203.0.113.1' } },
  ]);
});
