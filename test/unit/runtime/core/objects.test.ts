/** Object-level decisions over raw sockets: creation by PUT, lists and their items, tenants, `deny`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  absent,
  allow,
  allowCreate,
  deny,
  scope,
  undecided,
} from '../../../../src/runtime/authorize/decision.js';
import type {
  AccessDefinition,
  ObjectDefinition,
  OperationDefinition,
  ParameterDefinition,
} from '../../../../src/runtime/core/definition.js';
import type {
  CreationPolicy,
  HandlerReply,
  ListPolicy,
  ListPolicyRequest,
} from '../../../../src/runtime/core/handler.js';
import { problem } from '../../../../src/runtime/core/handler.js';
import type { OperationValidators, ReplyCheck } from '../../../../src/runtime/core/operation-validators.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { createOrdersApi, jsonBody, operation, orderReply, type OrdersApi } from './orders-api.js';

const parameter = (place: 'path' | 'query' | 'header', name: string): ParameterDefinition => ({
  name,
  in: place,
  required: place === 'path',
  style: place === 'query' ? 'form' : 'simple',
  explode: false,
  allowEmptyValue: false,
  json: false,
  shape: { kind: 'string' },
  default: null,
});

function guarded(
  tenant: (AccessDefinition & { kind: 'authenticated' })['tenant'],
  object: ObjectDefinition | null,
): AccessDefinition {
  return { kind: 'authenticated', roles: [], tenant, object };
}

const order: ObjectDefinition = {
  policy: 'order',
  type: 'order',
  id: { in: 'path', name: 'orderId' },
  deny: 404,
  list: null,
};

/** Writes the ids of whatever the handler returned. */
const idsReply: ReplyCheck = {
  ...orderReply,
  write: (value) => JSON.stringify(value, (key, member: unknown) => (key === 'owner' ? undefined : member)),
};

const anyBody: OperationValidators['bodies'][number] = {
  ...(await operation('PUT', '/x', { name: 'x' }).validators()).bodies[0]!,
  validate: () => null,
  finish: (value) => ({ ok: true, value }),
};

const open: Partial<OperationDefinition> = {
  validators: () =>
    Promise.resolve({
      parameters: null,
      bodies: [anyBody],
      replies: [[idsReply], [idsReply], [], [idsReply]],
    }),
};

const operations: readonly OperationDefinition[] = [
  operation('GET', '/orders', {
    ...open,
    name: 'listOrders',
    access: guarded(null, {
      policy: 'orders',
      type: 'order',
      id: null,
      deny: 404,
      list: { items: '/page/items' },
    }),
  }),
  operation('GET', '/shops/{shopId}/orders', {
    ...open,
    name: 'listShopOrders',
    parameters: [parameter('path', 'shopId')],
    access: guarded(null, {
      policy: 'orders',
      type: 'shop',
      id: { in: 'path', name: 'shopId' },
      deny: 403,
      list: { items: '' },
    }),
  }),
  ...(['GET', 'PUT', 'DELETE'] as const).map((method) =>
    operation(method, '/orders/{orderId}', {
      ...open,
      name: `${method.toLowerCase()}Order`,
      parameters: [parameter('path', 'orderId')],
      requestBody: method === 'PUT' ? jsonBody : null,
      access: guarded(null, order),
    }),
  ),
  operation('GET', '/shown/{orderId}', {
    name: 'getShown',
    parameters: [parameter('path', 'orderId')],
    access: guarded(null, { ...order, deny: 403 }),
  }),
  operation('GET', '/tenant', { name: 'getTenant', access: guarded(true, null) }),
  operation('GET', '/tenants/{tenantId}/{orderId}', {
    name: 'getTenantPath',
    parameters: [parameter('path', 'tenantId'), parameter('path', 'orderId')],
    access: guarded({ in: 'path', name: 'tenantId' }, order),
  }),
  operation('GET', '/by-query', {
    name: 'getTenantQuery',
    parameters: [parameter('query', 'tenant')],
    access: guarded({ in: 'query', name: 'tenant' }, null),
  }),
  operation('GET', '/by-header', {
    name: 'getTenantHeader',
    parameters: [parameter('header', 'X-Tenant')],
    access: guarded({ in: 'header', name: 'x-tenant' }, null),
  }),
  operation('PUT', '/by-body/{orderId}', {
    ...open,
    name: 'putTenantBody',
    parameters: [parameter('path', 'orderId')],
    requestBody: jsonBody,
    access: guarded({ in: 'body', pointer: '/shop/tenant' }, order),
  }),
  operation('GET', '/optional', {
    name: 'getOptional',
    requirements: [{ credentials: [] }, { credentials: [{ scheme: 'key', scopes: [], roles: [] }] }],
    access: guarded(true, null),
  }),
];

interface Item {
  readonly id: number;
  readonly owner?: string;
}

const page = (...items: readonly unknown[]): HandlerReply => ({
  status: 200,
  body: { page: { items } },
});

const start = (policies: Readonly<Record<string, unknown>>) => () =>
  createOrdersApi({ definition: { operations }, options: { policies: policies as never } });

describe.each(Object.entries(doors))('behind the %s door', (_name, openDoor) => {
  let orders: OrdersApi;
  let door: OpenDoor;
  let decide: CreationPolicy;
  let list: ListPolicy<ListPolicyRequest, Item>;
  let asked: ListPolicyRequest[];
  let seen: Item[];

  beforeEach(async () => {
    asked = [];
    seen = [];
    decide = () => allow({ total: 1 });
    list = {
      scope: ({ principal }) => scope({ owner: principal!.id }),
      allows: ({ owner }, { principal }) => owner === principal!.id,
    };
    orders = createOrdersApi({
      definition: { operations },
      options: {
        policies: {
          order: (request) => {
            orders.policyRequests.push(request);
            return decide(request);
          },
          orders: {
            scope: (request) => {
              asked.push(request);
              return list.scope(request);
            },
            allows: (item, request) => {
              seen.push(item as Item);
              return list.allows(item as Item, request);
            },
          },
        },
        credentials: {
          key: {
            kind: 'apiKey',
            verify: (key) => (key === 'none' ? { id: 'ada' } : { id: 'ada', tenant: key }),
          },
          session: { kind: 'apiKey', verify: () => null },
        },
      },
    });
    door = await openDoor(orders.api);
  });

  afterEach(() => door.close());

  const send = (
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<RawAnswer> => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const framing =
      body === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) };
    const all = { Host: 'api.example.com', 'X-API-Key': 'acme', ...framing, ...headers };
    return exchangeText(door.port, requestText(method, `/v1${target}`, all, text));
  };

  const expectRefusal = (
    answer: RawAnswer,
    [status, code, stage]: readonly [number, string, number],
    record: Readonly<Record<string, unknown>> = {},
  ): void => {
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([status, code]);
    expect(orders.ran).toEqual([]);
    expect(orders.records).toHaveLength(1);
    expect(orders.records[0]).toMatchObject({
      kind: 'decision',
      outcome: 'denied',
      stage,
      status,
      ...record,
    });
  };

  describe('PUT that may create', () => {
    it('gets a grant without an object', async () => {
      decide = () => allowCreate('o1', '$owner');
      expect((await send('PUT', '/orders/o1', {}, { quantity: 1 })).status).toBe(200);
      expect(orders.requests[0]!.grant).toEqual({ id: 'o1', object: null, as: '$owner', created: true });
      expect(orders.requests[0]!.path).toEqual({});
      expect(orders.records.map(({ kind, object }) => [kind, object])).toEqual([
        ['intent', { type: 'order', id: 'o1' }],
        ['outcome', { type: 'order', id: 'o1' }],
      ]);
    });

    it('still replaces what is there', async () => {
      await send('PUT', '/orders/o1', {}, { quantity: 1 });
      expect(orders.requests[0]!.grant).toEqual({
        id: 'o1',
        object: { total: 1 },
        as: null,
        created: false,
      });
    });

    it('is refused where the policy names another id', async () => {
      decide = () => allowCreate('o2');
      const answer = await send('PUT', '/orders/o1', {}, { quantity: 1 });
      expectRefusal(answer, [500, 'internal-error', 15], { reason: 'policy-failed' });
    });

    it.each(['GET', 'DELETE'])('is PUT alone: %s is refused', async (method) => {
      decide = () => allowCreate('o1');
      expectRefusal(await send(method, '/orders/o1'), [500, 'internal-error', 15], {
        reason: 'policy-failed',
      });
      expect(
        orders.log.some(({ level, message }) => level === 'error' && message === 'A policy failed'),
      ).toBe(true);
    });

    it('denies like any other', async () => {
      decide = () => deny();
      expectRefusal(await send('PUT', '/orders/o1', {}, { quantity: 1 }), [404, 'not-found', 15]);
    });
  });

  it('answers deny: 403 with its own code, and absence with 404', async () => {
    decide = () => deny();
    expectRefusal(await send('GET', '/shown/o1'), [403, 'object-denied', 15], {
      reason: 'policy-denied',
      object: { type: 'order', id: 'o1' },
    });
    orders.records.length = 0;
    decide = () => absent();
    expectRefusal(await send('GET', '/shown/o1'), [404, 'not-found', 15]);
  });

  describe('a list', () => {
    it('hands its scope to the handler, and lets allowed items leave', async () => {
      orders.next = () => page({ id: 1, owner: 'ada' }, { id: 2, owner: 'ada' });
      const answer = await send('GET', '/orders');
      expect(answer.status).toBe(200);
      expect(answer.body).toBe('{"page":{"items":[{"id":1},{"id":2}]}}');
      expect(orders.requests[0]).toMatchObject({ scope: { owner: 'ada' }, grant: null });
      expect(asked[0]).toMatchObject({ operation: 'listOrders', id: null });
      // The policy sees what the handler returned, whatever the reply declares of it.
      expect(seen).toEqual([
        { id: 1, owner: 'ada' },
        { id: 2, owner: 'ada' },
      ]);
      expect(orders.records).toEqual([]);
    });

    it('lets an empty page, an empty answer, and what is no success leave', async () => {
      for (const [reply, status] of [
        [page(), 200],
        [{ status: 204 }, 204],
        [{ status: 409, body: { why: 'x' } }, 409],
        [problem(409, 'conflict'), 409],
      ] as const) {
        orders.next = () => reply;
        expect((await send('GET', '/orders')).status).toBe(status);
      }
      expect(seen).toEqual([]);
    });

    it('waits for asynchronous policies', async () => {
      list = {
        scope: () => Promise.resolve(scope('all')),
        allows: ({ owner }) => Promise.resolve(owner === 'ada'),
      };
      orders.next = () => page({ id: 1, owner: 'ada' });
      expect((await send('GET', '/orders')).body).toBe('{"page":{"items":[{"id":1}]}}');
      orders.next = () => page({ id: 1, owner: 'ada' }, { id: 2, owner: 'canary' });
      expect((await send('GET', '/orders')).status).toBe(500);
    });

    it.each<[what: string, decision: () => unknown, refusal: [number, string], reason: string]>([
      ['a denial', () => deny(), [404, 'not-found'], 'policy-denied'],
      ['absence', () => absent(), [404, 'not-found'], 'object-absent'],
      ['a stub', undecided, [403, 'policy-undecided'], 'policy-undecided'],
      ['a bare value', () => ({ owner: 'ada' }), [500, 'internal-error'], 'policy-failed'],
      ['a forged scope', () => ({ kind: 'scope', value: 1 }), [500, 'internal-error'], 'policy-failed'],
      ['an object decision', () => allow({}), [500, 'internal-error'], 'policy-failed'],
      ['a creation', () => allowCreate(1), [500, 'internal-error'], 'policy-failed'],
      ['nothing', () => undefined, [500, 'internal-error'], 'policy-failed'],
      [
        'an exception',
        () => {
          throw new Error('canary');
        },
        [500, 'internal-error'],
        'policy-failed',
      ],
      ['a rejection', () => Promise.reject(new Error('canary')), [500, 'internal-error'], 'policy-failed'],
    ])('is refused before its handler by %s', async (_what, decision, [status, code], reason) => {
      list = { ...list, scope: decision as ListPolicy['scope'] };
      const answer = await send('GET', '/orders');
      expectRefusal(answer, [status, code, 15], { reason, object: { type: 'order', id: null } });
      expect(answer.text).not.toContain('canary');
    });

    it('about an object takes its id out of the handler’s input, and denies as declared', async () => {
      orders.next = () => ({ status: 200, body: [{ id: 1, owner: 'ada' }] });
      expect((await send('GET', '/shops/s1/orders')).status).toBe(200);
      expect(asked[0]).toMatchObject({ id: 's1', path: { shopId: 's1' } });
      expect(orders.requests[0]!.path).toEqual({});
      orders.ran.length = 0;
      list = { ...list, scope: () => deny() };
      expectRefusal(await send('GET', '/shops/s2/orders'), [403, 'object-denied', 15], {
        object: { type: 'shop', id: 's2' },
      });
    });

    const stranger = { id: 3, owner: 'canary' };
    const refusals: readonly [what: string, reply: () => unknown, reason: string][] = [
      ['a stranger’s item', () => page({ id: 1, owner: 'ada' }, stranger), 'list-item-refused'],
      ['an item the policy knows nothing of', () => page(null), 'policy-failed'],
      ['a body without items', () => ({ status: 200, body: { page: {} } }), 'list-items-missing'],
      [
        'items that are no array',
        () => ({ status: 200, body: { page: { items: { 0: stranger } } } }),
        'list-items-missing',
      ],
      [
        'inherited items',
        () => ({ status: 200, body: { page: Object.create({ items: [stranger] }) as object } }),
        'list-items-missing',
      ],
      ['a text', () => ({ status: 200, body: '{"page":{"items":[{"id":"canary"}]}}' }), 'list-items-missing'],
      ['bytes', () => ({ status: 200, body: Buffer.from('canary') }), 'list-items-missing'],
      [
        'items that toJSON adds',
        () => ({ status: 200, body: { page: { items: [], toJSON: () => ({ items: [stranger] }) } } }),
        'list-item-refused',
      ],
      [
        'a stranger’s item among an error’s',
        () => ({ status: 409, body: { page: { items: [stranger] } } }),
        'list-item-refused',
      ],
    ];

    it.each(refusals)('does not leave with %s', async (_what, reply, reason) => {
      orders.next = reply as never;
      const answer = await send('GET', '/orders', { 'X-Request-Id': 'same' });
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('canary');
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal-error' });
      expect(orders.ran).toEqual(['listOrders']);
      expect(orders.records).toHaveLength(1);
      expect(orders.records[0]).toMatchObject({ outcome: 'failed', stage: 18, status: 500, reason });
      expect(JSON.stringify(orders.log)).not.toContain('canary');
    });

    it.each<[string, ListPolicy['allows']]>([
      ['1', () => 1 as never],
      ['a truthy object', () => ({}) as never],
      ['a decision', () => allow({}) as never],
      ['nothing', () => undefined as never],
      ['a promise of 1', () => Promise.resolve(1) as never],
      [
        'an exception',
        () => {
          throw new Error('down');
        },
      ],
      ['a rejection', () => Promise.reject(new Error('down'))],
    ])('takes %s of the policy for no', async (_what, allows) => {
      list = { ...list, allows };
      orders.next = () => page({ id: 1, owner: 'ada' });
      expect((await send('GET', '/orders')).status).toBe(500);
      expect(orders.records).toHaveLength(1);
      expect(orders.records[0]).toMatchObject({ outcome: 'failed', stage: 18 });
    });

    it('is checked for HEAD as for GET', async () => {
      orders.next = () => page(stranger);
      expect((await send('HEAD', '/orders')).status).toBe(500);
    });
  });

  describe('a tenant', () => {
    const refused = [403, 'insufficient-tenant', 11] as const;

    it.each([
      ['getTenant', '/tenant', {}],
      ['getTenantPath', '/tenants/acme/o1', {}],
      ['getTenantPath', '/tenants/%61cme/o1', {}],
      ['getTenantQuery', '/by-query?tenant=acme', {}],
      ['getTenantHeader', '/by-header', { 'X-Tenant': 'acme' }],
    ])('of its own lets %s run: %s', async (name, target, headers) => {
      expect((await send('GET', target, headers)).status).toBe(200);
      expect(orders.ran).toEqual([name]);
      expect(orders.requests[0]!.principal).toMatchObject({ tenant: 'acme' });
    });

    it.each([
      ['/tenants/other/o1', {}],
      ['/tenants/ACME/o1', {}],
      ['/tenants/acme%20/o1', {}],
      ['/by-query?tenant=other', {}],
      ['/by-query', {}],
      ['/by-query?tenant=acme&tenant=acme', {}],
      ['/by-query?tenant=', {}],
      ['/by-header', { 'X-Tenant': 'other' }],
      ['/by-header', {}],
      ['/tenant', { 'X-API-Key': 'none' }],
      ['/tenants/null/o1', { 'X-API-Key': 'none' }],
      ['/by-query?tenant=null', { 'X-API-Key': 'none' }],
      ['/by-query', { 'X-API-Key': 'none' }],
    ])('of others is refused: %s %j', async (target, headers) => {
      expectRefusal(await send('GET', target, headers), refused, { reason: 'tenant-differs' });
      expect(orders.policyRequests).toEqual([]);
    });

    it('is nobody’s for anonymous callers', async () => {
      const headers = { Host: 'api.example.com' };
      const answer = await exchangeText(door.port, requestText('GET', '/v1/optional', headers));
      expectRefusal(answer, refused, { actor: null });
    });

    it('in a body is compared before the policy is asked', async () => {
      expect((await send('PUT', '/by-body/o1', {}, { shop: { tenant: 'acme' } })).status).toBe(200);
      expect(orders.ran).toEqual(['putTenantBody']);
      orders.ran.length = 0;
      orders.records.length = 0;
      orders.policyRequests.length = 0;
      for (const shop of [{ tenant: 'other' }, { tenant: ['acme'] }, { tenant: null }, {}, null, 'acme']) {
        orders.records.length = 0;
        const answer = await send('PUT', '/by-body/o1', {}, { shop });
        expectRefusal(answer, [403, 'insufficient-tenant', 15], { reason: 'tenant-differs' });
      }
      expect(orders.policyRequests).toEqual([]);
    });

    it('in a body is asked of the caller first', async () => {
      const answer = await send('PUT', '/by-body/o1', { 'X-API-Key': 'none' }, { shop: { tenant: 'none' } });
      expectRefusal(answer, refused);
    });

    it('is told apart before the rest of the request is read', async () => {
      // A query that is malformed elsewhere is refused at its own stage, and only for callers of the tenant.
      expectRefusal(await send('GET', '/by-query?tenant=acme&other=1'), [400, 'invalid-request', 14]);
      orders.records.length = 0;
      expectRefusal(await send('GET', '/by-query?tenant=other&other=1'), refused);
    });
  });
});

describe('start-up', () => {
  const listPolicy: ListPolicy = { scope: undecided, allows: () => false };
  it.each([
    ['a list policy that is a function', { order: undecided, orders: undecided }, /policies\.orders/],
    ['a list policy without allows', { order: undecided, orders: { scope: undecided } }, /policies\.orders/],
    ['an object policy that is a list policy', { orders: listPolicy }, /policies\.order\b/],
    ['an object policy of the wrong kind', { order: listPolicy, orders: listPolicy }, /policies\.order\b/],
  ])('refuses %s', (_what, policies, name) => {
    expect(start(policies)).toThrow(name);
  });

  it('lists stubs of both kinds as undecided', () => {
    const { api } = start({ order: undecided, orders: listPolicy })();
    expect(api.summary.undecidedPolicies).toEqual(['order', 'orders']);
  });
});
