/** Plans, quotas and tenants through sockets, behind both doors. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deny } from '../../../../src/runtime/authorize/decision.js';
import type { ApiDefinition, LimiterDefinition } from '../../../../src/runtime/core/definition.js';
import { problem } from '../../../../src/runtime/core/handler.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { type ParsedLimits, parsedLimits } from '../limit/parsed-limits.js';
import { createOrdersApi, jsonBody, operation, operations, type OrdersApi } from './orders-api.js';

const limiter = (
  name: string,
  key: LimiterDefinition['key'],
  count: number,
  more: Partial<LimiterDefinition> = {},
): LimiterDefinition => ({
  name,
  key,
  count,
  windowSeconds: 3600,
  burst: count,
  algorithm: 'gcra',
  unit: 'requests',
  onFailure: 'local',
  ...more,
});

const MONTH = 30 * 86_400;
const fixed = { algorithm: 'fixed', windowSeconds: MONTH } as const;

const definition: Partial<ApiDefinition> = {
  limiters: [
    limiter('ip', ['ip'], 1000),
    limiter('user', ['principal'], 5),
    limiter('company', ['tenant'], 3),
    limiter('key', ['apiKey'], 2),
    limiter('monthly', ['tenant'], 10, { ...fixed, unit: 'cost' }),
  ],
  ipRateLimit: ['ip'],
  plans: {
    default: 'free',
    plans: [
      { name: 'free', rates: [] },
      {
        name: 'pro',
        rates: [
          { limiter: 'user', count: 50, windowSeconds: 3600, burst: 50 },
          { limiter: 'monthly', count: 1000, windowSeconds: MONTH, burst: 1000 },
        ],
      },
    ],
  },
  operations: [
    operation('GET', '/mine', { name: 'getMine', rateLimit: ['ip', 'user'] }),
    operation('GET', '/ours', { name: 'getOurs', rateLimit: ['ip', 'user', 'company'] }),
    operation('GET', '/keys', { name: 'getKeys', rateLimit: ['ip', 'key'] }),
    operation('GET', '/free', { name: 'getFree', rateLimit: ['ip', 'monthly'], cost: 0 }),
    operation('POST', '/paid', {
      name: 'createPaid',
      rateLimit: ['ip', 'monthly'],
      cost: 4,
      requestBody: jsonBody,
      timeoutMs: 15_000,
    }),
    operation('GET', '/paid/{orderId}', {
      name: 'getPaid',
      rateLimit: ['ip', 'monthly'],
      cost: 4,
      parameters: operations.find(({ name }) => name === 'getOrder')!.parameters,
      access: operations.find(({ name }) => name === 'getOrder')!.access,
    }),
  ],
};

/** What the key store says of a key: `<user>.<tenant>.<plan>`, each but the first may be empty. */
function verify(key: string) {
  const [id = '', tenant = '', plan = ''] = key.split('.');
  if (id === '') return null;
  return {
    id,
    roles: [],
    createdAt: 0,
    ...(tenant === '' ? {} : { tenant }),
    ...(plan === '' ? {} : { plan }),
  };
}

describe.each(['node', 'fastify'] as const)('limits behind the %s door', (name) => {
  let orders: OrdersApi;
  let door: OpenDoor;
  let group = 0;

  beforeAll(async () => {
    const schemes = { key: { kind: 'apiKey', verify }, session: { kind: 'apiKey', verify } } as const;
    orders = createOrdersApi({ definition, options: { credentials: schemes } });
    door = await doors[name](orders.api);
  });
  afterAll(() => door.close());
  afterEach(() => {
    group += 1;
    for (const list of [orders.ran, orders.records]) list.length = 0;
    orders.next = null;
    orders.nextDecision = null;
  });

  /** Keys, tenants and addresses of their own for every test, so that none counts for another. */
  const own = (text: string): string => `${text}${group}`;
  const send = async (
    method: string,
    target: string,
    key: string,
    body?: string,
    ip = `198.51.100.${group}`,
  ): Promise<RawAnswer & { readonly limits: ParsedLimits }> => {
    const [id = '', tenant = '', plan = ''] = key.split('.');
    const answer = await exchangeText(
      door.port,
      requestText(
        method,
        `/v1${target}`,
        {
          Host: 'api.example.com',
          'X-Forwarded-For': ip,
          'X-API-Key': `${own(id)}.${tenant === '' ? '' : own(tenant)}.${plan}`,
          ...(body === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }),
        },
        body,
      ),
    );
    return { ...answer, limits: parsedLimits(answer.headers) };
  };
  const order = '{"quantity":1}';
  const pay = (key: string, body = order) => send('POST', '/paid', key, body);

  it('apply the plan of the key record, its changes at once', async () => {
    for (let request = 0; request < 5; request += 1) {
      const { status, limits } = await send('GET', '/mine', 'ann..free');
      expect(status).toBe(200);
      expect(limits.limits.get('user')!.r).toBe(4 - request);
      expect(limits.policies.get('user')).toEqual({ q: 5, w: 3600 });
    }
    expect((await send('GET', '/mine', 'ann..free')).status).toBe(429);
    const upgraded = await send('GET', '/mine', 'ann..pro');
    expect(upgraded.status).toBe(200);
    expect(upgraded.limits).toMatchObject({ limit: 50, remaining: 44 });
    expect(upgraded.limits.policies.get('user')).toEqual({ q: 50, w: 3600 });
    expect((await send('GET', '/mine', 'ann..enterprise')).status).toBe(429);
    expect(orders.ran).toHaveLength(6);
    expect(orders.records.map(({ stage, reason, status }) => [stage, reason, status])).toEqual([
      [10, 'rate-limited', 429],
      [10, 'rate-limited', 429],
    ]);
  });

  it('count a tenant as one, and callers without one by address', async () => {
    for (const key of ['ann.acme', 'bob.acme', 'eve.acme']) {
      expect((await send('GET', '/ours', key)).status).toBe(200);
    }
    const refused = await send('GET', '/ours', 'mia.acme');
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'rate-limited',
      'violated-policies': ['company'],
    });
    expect((await send('GET', '/ours', 'mia.other')).status).toBe(200);
    for (let request = 0; request < 3; request += 1) {
      expect((await send('GET', '/ours', `lone${request}`)).status).toBe(200);
    }
    expect((await send('GET', '/ours', 'lone3')).status).toBe(429);
    expect((await send('GET', '/ours', 'lone3', undefined, '198.51.100.250')).status).toBe(200);
  });

  it('charge none of the limiters where one refuses', async () => {
    for (let request = 0; request < 3; request += 1) await send('GET', '/ours', `u${request}.acme`);
    for (let request = 0; request < 10; request += 1) {
      const { status, limits } = await send('GET', '/ours', 'ann.acme');
      expect(status).toBe(429);
      expect(limits.limits.get('user')).toEqual({ r: 5, t: 0 });
      expect(limits.limits.get('company')!.r).toBe(0);
      expect(limits).toMatchObject({ limit: 3, remaining: 0 });
      expect(limits.retryAfter).toBeGreaterThanOrEqual(limits.limits.get('company')!.t);
    }
    expect((await send('GET', '/mine', 'ann.acme')).limits.limits.get('user')!.r).toBe(4);
  });

  it('fall back to the address where no key names the caller’s key', async () => {
    expect((await send('GET', '/keys', 'ann')).status).toBe(200);
    expect((await send('GET', '/keys', 'bob')).status).toBe(200);
    expect((await send('GET', '/keys', 'eve')).status).toBe(429);
  });

  it('charge the cost of what is valid and allowed, and refuse before the handler', async () => {
    const first = await pay('ann.acme');
    expect(first.status).toBe(200);
    expect(first.limits.limits.get('monthly')!.r).toBe(6);
    expect(first.limits).toMatchObject({ limit: 10, remaining: 6 });
    expect([...first.limits.policies]).toEqual([
      ['ip', { q: 1000, w: 3600 }],
      ['monthly', { q: 10, w: MONTH }],
    ]);
    const end = (Math.floor(Date.now() / (MONTH * 1000)) + 1) * MONTH;
    expect(first.limits.reset).toBe(end);
    expect((await pay('bob.acme')).status).toBe(200);
    const refused = await pay('ann.acme');
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ 'violated-policies': ['monthly'] });
    expect(refused.limits).toMatchObject({ limit: 10, remaining: 2, reset: end });
    expect(refused.limits.retryAfter).toBeGreaterThanOrEqual(refused.limits.limits.get('monthly')!.t);
    expect(orders.ran).toEqual(['createPaid', 'createPaid']);
    expect(orders.records.at(-1)).toMatchObject({
      kind: 'decision',
      outcome: 'denied',
      stage: 16,
      reason: 'rate-limited',
      status: 429,
    });
    expect((await pay('ann.acme.pro')).limits.limits.get('monthly')!.r).toBe(1000 - 12);
  });

  it('take nothing of a quota for what is refused earlier, or costs nothing', async () => {
    expect((await pay('ann.acme', '{"quantity":')).status).toBe(400);
    expect((await pay('ann.acme', '{}')).status).toBe(400);
    expect((await send('GET', '/paid/403', 'ann.acme')).status).toBe(404);
    orders.nextDecision = () => deny();
    expect((await send('GET', '/paid/5', 'ann.acme')).status).toBe(404);
    const free = await send('GET', '/free', 'ann.acme');
    expect(free.status).toBe(200);
    expect([...free.limits.limits.keys()]).toEqual(['ip']);
    expect((await pay('ann.acme')).limits.limits.get('monthly')!.r).toBe(6);
  });

  it.each([
    ['a refusal', () => problem(409, 'conflict'), 409],
    ['a refusal with content', () => ({ status: 409, body: { id: 1 } }), 409],
    ['a failure', () => Promise.reject(new Error('canary')), 500],
    ['a stub', () => problem(501, 'not-implemented'), 501],
    ['a reply that is not as declared', () => ({ status: 201, body: { id: 'canary' } }), 500],
  ] as const)('give the cost of %s back, and say so', async (_, next, status) => {
    orders.next = next;
    const refunded = await send('GET', '/paid/5', 'ann.acme');
    expect(refunded.status).toBe(status);
    expect(refunded.limits.limits.get('monthly')).toEqual({ r: 10, t: 0 });
    orders.next = null;
    expect((await pay('ann.acme')).limits.limits.get('monthly')!.r).toBe(6);
  });

  it('keep the cost where nobody knows what the handler did', async () => {
    orders.next = () => new Promise(() => undefined);
    const late = await send('GET', '/paid/5', 'ann.acme');
    expect(late.status).toBe(503);
    expect(late.limits.limits.get('monthly')!.r).toBe(6);
    orders.next = null;
    expect((await pay('ann.acme')).limits.limits.get('monthly')!.r).toBe(2);
  });

  it('give the cost back where the intent cannot be recorded', async () => {
    orders.auditFails = true;
    const failed = await pay('ann.acme');
    orders.auditFails = false;
    expect(failed.status).toBe(503);
    expect(failed.limits.limits.get('monthly')!.r).toBe(10);
    expect((await pay('ann.acme')).limits.limits.get('monthly')!.r).toBe(6);
  });

  it('let no parallel requests outrun a quota', async () => {
    const running: (() => void)[] = [];
    orders.next = () =>
      new Promise((resolve) => {
        running.push(() => resolve({ status: 201, body: { id: 1 } }));
      });
    const answers = Array.from({ length: 12 }, () => pay('ann.acme'));
    while (running.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const finish of running) finish();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(2);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(orders.ran).toHaveLength(2);
  });
});
