/** What policy and handler share: opened before the policy, settled once, by the outcome. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allow, deny, scope } from '../../../../src/runtime/authorize/decision.js';
import type {
  ContextOpener,
  ContextOutcome,
  ContextRequest,
  OpenContext,
} from '../../../../src/runtime/core/context.js';
import type { OperationDefinition } from '../../../../src/runtime/core/definition.js';
import { type HandlerRequest, problem } from '../../../../src/runtime/core/handler.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import {
  createOrdersApi,
  definition,
  KEYS,
  operation,
  operations as ordinary,
  orderReplies,
  type OrdersApi,
} from './orders-api.js';

const operations: readonly OperationDefinition[] = [
  ...ordinary,
  operation('GET', '/moved', {
    name: 'getMoved',
    replies: [
      ...orderReplies,
      { status: '303', content: [], headers: [] },
      { status: '5XX', content: [], headers: [] },
    ],
  }),
  operation('GET', '/file', {
    name: 'getFile',
    replies: [{ status: '200', content: [{ mediaType: 'image/png', codec: 'binary' }], headers: [] }],
  }),
  operation('GET', '/list', {
    name: 'getList',
    replies: [{ status: '200', content: [{ mediaType: 'application/json', codec: 'json' }], headers: [] }],
    validators: () => Promise.resolve({ parameters: null, bodies: [], replies: [[null]] }),
    access: {
      kind: 'authenticated',
      roles: [],
      tenant: null,
      object: { policy: 'list', type: 'order', id: null, deny: 404, list: { items: '' } },
    },
  }),
];

const later = (ms = 0) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.each(Object.entries(doors))('behind the %s door', (_name, openDoor) => {
  let orders: OrdersApi;
  let door: OpenDoor;
  /** What happened, in order. */
  let events: string[];
  let opened: ContextRequest[];
  let open: ContextOpener;
  let settle: (outcome: ContextOutcome) => void | PromiseLike<void>;

  beforeEach(async () => {
    events = [];
    opened = [];
    settle = () => undefined;
    open = (): OpenContext => ({
      value: { number: opened.length },
      settle: (outcome) => {
        events.push(outcome);
        return settle(outcome);
      },
    });
    orders = createOrdersApi({
      definition: { operations },
      options: {
        context: (request) => {
          events.push('open');
          opened.push(request);
          return open(request);
        },
        policies: {
          order: (request) => {
            events.push('policy');
            orders.policyRequests.push(request);
            return orders.nextDecision?.(request) ?? allow({ id: request.id });
          },
          list: { scope: () => scope('all'), allows: (item) => item === 'mine' },
        },
      },
    });
    door = await openDoor(orders.api);
  });

  afterEach(() => door.close());

  const send = (method: string, target: string, body = '', headers = {}): Promise<RawAnswer> => {
    const framing =
      body === '' ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const all = { Host: 'api.example.com', 'X-API-Key': KEYS.user, ...framing, ...headers };
    return exchangeText(door.port, requestText(method, `/v1${target}`, all, body));
  };

  /** The handler says when it ran, and does what a test is about. */
  const handle = (run: (request: HandlerRequest) => unknown): void => {
    orders.next = (request) => {
      events.push('handler');
      return run(request) as never;
    };
  };

  describe('a commit', () => {
    it('follows a good reply: the policy and the handler have shared one context', async () => {
      let shared: unknown;
      handle(({ context }) => {
        shared = context;
        return { status: 200, body: { id: 1 } };
      });
      orders.nextDecision = ({ id, context }) => allow({ id, context });
      expect((await send('GET', '/orders/5')).status).toBe(200);
      expect(events).toEqual(['open', 'policy', 'handler', 'commit']);
      expect(shared).toEqual({ number: 1 });
      expect(orders.requests[0]!.grant?.object).toEqual({ id: 5, context: shared });
      expect(opened[0]).toMatchObject({
        operation: 'getOrder',
        method: 'GET',
        path: { orderId: 5 },
        principal: { id: KEYS.user },
      });
    });

    it('comes before the reply leaves', async () => {
      let finish: (() => void) | undefined;
      settle = () =>
        new Promise((resolve) => {
          finish = resolve;
        });
      handle(() => ({ status: 200, body: { id: 1 } }));
      let answered = false;
      const answer = send('GET', '/orders').then((received) => {
        answered = true;
        return received;
      });
      while (!events.includes('commit')) await later(5);
      await later(20);
      expect([events, answered]).toEqual([['open', 'handler', 'commit'], false]);
      finish!();
      expect((await answer).status).toBe(200);
    });

    it('follows redirections and answers without content, of operations without a policy too', async () => {
      for (const status of [204, 303]) {
        events = [];
        handle(() => ({ status }));
        expect((await send('GET', '/moved')).status).toBe(status);
        expect(events).toEqual(['open', 'handler', 'commit']);
      }
      events = [];
      orders.next = null;
      expect(
        (await exchangeText(door.port, requestText('GET', '/v1/status', { Host: 'api.example.com' }))).status,
      ).toBe(200);
      expect(events).toEqual(['open', 'commit']);
    });

    it('waits for nothing asynchronous it need not wait for, and for everything it must', async () => {
      const context = open;
      open = (request) => Promise.resolve(context(request));
      settle = () => Promise.resolve();
      handle(() => Promise.resolve({ status: 200, body: { id: 1 } }));
      orders.nextDecision = () => Promise.resolve(allow({}));
      expect((await send('GET', '/orders/5')).body).toBe('{"id":1}');
      expect(events).toEqual(['open', 'policy', 'handler', 'commit']);
    });

    it.each<[string, () => void | Promise<void>]>([
      [
        'throws',
        () => {
          throw new Error('canary');
        },
      ],
      ['rejects', () => Promise.reject(new Error('canary'))],
    ])('that %s makes the answer an error', async (_how, fail) => {
      settle = fail;
      handle(() => ({ status: 201, body: { id: 1 }, headers: { Location: '/v1/canary' } }));
      const answer = await send('POST', '/orders', '{"quantity":1}');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('canary');
      expect(events).toEqual(['open', 'handler', 'commit']);
      expect(
        orders.records.map(({ kind, outcome, stage, reason }) => [kind, outcome, stage, reason]),
      ).toEqual([
        ['intent', undefined, undefined, undefined],
        ['outcome', 'failed', 18, 'context-not-committed'],
      ]);
      expect(orders.log.filter(({ level }) => level === 'error')).toHaveLength(1);
    });

    it('that fails closes the stream that would have been sent', async () => {
      settle = () => Promise.reject(new Error('down'));
      const body = new Readable({ read: () => undefined });
      handle(() => ({ status: 200, body }));
      expect((await send('GET', '/file')).status).toBe(500);
      expect(body.destroyed).toBe(true);
    });

    it('that outlasts the deadline leaves the outcome unknown', async () => {
      let finish: (() => void) | undefined;
      settle = () =>
        new Promise((resolve) => {
          finish = resolve;
        });
      handle(() => ({ status: 201, body: { id: 1 } }));
      const answer = await send('POST', '/orders', '{"quantity":1}');
      expect(answer.status).toBe(503);
      finish!();
      await later();
      expect(events).toEqual(['open', 'handler', 'commit']);
      expect(orders.records.at(-1)).toMatchObject({
        kind: 'outcome',
        outcome: 'unknown',
        stage: 18,
        status: 503,
        reason: 'deadline-exceeded',
      });
    });
  });

  describe('a rollback', () => {
    const refusals: readonly [what: string, set: () => void, target: string, status: number][] = [
      ['the policy denies', () => (orders.nextDecision = () => deny()), '/orders/5', 404],
      ['the policy breaks', () => (orders.nextDecision = () => true as never), '/orders/5', 500],
      ['the handler answers a problem', () => handle(() => problem(409, 'conflict')), '/orders', 409],
      [
        'the handler answers a declared error',
        () => handle(() => ({ status: 409, body: { id: 1 } })),
        '/orders/5',
        409,
      ],
      ['the handler answers a server error', () => handle(() => ({ status: 502 })), '/moved', 502],
      [
        'the handler throws',
        () =>
          handle(() => {
            throw new Error('canary');
          }),
        '/orders',
        500,
      ],
      ['the handler rejects', () => handle(() => Promise.reject(new Error('canary'))), '/orders', 500],
      [
        'the reply is not as declared',
        () => handle(() => ({ status: 200, body: { id: 'canary' } })),
        '/orders',
        500,
      ],
      ['the status is not declared', () => handle(() => ({ status: 202 })), '/orders', 500],
      [
        'a list holds what the caller may not see',
        () => handle(() => ({ status: 200, body: ['mine', 'canary'] })),
        '/list',
        500,
      ],
    ];

    it.each(refusals)('follows where %s', async (_what, set, target, status) => {
      set();
      const answer = await send('GET', target);
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('canary');
      expect(events.filter((event) => event !== 'policy' && event !== 'handler')).toEqual([
        'open',
        'rollback',
      ]);
    });

    it('follows where the intent cannot be recorded, and the handler does not run', async () => {
      orders.auditFails = true;
      expect((await send('POST', '/orders', '{"quantity":1}')).status).toBe(503);
      expect(events).toEqual(['open', 'rollback']);
      expect(orders.ran).toEqual([]);
    });

    it('that fails is logged, and changes nothing of the answer', async () => {
      for (const fail of [
        () => {
          throw new Error('canary');
        },
        () => Promise.reject(new Error('canary')),
      ]) {
        settle = fail;
        handle(() => problem(409, 'conflict'));
        expect((await send('GET', '/orders')).status).toBe(409);
        await later();
      }
      expect(orders.log.map(({ message }) => message)).toEqual([
        'A context was not rolled back',
        'A context was not rolled back',
      ]);
    });

    it('follows a deadline, after the signal: what the handler does later cannot use the context', async () => {
      let request: HandlerRequest | undefined;
      let finish: (() => void) | undefined;
      handle((received) => {
        request = received;
        received.signal.addEventListener('abort', () => events.push('abort'));
        return new Promise((resolve) => {
          finish = () => resolve({ status: 201, body: { id: 1 } });
        });
      });
      expect((await send('POST', '/orders', '{"quantity":1}')).status).toBe(503);
      expect(events).toEqual(['open', 'handler', 'abort', 'rollback']);
      expect(() => request!.context).toThrow('settled');
      finish!();
      await later();
      expect(events).toHaveLength(4);
      expect(orders.records.at(-1)).toMatchObject({ outcome: 'unknown', stage: 17, status: 503 });
    });

    it('follows the deadline of a policy, after its signal', async () => {
      orders.nextDecision = ({ signal }) => {
        signal.addEventListener('abort', () => events.push('abort'));
        return new Promise(() => undefined);
      };
      expect((await send('GET', '/orders/5')).status).toBe(503);
      expect(events).toEqual(['open', 'policy', 'abort', 'rollback']);
      expect(orders.ran).toEqual([]);
    });

    it('follows a context that was opened after the deadline', async () => {
      const context = open;
      let finish: (() => void) | undefined;
      open = (request) =>
        new Promise((resolve) => {
          finish = () => resolve(context(request));
        });
      expect((await send('GET', '/orders/5')).status).toBe(503);
      expect(events).toEqual(['open']);
      finish!();
      await later();
      expect(events).toEqual(['open', 'rollback']);
      expect(orders.ran).toEqual([]);
    });

    it('follows a client that goes away, whatever its handler answers', async () => {
      let finish: (() => void) | undefined;
      handle(
        () =>
          new Promise((resolve) => {
            finish = () => resolve({ status: 201, body: { id: 1 } });
          }),
      );
      const socket = connect(door.port, '127.0.0.1');
      await once(socket, 'connect');
      const headers = {
        Host: 'api.example.com',
        'X-API-Key': KEYS.user,
        'Content-Type': 'application/json',
        'Content-Length': '14',
      };
      socket.write(requestText('POST', '/v1/orders', headers, '{"quantity":1}'));
      while (!events.includes('handler')) await later(5);
      socket.destroy();
      await later(30);
      finish!();
      await later(10);
      expect(events).toEqual(['open', 'handler', 'rollback']);
      expect(orders.records.at(-1)).toMatchObject({
        kind: 'outcome',
        outcome: 'failed',
        reason: 'client-gone',
      });
    });
  });

  describe('no context', () => {
    it.each([
      ['without credentials', 'GET', '/orders/5', '', { 'X-API-Key': 'forged' }, 401],
      ['without the role', 'DELETE', '/admin/orders', '', {}, 403],
      ['with an invalid request', 'POST', '/orders', '{"quantity":"x"}', {}, 400],
      ['for an undecided operation', 'GET', '/undecided', '', {}, 403],
      ['for a path nobody serves', 'GET', '/nowhere', '', {}, 404],
      ['for OPTIONS', 'OPTIONS', '/orders', '', {}, 204],
    ])('is opened %s', async (_what, method, target, body, headers, status) => {
      expect((await send(method, target, body, headers)).status).toBe(status);
      expect(events).toEqual([]);
    });

    it.each<[string, ContextOpener]>([
      [
        'throws',
        () => {
          throw new Error('canary');
        },
      ],
      ['rejects', () => Promise.reject(new Error('canary'))],
      ['answers nothing', () => undefined as never],
      ['answers what cannot be settled', () => ({ value: 1 }) as never],
    ])('is there where opening %s: nothing runs', async (_how, fail) => {
      open = fail;
      const answer = await send('POST', '/orders', '{"quantity":1}');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('canary');
      expect([events, orders.ran]).toEqual([['open'], []]);
      expect(orders.records).toHaveLength(1);
      expect(orders.records[0]).toMatchObject({ outcome: 'denied', stage: 15, reason: 'context-not-opened' });
    });
  });
});

describe('without the option', () => {
  it('the context is undefined', async () => {
    const orders = createOrdersApi();
    await orders.api.inject({ target: '/v1/orders', headers: { 'X-API-Key': KEYS.user } });
    expect(orders.requests[0]!.context).toBeUndefined();
  });

  it('start-up refuses what is no function', () => {
    expect(() => createOrdersApi({ definition, options: { context: {} as never } })).toThrow(/context/);
  });
});

describe('what stage 16 took', () => {
  it('is given back where the commit fails', async () => {
    const limiter = {
      name: 'paid',
      key: ['principal'],
      count: 2,
      windowSeconds: 60,
      burst: 2,
      algorithm: 'gcra',
      unit: 'cost',
      onFailure: 'local',
    } as const;
    let fails = true;
    const orders = createOrdersApi({
      definition: {
        limiters: [...definition.limiters, limiter],
        operations: [operation('GET', '/orders', { name: 'listOrders', rateLimit: ['paid'] })],
      },
      options: {
        context: () => ({
          value: null,
          settle: () => (fails ? Promise.reject(new Error('down')) : undefined),
        }),
      },
    });
    const status = async () =>
      (await orders.api.inject({ target: '/v1/orders', headers: { 'X-API-Key': KEYS.user } })).status;
    for (let request = 0; request < 4; request += 1) expect(await status()).toBe(500);
    fails = false;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
  });
});
