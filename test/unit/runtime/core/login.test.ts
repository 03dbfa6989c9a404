/** The login guard through sockets, behind both doors. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoginDefinition, OperationDefinition } from '../../../../src/runtime/core/definition.js';
import { type Handler, problem } from '../../../../src/runtime/core/handler.js';
import type { OperationValidators } from '../../../../src/runtime/core/operation-validators.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { createOrdersApi, jsonBody, KEYS, operation, operations, type OrdersApi } from './orders-api.js';

const order = await operations[0]!.validators();
const anything: OperationValidators = {
  ...order,
  bodies: [{ ...order.bodies[0]!, validate: () => null, finish: (value) => ({ ok: true, value }) }],
  replies: [],
};

const rates = {
  perAccount: { count: 5, windowSeconds: 900 },
  perIp: { count: 50, windowSeconds: 3600 },
};

function loginOperation(
  path: string,
  name: string,
  login: Partial<LoginDefinition>,
  more: Partial<OperationDefinition> = {},
): OperationDefinition {
  return operation('POST', path, {
    name,
    requirements: [],
    access: { kind: 'public' },
    rateLimit: [],
    requestBody: jsonBody,
    login: { account: { in: 'body', pointer: '/username' }, ...rates, ...login },
    replies: [{ status: '204', content: [], headers: [] }],
    validators: () => Promise.resolve(anything),
    timeoutMs: 15_000,
    ...more,
  });
}

const orderId = operations.find(({ name }) => name === 'getOrder')!;

const loginOperations = [
  loginOperation('/login', 'login', {}),
  loginOperation('/reset', 'reset', {}, { timeoutMs: 100 }),
  loginOperation('/code', 'confirmCode', { account: null, perIp: { count: 5, windowSeconds: 60 } }),
  loginOperation(
    '/users/{orderId}/password',
    'changePassword',
    { account: { in: 'path', name: 'orderId' } },
    {
      parameters: orderId.parameters,
      access: orderId.access,
      requirements: orderId.requirements,
    },
  ),
];

/** Knows ann; everybody else is unknown. */
const check: Handler = ({ body }) => {
  const { username, password } = body as { readonly username: string; readonly password: string };
  return username.trim().toLowerCase() === 'ann' && password === 'right'
    ? { status: 204 }
    : problem(401, 'invalid-credentials');
};

/** Fields that depend on when a request is made. */
const TIMES: ReadonlySet<string> = new Set(['date', 'retry-after', 'x-ratelimit-reset']);

/** A request from an address of the client's own. */
const text = (path: string, body: unknown, ip: string): string => {
  const json = JSON.stringify(body);
  return requestText(
    'POST',
    `/v1${path}`,
    {
      Host: 'api.example.com',
      'X-Forwarded-For': ip,
      'X-API-Key': KEYS.user,
      'X-Request-Id': 'same',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(json)),
    },
    Buffer.from(json).toString('latin1'),
  );
};

describe.each(['node', 'fastify'] as const)('login guards behind the %s door', (name) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeEach(async () => {
    orders = createOrdersApi({ definition: { operations: loginOperations } });
    door = await doors[name](orders.api);
  });
  afterEach(() => door.close());

  let address = 0;
  const freshIp = (): string => {
    address += 1;
    return `198.51.${address >> 8}.${address & 255}`;
  };
  const post = (path: string, body: unknown, ip = freshIp()): Promise<RawAnswer> =>
    exchangeText(door.port, text(path, body, ip));
  const guess = (username: string, password = 'wrong', ip = freshIp()): Promise<RawAnswer> =>
    post('/login', { username, password }, ip);

  const reset = (): Promise<RawAnswer> => post('/reset', { username: 'ann' });

  const seen = async (username: string): Promise<readonly string[]> => {
    const answers: string[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const { status, body, headers } = await guess(username);
      const names = Object.keys(headers).filter((header) => !TIMES.has(header));
      answers.push(JSON.stringify([status, body, names, names.map((header) => headers[header])]));
    }
    return answers;
  };

  it('runs exactly five handlers for fifty parallel guesses', async () => {
    const running: (() => void)[] = [];
    orders.next = () =>
      new Promise((resolve) => {
        running.push(() => resolve(problem(401, 'invalid-credentials')));
      });
    const answers = Array.from({ length: 50 }, (_, index) => guess(index % 2 === 0 ? 'ann' : ' ANN '));
    let refused = 0;
    for (const answer of answers) void answer.then(({ status }) => (refused += status === 429 ? 1 : 0));
    await expect.poll(() => [refused, running.length]).toEqual([45, 5]);
    for (const finish of running) finish();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(orders.ran).toHaveLength(5);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
    const denied = orders.records.filter(({ kind }) => kind === 'decision');
    expect(
      denied.every(({ stage, reason, status }) => stage === 16 && reason === 'login-guard' && status === 429),
    ).toBe(true);
    expect((await guess('ann', 'right')).status).toBe(429);
  });

  it('refuses with Retry-After, before the handler and before the intent', async () => {
    orders.next = check;
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await guess('ann')).status).toBe(401);
    orders.records.length = 0;
    const refused = await guess('ann', 'right');
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'rate-limited', 'violated-policies': ['login'] });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(900);
    expect(refused.headers['cache-control']).toBe('no-store');
    expect(orders.ran).toHaveLength(5);
    expect(orders.records).toHaveLength(1);
    expect(orders.records[0]).toMatchObject({
      kind: 'decision',
      outcome: 'denied',
      stage: 16,
      reason: 'login-guard',
      operationId: 'login',
    });
    expect(JSON.stringify(orders.records)).not.toMatch(/ann|right/);
  });

  it('treats accounts that exist and those that do not alike, byte for byte', async () => {
    orders.next = check;
    expect(await seen('ann')).toEqual(await seen('nobody'));
  });

  it('clears the account that succeeds, and no other', async () => {
    orders.next = check;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect((await guess('ann')).status).toBe(401);
      expect((await guess('bob')).status).toBe(401);
    }
    expect((await guess('Ann', 'right')).status).toBe(204);
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await guess('ann')).status).toBe(401);
    expect((await guess('ann')).status).toBe(429);
    expect((await guess('bob')).status).toBe(401);
    expect((await guess('bob')).status).toBe(429);
  });

  it('counts the address over all accounts, successes given back', async () => {
    orders.next = check;
    const ip = freshIp();
    for (let attempt = 0; attempt < 60; attempt += 1) {
      expect((await guess('ann', 'right', ip)).status).toBe(204);
    }
    for (let attempt = 0; attempt < 50; attempt += 1) {
      expect((await guess(`user ${attempt}`, 'wrong', ip)).status).toBe(401);
    }
    const refused = await guess('ann', 'right', ip);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(3600);
    expect((await guess('ann', 'right')).status).toBe(204);
  });

  it('counts a code by address where no account is named', async () => {
    orders.next = () => problem(403, 'forbidden');
    const ip = freshIp();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await post('/code', { code: attempt }, ip)).status).toBe(403);
    }
    expect((await post('/code', { code: 6 }, ip)).status).toBe(429);
    expect((await post('/code', { code: 6 })).status).toBe(403);
  });

  it('keeps the account of an operation that takes its name as the object’s id', async () => {
    orders.next = () => problem(403, 'forbidden');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await post('/users/7/password', { password: 'x' })).status).toBe(403);
    }
    expect((await post('/users/7/password', { password: 'x' })).status).toBe(429);
    expect((await post('/users/8/password', { password: 'x' })).status).toBe(403);
  });

  it.each<[string, Handler]>([
    ['a failure of the server', () => Promise.reject(new Error('canary'))],
    ['a dependency that is down', () => problem(503, 'service-unavailable')],
    ['a conflict', () => problem(409, 'conflict')],
  ])('does not count %s', async (_, next) => {
    orders.next = next;
    for (let attempt = 0; attempt < 12; attempt += 1) expect((await guess('ann')).status).not.toBe(429);
    expect(orders.ran).toHaveLength(12);
  });

  it('counts a handler that did not answer in time', async () => {
    orders.next = () => new Promise(() => undefined);
    const answers = await Promise.all(Array.from({ length: 8 }, reset));
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
    orders.next = () => ({ status: 204 });
    expect((await reset()).status).toBe(429);
  });

  it('counts a client that left before the handler ended well', async () => {
    let started = 0;
    let settled = 0;
    orders.next = ({ signal }) =>
      new Promise((_, reject) => {
        started += 1;
        signal.addEventListener('abort', () => {
          settled += 1;
          reject(new Error('gone'));
        });
      });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const socket = connect(door.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text('/login', { username: 'ann', password: 'wrong' }, freshIp()), 'latin1');
      await expect.poll(() => started).toBe(attempt + 1);
      socket.destroy();
      await expect.poll(() => settled).toBe(attempt + 1);
    }
    orders.next = check;
    expect((await guess('ann', 'right')).status).toBe(429);
  });

  it('does not count what never reached the handler', async () => {
    orders.next = check;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      orders.auditFails = true;
      expect((await guess('ann')).status).toBe(503);
      orders.auditFails = false;
      expect(
        (await exchangeText(door.port, text('/login', 1, freshIp()).replace('\r\n\r\n1', '\r\n\r\n{')))
          .status,
      ).toBe(400);
    }
    expect((await guess('ann', 'right')).status).toBe(204);
  });

  it('keeps operations apart: a reset that succeeds clears no guesses of the password', async () => {
    orders.next = check;
    for (let attempt = 0; attempt < 5; attempt += 1) await guess('ann');
    orders.next = () => ({ status: 204 });
    expect((await post('/reset', { username: 'ann' })).status).toBe(204);
    expect((await guess('ann', 'right')).status).toBe(429);
  });
});
