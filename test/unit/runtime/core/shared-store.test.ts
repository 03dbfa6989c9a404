/** Limits of several processes that share a store, through sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiDefinition } from '../../../../src/runtime/core/definition.js';
import { problem } from '../../../../src/runtime/core/handler.js';
import { StartupError } from '../../../../src/runtime/core/startup-problem.js';
import type { LimiterStore } from '../../../../src/runtime/limit/store.js';
import { doors, exchangeText, type OpenDoor, requestText } from '../doors/raw-client.js';
import { parsedLimits } from '../limit/parsed-limits.js';
import { ScriptStore } from '../limit/script-store.js';
import { createOrdersApi, jsonBody, KEYS, operation, type OrdersApi } from './orders-api.js';

const rates = { perAccount: { count: 5, windowSeconds: 900 }, perIp: { count: 500, windowSeconds: 3600 } };
const common = { windowSeconds: 3600, algorithm: 'gcra', onFailure: 'local' } as const;

const definition: Partial<ApiDefinition> = {
  limiters: [
    { name: 'ip', key: ['ip'], count: 1000, burst: 1000, unit: 'requests', ...common },
    { name: 'user', key: ['principal'], count: 100, burst: 100, unit: 'requests', ...common },
    { name: 'all', key: ['global'], count: 100, burst: 100, unit: 'requests', ...common },
    { name: 'paid', key: ['principal'], count: 20, burst: 20, unit: 'cost', ...common },
  ],
  ipRateLimit: ['ip'],
  operations: [
    operation('GET', '/paid', { name: 'getPaid', rateLimit: ['ip', 'user', 'all', 'paid'], cost: 3 }),
    operation('POST', '/login', {
      name: 'login',
      requirements: [],
      access: { kind: 'public' },
      rateLimit: [],
      requestBody: jsonBody,
      login: { account: { in: 'body', pointer: '/quantity' }, ...rates },
    }),
  ],
};

const secret = 'a secret of more than thirty-two bytes';
const open: OpenDoor[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

async function start(name: 'node' | 'fastify', limiter: LimiterStore): Promise<[OrdersApi, OpenDoor]> {
  const orders = createOrdersApi({ definition, options: { stores: { limiter }, secret } });
  const door = await doors[name](orders.api);
  open.push(door);
  return [orders, door];
}

const headers = { Host: 'api.example.com', 'X-API-Key': KEYS.user };
const get = (door: OpenDoor) => exchangeText(door.port, requestText('GET', '/v1/paid', headers));
const login = (door: OpenDoor) =>
  exchangeText(
    door.port,
    requestText(
      'POST',
      '/v1/login',
      { ...headers, 'Content-Type': 'application/json', 'Content-Length': '14' },
      '{"quantity":7}',
    ),
  );

describe.each(['node', 'fastify'] as const)('a shared store behind the %s door', (name) => {
  it('is asked once per decision, and given back in one call', async () => {
    const store = new ScriptStore();
    const [orders, door] = await start(name, store);
    orders.next = () => problem(409, 'conflict');
    const answer = await get(door);
    expect(answer.status).toBe(409);
    expect(store.calls).toEqual(['decide ip', 'decide user all', 'decide paid', 'settle paid:refund']);
    const { limits } = parsedLimits(answer.headers);
    expect([...limits].map(([limiter, { r }]) => [limiter, r])).toEqual([
      ['ip', 999],
      ['user', 99],
      ['all', 99],
      ['paid', 20],
    ]);
    expect([...store.hashes.keys()].join(' ')).not.toContain(KEYS.user);
    expect([...store.hashes.keys()].join(' ')).not.toContain('127.0.0.1');
  });

  it('counts for all processes together', async () => {
    const store = new ScriptStore();
    const [, one] = await start(name, store);
    const [, other] = await start(name, store);
    await get(one);
    expect(parsedLimits((await get(other)).headers).limits.get('paid')!.r).toBe(14);
  });

  it('lets five of fifty parallel guesses through two processes run', async () => {
    const store = new ScriptStore();
    const processes = [await start(name, store), await start(name, store)];
    for (const [orders] of processes)
      orders.next = () => Promise.resolve(problem(401, 'invalid-credentials'));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => login(processes[index % 2]![1])),
    );
    expect(processes.flatMap(([orders]) => orders.ran)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(45);
  });

  it('that is down refuses logins, and lets others count for themselves', async () => {
    const down: LimiterStore = {
      name: 'down',
      shared: true,
      decide: () => Promise.reject(new Error('connection refused')),
      settle: () => Promise.reject(new Error('connection refused')),
    };
    const [orders, door] = await start(name, down);
    const refused = await login(door);
    expect(refused.status).toBe(503);
    expect(refused.body).toContain('limiter-unavailable');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(orders.ran).toEqual([]);
    expect(orders.records.at(-1)).toMatchObject({ stage: 16, reason: 'login-guard-unavailable' });
    orders.next = () => problem(409, 'conflict');
    const answer = await get(door);
    expect(answer.status).toBe(409);
    // What was counted here is given back here.
    expect(parsedLimits(answer.headers).limits.get('paid')!.r).toBe(20);
    orders.next = null;
    expect(parsedLimits((await get(door)).headers).limits.get('paid')!.r).toBe(17);
  });
});

describe.each(['node', 'fastify'] as const)('a store that is down behind the %s door', (name) => {
  it('opens limiters that say so, and the audit trail says that it did', async () => {
    const down: LimiterStore = {
      name: 'down',
      shared: true,
      decide: () => Promise.reject(new Error('connection refused')),
      settle: () => Promise.reject(new Error('connection refused')),
    };
    const limiters = definition.limiters!.map((entry) =>
      entry.name === 'user' ? { ...entry, count: 1, burst: 1, onFailure: 'open' as const } : entry,
    );
    const orders = createOrdersApi({
      definition: { ...definition, limiters },
      options: { stores: { limiter: down }, secret },
    });
    const door = await doors[name](orders.api);
    for (let sent = 0; sent < 3; sent += 1) expect((await get(door)).status).toBe(200);
    expect(orders.ran).toHaveLength(3);
    const alarms = (): object[] => orders.records.filter(({ kind }) => kind === 'alarm');
    expect(alarms()).toMatchObject([{ kind: 'alarm', reason: 'limiter-open', count: 1 }]);
    await door.close();
    await orders.api.close();
    expect(alarms()).toMatchObject([{ count: 1 }, { kind: 'alarm', reason: 'limiter-open', count: 2 }]);
  });
});

const problemsOf = (options: object): readonly string[] => {
  try {
    createOrdersApi({ definition, options });
    return [];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return error.problems.map(({ name }) => name);
  }
};

describe('a shared store', () => {
  it('that answers after the deadline gets back what it took', async () => {
    const store = new ScriptStore();
    const late: (() => void)[] = [];
    const slow: LimiterStore = {
      name: 'slow',
      shared: true,
      decide: async (entries, now) => {
        const decision = await store.decide(entries, now);
        const isLate = entries.some(({ rule }) => rule.name === 'paid' || rule.name.startsWith('login'));
        if (isLate) await new Promise<void>((resolve) => late.push(resolve));
        return decision;
      },
      settle: (settlements, now) => store.settle(settlements, now),
    };
    const operations = definition.operations!.map((entry) => ({ ...entry, timeoutMs: 10 }));
    const { api, ran } = createOrdersApi({
      definition: { ...definition, operations },
      options: { stores: { limiter: slow }, secret },
    });
    const sent = { 'X-API-Key': KEYS.user, 'Content-Type': 'application/json' };
    const requests = [
      { method: 'GET', target: '/v1/paid', headers: sent },
      { method: 'POST', target: '/v1/login', headers: sent, body: '{"quantity":7}' },
    ];
    for (const request of requests) {
      expect((await api.inject(request)).status).toBe(503);
      late.pop()!();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(store.calls.filter((call) => call.startsWith('settle'))).toEqual([
      'settle paid:refund',
      'settle login-account:refund login-ip:refund',
    ]);
    expect(ran).toEqual([]);
  });

  it('needs a secret that all processes have', () => {
    const stores = { limiter: new ScriptStore() };
    expect(problemsOf({ stores })).toEqual(['secret']);
    expect(problemsOf({ stores, secret: 'short' })).toEqual(['secret']);
    expect(problemsOf({ stores, secret })).toEqual([]);
    expect(problemsOf({ stores, secret: new Uint8Array(32) })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });
});
