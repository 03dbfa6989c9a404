import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allow } from '../../../../src/runtime/authorize/decision.js';
import { problem } from '../../../../src/runtime/core/handler.js';
import { ContentAbortedError } from '../../../../src/runtime/decode/capped-stream.js';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { createOrdersApi, definition, KEYS, operation, operations, type OrdersApi } from './orders-api.js';

const host = { Host: 'api.example.com' };
const user = { ...host, 'X-API-Key': KEYS.user };
const json = { 'Content-Type': 'application/json' };
const order = '{"quantity":1}';

const withBody = (body: string, headers: Record<string, string | string[]> = { ...user, ...json }) => ({
  headers: { ...headers, 'Content-Length': String(body.length) },
  body,
});

interface Refused {
  readonly it: string;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly stage: number;
  readonly status: number;
  readonly code: string;
  readonly reply?: Readonly<Record<string, string>>;
  readonly record?: Readonly<Record<string, unknown>>;
}

const refusals: readonly Refused[] = [
  {
    it: 'a request without Host',
    headers: {},
    stage: 0,
    status: 400,
    code: 'malformed-request',
    reply: { connection: 'close' },
  },
  {
    it: 'two Host lines',
    headers: { Host: ['api.example.com', 'api.example.com'] },
    stage: 0,
    status: 400,
    code: 'malformed-request',
  },
  {
    it: 'a Host that is no authority',
    headers: { Host: 'a@b' },
    stage: 0,
    status: 400,
    code: 'malformed-request',
  },
  {
    it: 'another host',
    headers: { ...user, Host: 'evil.example' },
    stage: 2,
    status: 421,
    code: 'misdirected-request',
  },
  {
    it: 'a target with a dot segment',
    target: '/v1/orders/../status',
    stage: 3,
    status: 400,
    code: 'invalid-target',
  },
  {
    it: 'a target with an encoded slash',
    target: '/v1/orders/5%2F6',
    stage: 3,
    status: 400,
    code: 'invalid-target',
  },
  {
    it: 'a target that is not UTF-8',
    target: '/v1/orders/%ff',
    stage: 3,
    status: 400,
    code: 'invalid-target',
  },
  {
    it: 'a target with broken percent-encoding',
    target: '/v1/%zz',
    stage: 3,
    status: 400,
    code: 'invalid-target',
  },
  {
    it: 'an absolute target of another authority',
    target: 'http://evil.example/v1/status',
    stage: 3,
    status: 400,
    code: 'invalid-target',
  },
  {
    it: 'a target that is too long',
    target: `/v1/status?${'a'.repeat(8200)}`,
    stage: 3,
    status: 414,
    code: 'target-too-long',
    reply: { connection: 'close' },
  },
  { it: 'an unknown path', target: '/v1/nothing', stage: 5, status: 404, code: 'not-found' },
  { it: 'a path in other case', target: '/v1/Orders', stage: 5, status: 404, code: 'not-found' },
  { it: 'a path with a trailing slash', target: '/v1/orders/', stage: 5, status: 404, code: 'not-found' },
  { it: 'a path outside the mount', target: '/orders', stage: 5, status: 404, code: 'not-found' },
  {
    it: 'a method the path does not have',
    method: 'PATCH',
    stage: 6,
    status: 405,
    code: 'method-not-allowed',
    reply: { allow: 'GET, HEAD, OPTIONS, POST' },
  },
  { it: 'TRACE', method: 'TRACE', target: '/v1/orders', stage: 6, status: 405, code: 'method-not-allowed' },
  { it: 'a method nobody knows', method: 'PROPFIND', stage: 6, status: 501, code: 'method-not-implemented' },
  {
    it: 'a declared length beyond the cap',
    method: 'POST',
    headers: { ...user, ...json, 'Content-Length': '1001' },
    body: 'x'.repeat(1001),
    stage: 7,
    status: 413,
    code: 'content-too-large',
    reply: { connection: 'close' },
  },
  {
    it: 'no credentials',
    headers: host,
    stage: 8,
    status: 401,
    code: 'credentials-required',
    reply: { 'www-authenticate': 'ApiKey realm="orders"' },
  },
  {
    it: 'an unknown key',
    headers: { ...host, 'X-API-Key': 'forged' },
    stage: 8,
    status: 401,
    code: 'invalid-credentials',
  },
  {
    it: 'a key sent twice',
    headers: { ...host, 'X-API-Key': [KEYS.user, KEYS.user] },
    stage: 8,
    status: 400,
    code: 'ambiguous-credentials',
  },
  {
    it: 'a key store that is down',
    headers: { ...host, 'X-API-Key': KEYS.down },
    stage: 8,
    status: 503,
    code: 'authentication-unavailable',
  },
  {
    it: 'a cookie from another site',
    method: 'POST',
    target: '/v1/session/orders',
    ...withBody(order, { ...host, ...json, Cookie: `sid=${KEYS.user}`, 'Sec-Fetch-Site': 'cross-site' }),
    stage: 9,
    status: 403,
    code: 'cross-site-request',
  },
  {
    it: 'a cookie without proof of its page',
    method: 'POST',
    target: '/v1/session/orders',
    ...withBody(order, { ...host, ...json, Cookie: `sid=${KEYS.user}` }),
    stage: 9,
    status: 403,
    code: 'cross-site-request',
  },
  {
    it: 'an undecided operation',
    target: '/v1/undecided',
    headers: user,
    stage: 11,
    status: 403,
    code: 'access-undecided',
  },
  {
    it: 'a caller without the role',
    method: 'DELETE',
    target: '/v1/admin/orders',
    headers: user,
    stage: 11,
    status: 403,
    code: 'insufficient-role',
    record: { actor: { id: KEYS.user, client: KEYS.user, scheme: 'key', roles: ['user'], tenant: null } },
  },
  {
    it: 'a body where none is declared',
    ...withBody(order),
    stage: 12,
    status: 400,
    code: 'unexpected-content',
  },
  {
    it: 'a media type that is not declared',
    method: 'POST',
    ...withBody(order, { ...user, 'Content-Type': 'text/plain' }),
    stage: 12,
    status: 415,
    code: 'unsupported-media-type',
    reply: { accept: 'application/json' },
  },
  {
    it: 'a body without media type',
    method: 'POST',
    ...withBody(order, user),
    stage: 12,
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    it: 'another charset',
    method: 'POST',
    ...withBody(order, { ...user, 'Content-Type': 'application/json; charset=latin1' }),
    stage: 12,
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    it: 'an encoded body',
    method: 'POST',
    ...withBody(order, { ...user, ...json, 'Content-Encoding': 'gzip' }),
    stage: 12,
    status: 415,
    code: 'unsupported-content-encoding',
    reply: { 'accept-encoding': 'identity' },
  },
  {
    it: 'an Accept nothing meets',
    headers: { ...user, Accept: 'image/png' },
    stage: 12,
    status: 406,
    code: 'not-acceptable',
  },
  {
    it: 'malformed JSON',
    method: 'POST',
    ...withBody('{"quantity":1,"quantity":2}'),
    stage: 13,
    status: 400,
    code: 'malformed-content',
    reply: { connection: 'close' },
  },
  {
    it: 'a chunked body that grows past the cap',
    method: 'POST',
    headers: { ...user, ...json, 'Transfer-Encoding': 'chunked' },
    body: `3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`,
    stage: 13,
    status: 413,
    code: 'content-too-large',
  },
  {
    it: 'an undeclared query parameter',
    target: '/v1/orders?canary=secret',
    headers: user,
    stage: 14,
    status: 400,
    code: 'invalid-request',
  },
  { it: 'a missing body', method: 'POST', headers: user, stage: 14, status: 400, code: 'invalid-request' },
  {
    it: 'a body that does not match',
    method: 'POST',
    ...withBody('{"canary":"secret"}'),
    stage: 14,
    status: 400,
    code: 'invalid-request',
  },
  {
    it: 'somebody else’s object',
    target: '/v1/orders/403',
    headers: user,
    stage: 15,
    status: 404,
    code: 'not-found',
    record: { object: { type: 'order', id: '403' } },
  },
  {
    it: 'an object that is not there',
    target: '/v1/orders/404',
    headers: user,
    stage: 15,
    status: 404,
    code: 'not-found',
  },
  {
    it: 'an undecided policy',
    target: '/v1/orders/1',
    headers: user,
    stage: 15,
    status: 403,
    code: 'policy-undecided',
  },
];

describe.each(['node', 'fastify'] as const)('behind the %s door', (name) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi();
    door = await doors[name](orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    for (const list of [orders.ran, orders.requests, orders.policyRequests, orders.records, orders.log])
      list.length = 0;
    orders.next = null;
    orders.nextDecision = null;
    orders.auditFails = false;
  });

  const send = (
    method: string,
    target: string,
    headers: Readonly<Record<string, string | readonly string[]>>,
    body?: string,
  ) => exchangeText(door.port, requestText(method, target, headers, body));

  it.each(refusals)('stage $stage refuses $it', async (refused) => {
    const answer = await send(
      refused.method ?? 'GET',
      refused.target ?? '/v1/orders',
      refused.headers ?? user,
      refused.body,
    );
    const problemBody = JSON.parse(answer.body) as Record<string, unknown>;
    expect(answer.status).toBe(refused.status);
    expect(problemBody).toMatchObject({ type: 'about:blank', status: refused.status, code: refused.code });
    expect(problemBody['requestId']).toBe(answer.headers['x-request-id']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      ...refused.reply,
    });
    expect(answer.headers).not.toHaveProperty('server');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.text).not.toContain('canary');
    expect(orders.ran).toEqual([]);
    expect(orders.records).toHaveLength(1);
    expect(orders.records[0]).toMatchObject({
      kind: 'decision',
      outcome: 'denied',
      stage: refused.stage,
      status: refused.status,
      requestId: answer.headers['x-request-id'],
      ...refused.record,
    });
  });

  it('answers denied and absent objects with the same bytes', async () => {
    const same = { ...user, 'X-Request-Id': 'same' };
    const denied = await send('GET', '/v1/orders/403', same);
    const absent = await send('GET', '/v1/orders/404', same);
    const unknown = await send('GET', '/v1/nowhere', same);
    expect(denied.body).toBe(absent.body);
    expect(denied.body).toBe(unknown.body);
    expect(Object.keys(denied.headers)).toEqual(Object.keys(absent.headers));
  });

  it('answers an allowed request with the filtered reply and every header', async () => {
    const answer = await send('GET', '/v1/orders/5', { ...user, 'X-Request-Id': 'client-1' });
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('{"id":7}');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '8',
      'x-request-id': 'client-1',
      'cache-control': 'no-store',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'ratelimit-policy': '"ip";q=100000;w=60, "principal";q=50000;w=60',
    });
    expect(orders.ran).toEqual(['getOrder']);
    expect(orders.records).toEqual([]);
  });

  it('hands the policy the whole input and the handler a grant in place of the id', async () => {
    await send('PUT', '/v1/orders/5', { ...user, ...json, 'Content-Length': '14' }, order);
    expect(orders.policyRequests[0]).toMatchObject({ id: 5, path: { orderId: 5 }, body: { quantity: 1 } });
    const [request] = orders.requests;
    expect(request!.path).toEqual({});
    expect(request!.grant).toEqual({ id: 5, object: { id: 5 }, as: '$owner', created: false });
    expect(Object.isFrozen(request!.grant)).toBe(true);
    expect(request!.body).toEqual({ quantity: 1 });
    expect(request!.contentType).toBe('application/json');
  });

  it('records intent and outcome of an unsafe operation, in that order', async () => {
    const answer = await send('POST', '/v1/orders', withBody(order).headers, order);
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe('/v1/orders/1');
    expect(orders.records.map(({ kind, outcome, status }) => ({ kind, outcome, status }))).toEqual([
      { kind: 'intent', outcome: undefined, status: undefined },
      { kind: 'outcome', outcome: 'allowed', status: 201 },
    ]);
    expect(new Set(orders.records.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('does not run an unsafe handler whose intent cannot be recorded', async () => {
    const failing = createOrdersApi();
    failing.auditFails = true;
    const own = await doors[name](failing.api);
    const answer = await exchangeText(
      own.port,
      requestText('POST', '/v1/orders', withBody(order).headers, order),
    );
    await own.close();
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('audit-unavailable');
    expect(answer.headers).toHaveProperty('retry-after');
    expect(failing.ran).toEqual([]);
  });

  it('answers a stub 501, and records it as failed', async () => {
    const safe = await send('GET', '/v1/stub', user);
    const unsafe = await send('POST', '/v1/stub', user);
    expect([safe.status, unsafe.status]).toEqual([501, 501]);
    expect(orders.records.map(({ kind, outcome, reason }) => [kind, outcome, reason])).toEqual([
      ['decision', 'failed', 'not-implemented'],
      ['intent', undefined, undefined],
      ['outcome', 'failed', 'not-implemented'],
    ]);
  });

  it('answers every 500 with the same bytes and leaks nothing', async () => {
    const same = { ...user, 'X-Request-Id': 'same' };
    const bodies: string[] = [];
    for (const next of [
      () => {
        throw new Error('canary');
      },
      () => Promise.reject(new Error('canary')),
      () => ({ status: 200, body: { id: 'canary' } }),
      () => ({ status: 418, body: 'canary' }),
      () => ({ status: 200, body: { id: 1 }, headers: { 'X-Declared': 'a\r\nSet-Cookie: canary' } }),
      () => undefined as never,
    ]) {
      orders.next = next;
      const answer = await send('GET', '/v1/orders/5', same);
      if (answer.status === 500) bodies.push(answer.body);
      expect(answer.text).not.toContain('canary');
    }
    // A header nobody declared is dropped before its value matters.
    expect(bodies).toHaveLength(5);
    expect(new Set(bodies).size).toBe(1);
    expect(orders.log.filter(({ level }) => level === 'error')).toHaveLength(5);
  });

  it('denies with 500 where a policy breaks or answers with something else', async () => {
    for (const decision of [
      () => {
        throw new Error('canary');
      },
      () => Promise.reject(new Error('canary')),
      () => true as never,
      () => ({ kind: 'allow', object: {}, as: null }) as never,
    ]) {
      orders.nextDecision = decision;
      const answer = await send('GET', '/v1/orders/5', user);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('canary');
    }
    expect(orders.ran).toEqual([]);
    expect(orders.records.map(({ stage, outcome }) => [stage, outcome])).toEqual(
      Array.from({ length: 4 }, () => [15, 'denied']),
    );
  });

  it('waits for asynchronous policies and handlers', async () => {
    orders.nextDecision = ({ id }) => Promise.resolve(allow(id));
    orders.next = () => Promise.resolve({ status: 200, body: { id: 3 } });
    expect((await send('GET', '/v1/orders/5', user)).body).toBe('{"id":3}');
  });

  it('answers 503 at the deadline, aborts the signal, and discards what comes later', async () => {
    let late: (() => void) | undefined;
    let signal: AbortSignal | undefined;
    orders.next = (request) => {
      ({ signal } = request);
      return new Promise((resolve) => {
        late = () => resolve({ status: 201, body: { id: 1 } });
      });
    };
    const answer = await send('POST', '/v1/orders', withBody(order).headers, order);
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('deadline-exceeded');
    expect(signal!.aborted).toBe(true);
    late!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(orders.records.map(({ kind, outcome, status }) => [kind, outcome, status])).toEqual([
      ['intent', undefined, undefined],
      ['outcome', 'unknown', 503],
    ]);
  });

  it('lets a handler answer any catalogued problem', async () => {
    orders.next = () => problem(409, 'conflict');
    const answer = await send('GET', '/v1/orders', user);
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'conflict', title: 'Conflict' });
    expect(orders.records[0]).toMatchObject({ outcome: 'failed', stage: 17, reason: 'conflict' });
  });

  it('serves HEAD from GET, without content', async () => {
    const answer = await send('HEAD', '/v1/orders', user);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe('8');
    expect(answer.body).toBe('');
    expect(orders.ran).toEqual(['listOrders']);
  });

  it('answers OPTIONS with Allow, without credentials or handler', async () => {
    const answer = await send('OPTIONS', '/v1/orders/5', host);
    expect(answer.status).toBe(204);
    expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS, PUT');
    expect(answer.headers).not.toHaveProperty('content-length');
    expect(orders.ran).toEqual([]);
  });

  it('accepts a cookie credential from its own origin', async () => {
    const headers = { ...host, ...json, Cookie: `sid=${KEYS.user}`, 'Content-Length': '14' };
    for (const proof of [{ 'Sec-Fetch-Site': 'same-origin' }, { Origin: 'https://api.example.com' }]) {
      expect((await send('POST', '/v1/session/orders', { ...headers, ...proof }, order)).status).toBe(200);
    }
  });

  it('decodes a form', async () => {
    const headers = { ...host, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '10' };
    expect((await send('POST', '/v1/forms', headers, 'quantity=3')).status).toBe(200);
    expect(orders.requests[0]!.body).toEqual({ quantity: 3 });
  });

  it('hands bytes over as a capped stream after every decision', async () => {
    let received = '';
    orders.next = async ({ body }) => {
      for await (const chunk of body as Readable) received += String(chunk);
      return { status: 200, body: { id: 1 } };
    };
    const headers = { ...user, 'Content-Type': 'image/png', 'Content-Length': '5' };
    expect((await send('PUT', '/v1/files', headers, 'bytes')).status).toBe(200);
    expect(received).toBe('bytes');
    const chunked = { ...user, 'Content-Type': 'image/png', 'Transfer-Encoding': 'chunked' };
    const answer = await send('PUT', '/v1/files', chunked, `3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`);
    expect(answer.status).toBe(413);
    expect(answer.headers['connection']).toBe('close');
  });

  it('ends the stream of an upload at the deadline, so that its handler ends as well', async () => {
    let ended: unknown;
    orders.next = async ({ body }) => {
      try {
        return { status: 200, body: { id: (await buffer(body as Readable)).length } };
      } catch (error) {
        ended = error;
        throw error;
      }
    };
    const headers = { ...user, 'Content-Type': 'image/png', 'Content-Length': '50' };
    expect((await send('PUT', '/v1/files', headers, 'bytes')).status).toBe(503);
    await expect.poll(() => ended).toBeInstanceOf(ContentAbortedError);
    expect(orders.records.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      [undefined, undefined],
      ['unknown', 'deadline-exceeded'],
    ]);
  });

  it('tells a waiting client to go on only once everything else is decided', async () => {
    const headers = { ...user, ...json, 'Content-Length': '14', Expect: '100-continue' };
    const allowed = await send('POST', '/v1/orders', headers, order);
    expect(allowed.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201/);
    const refused = await send('POST', '/v1/orders', { ...headers, Accept: 'image/png' });
    expect(refused.text).toMatch(/^HTTP\/1\.1 406/);
    expect(refused.headers['connection']).toBe('close');
  });

  it('echoes only well-formed request ids, and mints UUIDv7 otherwise', async () => {
    for (const id of ['a b', 'x'.repeat(65), '<script>']) {
      const answer = await send('GET', '/v1/status', { ...host, 'X-Request-Id': id });
      expect(answer.headers['x-request-id']).toMatch(
        /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      );
    }
  });

  it('continues a valid trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    let traceparent = '';
    orders.next = (request) => {
      ({ traceparent } = request);
      return { status: 201, body: { id: 1 } };
    };
    const headers = { ...withBody(order).headers, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await send('POST', '/v1/orders', headers, order);
    expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
    expect(traceparent).not.toContain('00f067aa0ba902b7');
    expect(orders.records.map((record) => record['traceId'])).toEqual([traceId, traceId]);
  });

  it('answers what the parser refuses as a problem, with a record', async () => {
    const cases = [
      ['GET /v1/status HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400, 'malformed-request'],
      [
        'GET /v1/status HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
        400,
        'malformed-request',
      ],
      [`GET /v1/status HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
      ['NOT-A-METHOD /v1/status HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
    ] as const;
    for (const [text, status, code] of cases) {
      const answer = await exchangeText(door.port, text);
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toMatchObject({ code, requestId: answer.headers['x-request-id'] });
      expect(answer.headers['connection']).toBe('close');
    }
    expect(orders.records.map(({ stage, outcome }) => [stage, outcome])).toEqual(
      Array.from({ length: 4 }, () => [0, 'denied']),
    );
  });
});

describe('the earliest failing stage answers', () => {
  /** Each line repairs what the one before was refused for. */
  const steps: readonly [
    stage: number,
    method: string,
    target: string,
    headers: Record<string, string>,
    body: unknown,
  ][] = [
    [2, 'POST', '/v1/orders/%2f', { Host: 'evil.example' }, { canary: 1 }],
    [3, 'POST', '/v1/orders/%2f', {}, { canary: 1 }],
    [5, 'POST', '/v1/order', {}, { canary: 1 }],
    [6, 'DELETE', '/v1/orders', {}, { canary: 1 }],
    [7, 'POST', '/v1/orders', { 'Content-Type': 'text/plain' }, { canary: 'x'.repeat(1000) }],
    [8, 'POST', '/v1/orders', { 'Content-Type': 'text/plain' }, { canary: 1 }],
    [12, 'POST', '/v1/orders?a=1', { 'X-API-Key': KEYS.user, 'Content-Type': 'text/plain' }, { canary: 1 }],
    [13, 'POST', '/v1/orders?a=1', { 'X-API-Key': KEYS.user, 'Content-Type': 'application/json' }, '{'],
    [14, 'POST', '/v1/orders?a=1', { 'X-API-Key': KEYS.user }, { canary: 1 }],
    [15, 'PUT', '/v1/orders/403', { 'X-API-Key': KEYS.user }, { quantity: 1 }],
    [17, 'PUT', '/v1/orders/5', { 'X-API-Key': KEYS.user }, { quantity: 1 }],
  ];

  it.each(steps)('stage %i', async (stage, method, target, headers, body) => {
    const orders = createOrdersApi();
    orders.next = () => problem(501, 'not-implemented');
    await orders.api.inject({ method, target, headers, body });
    expect(orders.records.at(-1)).toMatchObject({ stage });
    expect(orders.ran).toHaveLength(stage === 17 ? 1 : 0);
  });

  it('refuses what it has not charged with 429, before it routes', async () => {
    const limiters = definition.limiters.map((limiter) => ({ ...limiter, count: 1, burst: 1 }));
    const orders = createOrdersApi({ definition: { limiters } });
    await orders.api.inject({ target: '/v1/status' });
    const refused = await orders.api.inject({ target: '/v1/nowhere' });
    expect(refused.status).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'rate-limited', 'violated-policies': ['ip'] });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(orders.records.at(-1)).toMatchObject({ stage: 4 });
  });

  it('meters a caller before it looks at roles', async () => {
    const limiters = definition.limiters.map((limiter) =>
      limiter.name === 'principal' ? { ...limiter, count: 1, burst: 1 } : limiter,
    );
    const orders = createOrdersApi({ definition: { limiters } });
    const request = { method: 'DELETE', target: '/v1/admin/orders', headers: { 'X-API-Key': KEYS.user } };
    expect((await orders.api.inject(request)).status).toBe(403);
    expect((await orders.api.inject(request)).status).toBe(429);
    expect(orders.records.map(({ stage }) => stage)).toEqual([11, 10]);
  });
});

describe('plain HTTP', () => {
  it('is refused, and a credential that came with it is marked as exposed', async () => {
    const orders = createOrdersApi();
    const bare = await orders.api.inject({ target: '/v1/status', address: '192.0.2.9', encrypted: false });
    expect(bare.status).toBe(403);
    expect(bare.headers).not.toHaveProperty('strict-transport-security');
    for (const headers of [{ Authorization: 'Bearer x' }, { 'X-API-Key': 'x' }, { Cookie: 'sid=x' }]) {
      await orders.api.inject({ target: '/v1/status', address: '192.0.2.9', encrypted: false, headers });
    }
    expect(orders.records.map(({ credentialExposed }) => credentialExposed)).toEqual([
      undefined,
      true,
      true,
      true,
    ]);
  });
});

async function replyWith(responses: 'enforce' | 'report' | 'off', next: OrdersApi['next']) {
  const validation = {
    unknownQuery: 'reject',
    unknownProperties: 'strip',
    responses,
    status: 400,
  } as const;
  const orders = createOrdersApi({
    definition: { operations: [operation('GET', '/orders', { name: 'listOrders', validation })] },
  });
  orders.next = next;
  const answer = await orders.api.inject({ target: '/v1/orders', headers: { 'X-API-Key': KEYS.user } });
  return { answer, log: orders.log };
}

describe('replies', () => {
  it('are sent as they are where the document only reports', async () => {
    const { answer, log } = await replyWith('report', () => ({ status: 200, body: { id: 'x' } }));
    expect(answer.json()).toEqual({ id: 'x' });
    expect(log).toHaveLength(1);
  });

  it('are not looked at where the document says off', async () => {
    const { answer, log } = await replyWith('off', () => ({ status: 299, body: { id: 'x' } }));
    expect(answer.status).toBe(299);
    expect(log).toEqual([]);
  });

  it('never carry a header that breaks out of its line', async () => {
    const { answer } = await replyWith('off', () => ({ status: 200, body: {}, headers: { 'X-A': 'a\nb' } }));
    expect(answer.status).toBe(500);
  });

  it('lose headers nobody declared and those the core answers for', async () => {
    const { answer, log } = await replyWith('enforce', () => ({
      status: 200,
      body: { id: 1 },
      headers: { 'X-Own': '1', 'X-Frame-Options': 'ALLOW', 'Cache-Control': 'public' },
    }));
    expect(answer.headers).not.toHaveProperty('x-own');
    expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
    expect(log).toHaveLength(3);
  });
});

describe('overload', () => {
  it('refuses handlers beyond the cap, and recovers', async () => {
    const orders = createOrdersApi({ options: { maxRunning: 1 } });
    let finish: (() => void) | undefined;
    orders.next = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: 200, body: { id: 1 } });
      });
    const request = { target: '/v1/orders', headers: { 'X-API-Key': KEYS.user } };
    const first = orders.api.inject(request);
    await expect.poll(() => finish).toBeDefined();
    expect((await orders.api.inject(request)).json()).toMatchObject({ code: 'overloaded' });
    finish!();
    expect((await first).status).toBe(200);
    orders.next = null;
    expect((await orders.api.inject(request)).status).toBe(200);
  });
});

describe('validators', () => {
  it('are loaded once, at the first request, and again after a failure', async () => {
    let loads = 0;
    const base = operations.find(({ name }) => name === 'listOrders')!;
    const validators = () => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error('canary')) : base.validators();
    };
    const orders = createOrdersApi({ definition: { operations: [{ ...base, validators }] } });
    const request = { target: '/v1/orders', headers: { 'X-API-Key': KEYS.user } };
    expect(loads).toBe(0);
    expect((await orders.api.inject(request)).status).toBe(500);
    expect(
      (await Promise.all([orders.api.inject(request), orders.api.inject(request)])).map(
        ({ status }) => status,
      ),
    ).toEqual([200, 200]);
    expect(loads).toBe(2);
  });
});
