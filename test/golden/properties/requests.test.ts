import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../../src/runtime/core/api.js';
import type { HandlerRequest, ListPolicyRequest, PolicyRequest } from '../../../src/runtime/core/handler.js';
import {
  doors,
  exchangeText,
  type OpenDoor,
  type RawAnswer,
  requestText,
} from '../../unit/runtime/doors/raw-client.js';
import { GoldenProject } from '../golden-project.js';

/** Compiled with the project: what the types of requests and replies say of role lists. */
const TYPES = `
import type { Handlers } from './generated/index.js';

type Sent = Parameters<Handlers['createOrder']>[0]['body'];
type Shown = Extract<Awaited<ReturnType<Handlers['getOrder']>>, { readonly status: 200 }>['body'];
type Has<T, Name extends string> = Name extends keyof T ? true : false;
type Optional<T, Name extends keyof T> = undefined extends T[Name] ? true : false;
type Payment = NonNullable<Sent['payment']>;
type Card = Extract<Payment, { readonly kind: 'card' }>;

export const sent: [
  Has<Sent, 'margin'>,
  Has<Sent, 'id'>,
  Has<NonNullable<Sent['total']>, 'rate'>,
  Has<NonNullable<Sent['prices']>[string], 'rate'>,
  Has<NonNullable<Sent['parent']>, 'margin'>,
  Has<Card, 'risk'>,
  Optional<Sent, 'status'>,
  Optional<Sent, 'audited'>,
  Optional<NonNullable<Sent['lines']>[number], 'cost'>,
  Optional<NonNullable<Sent['parent']>, 'note'>,
] = [false, false, false, false, false, false, true, true, true, true];

export const shown: [
  Optional<Shown, 'margin'>,
  Optional<Shown, 'note'>,
  Optional<NonNullable<Shown['total']>, 'rate'>,
  Optional<NonNullable<Shown['parent']>, 'margin'>,
] = [true, true, true, true];
`;

/** As the server keeps it: with everything that somebody may not see. */
const stored = {
  name: 'chess',
  audited: true,
  id: '1',
  status: 'shipped',
  note: 'for Bob',
  margin: 0.2,
  total: { amount: 3, rate: 1.5 },
  lines: [{ sku: 'a', cost: 1 }, { sku: 'b' }],
  prices: { eur: { amount: 3, rate: 2 } },
  tags: { open: 'x', hidden: 'y' },
  payment: { kind: 'card', card: '4111', risk: 0.5 },
};
const tree = {
  ...stored,
  parent: { ...stored, parent: { ...stored, payment: { kind: 'invoice', days: 30 } } },
};

const customer = {
  name: 'chess',
  id: '1',
  status: 'shipped',
  lines: [{ sku: 'a' }, { sku: 'b' }],
  prices: { eur: { amount: 3 } },
  tags: { open: 'x' },
  payment: { kind: 'card', card: '4111' },
};
const owner = { ...customer, note: 'for Bob', total: { amount: 3 } };
const support = {
  ...owner,
  lines: stored.lines,
  payment: stored.payment,
};
const admin = {
  ...support,
  margin: 0.2,
  total: stored.total,
  prices: stored.prices,
  tags: stored.tags,
};
const treeOf = (order: object): object => {
  const last = { ...order, payment: { kind: 'invoice', days: 30 } };
  return { ...order, parent: { ...order, parent: last } };
};

describe('properties', () => {
  let project: GoldenProject;
  let api: Api;
  let as: string | undefined;
  let current: object;
  let reply: (request: HandlerRequest) => object;
  const ran: HandlerRequest[] = [];
  const records: Record<string, unknown>[] = [];
  const keys: Record<string, string> = {};

  function handle(request: HandlerRequest): object {
    ran.push(request);
    return reply(request);
  }

  beforeAll(async () => {
    project = await GoldenProject.create(import.meta.dirname, { 'src/property-types.ts': TYPES });
    const { allow, scope, createApiKey } = (await project.module('generated/index.js')) as {
      readonly allow: (object: unknown, as?: string) => unknown;
      readonly scope: (value: unknown) => unknown;
      readonly createApiKey: (prefix: string) => { readonly key: string; readonly hash: string };
    };
    const roles = new Map<string, string>();
    for (const role of ['customer', 'support', 'admin']) {
      const made = createApiKey('golden');
      keys[role] = made.key;
      roles.set(made.hash, role);
    }
    const names = ['listOrders', 'createOrder', 'getOrder', 'putOrder'];
    api = await project.createApi({
      handlers: Object.fromEntries(names.map((name) => [name, handle])),
      policies: {
        owner: (_request: PolicyRequest) => allow(current, as),
        ownOrders: { scope: (_request: ListPolicyRequest) => scope('all'), allows: () => true },
      },
      credentials: {
        key: {
          kind: 'apiKey',
          lookup: ({ hash }: { readonly hash: string }) => {
            const role = roles.get(hash);
            const now = Math.floor(Date.now() / 1000);
            return role === undefined
              ? null
              : { id: role, hash, roles: [role], createdAt: now, expiresAt: now + 600 };
          },
        },
      },
      audit: {
        name: 'memory',
        durable: false,
        append: (line: string) => records.push(JSON.parse(line) as Record<string, unknown>) > 0,
        commit: () => undefined,
        close: () => Promise.resolve(),
      },
    });
  }, 240_000);

  afterAll(async () => {
    await api.close();
    project.remove();
  });

  it('is generated as expected, and compiles with the types that role lists make', () => {
    expect(project.written).toEqual(project.expected);
    expect(project.faults).toEqual(['', '']);
  });

  describe.each(Object.entries(doors))('behind the %s door', (_, open) => {
    let door: OpenDoor;

    beforeAll(async () => {
      door = await open(api);
    });
    afterAll(() => door.close());
    beforeEach(() => {
      ran.length = 0;
      records.length = 0;
      as = undefined;
      current = {};
      reply = () => ({ status: 200, body: { name: 'chess' } });
    });

    function send(role: string, line: string, body?: object): Promise<RawAnswer> {
      const [method = '', target = ''] = line.split(' ');
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        Host: 'api.example.com',
        'X-Forwarded-For': '198.51.100.1',
        'X-Forwarded-Proto': 'https',
        'X-API-Key': keys[role]!,
        ...(body && {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(text)),
        }),
      };
      return exchangeText(door.port, requestText(method, target, headers, text));
    }

    it.each([
      ['customer', { status: 'shipped' }, ['#/status']],
      ['customer', { audited: true, margin: 1 }, ['#/margin', '#/audited']],
      ['admin', { margin: 1 }, ['#/margin']],
      ['customer', { total: { amount: 1, rate: 2 } }, ['#/total/rate']],
      ['customer', { lines: [{ sku: 'a' }, { sku: 'b', cost: 1 }] }, ['#/lines/1/cost']],
      ['admin', { prices: { eur: { amount: 1, rate: 1 } } }, ['#/prices/eur/rate']],
      ['customer', { tags: { open: 'x', hidden: 'y' } }, ['#/tags/hidden']],
      ['support', { payment: { kind: 'card', card: '1', risk: 0 } }, ['#/payment/risk']],
      ['customer', { payment: { kind: 'invoice', days: 1 } }, ['#/payment/days']],
      ['customer', { note: 'mine' }, ['#/note']],
      [
        'customer',
        { parent: { name: 'a', parent: { name: 'b', lines: [{ sku: 'a', cost: 1 }] } } },
        ['#/parent/parent/lines/0/cost'],
      ],
    ])('%s may not send %j', async (role, part, pointers) => {
      const answer = await send(role, 'POST /v1/orders', { name: 'chess', ...part });
      expect([answer.status, answer.headers['content-type']]).toEqual([403, 'application/problem+json']);
      const { code, errors } = JSON.parse(answer.body) as {
        readonly code: string;
        readonly errors: readonly { readonly pointer: string; readonly keyword: string }[];
      };
      expect(code).toBe('property-denied');
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
      expect(errors.every(({ keyword }) => keyword === 'write')).toBe(true);
      expect(ran).toEqual([]);
      expect(records).toMatchObject([
        { kind: 'decision', outcome: 'denied', stage: 15, status: 403, reason: 'property-write-denied' },
      ]);
    });

    it.each([
      ['customer', { lines: [{ sku: 'a' }], payment: { kind: 'card', card: '1' } }],
      ['support', { status: 'shipped', audited: true, lines: [{ sku: 'a', cost: 1 }] }],
      ['support', { payment: { kind: 'invoice', days: 9 }, parent: { name: 'a', status: 'open' } }],
      ['admin', { tags: { open: 'x', hidden: 'y' }, status: 'open' }],
    ])('%s may send %j', async (role, part) => {
      const body = { name: 'chess', ...part };
      reply = () => ({ status: 201, body: { name: 'chess' } });
      expect((await send(role, 'POST /v1/orders', body)).status).toBe(201);
      expect(ran.map((request) => request.body)).toEqual([body]);
      expect(records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    });

    it('lets the owner of the object write what is theirs, and nobody else', async () => {
      const body = { name: 'chess', note: 'mine', parent: { name: 'a', note: 'mine too' } };
      as = '$owner';
      expect((await send('customer', 'PUT /v1/orders/1', body)).status).toBe(200);
      expect(ran.map((request) => request.body)).toEqual([body]);
      ran.length = 0;
      as = undefined;
      const refused = await send('admin', 'PUT /v1/orders/1', body);
      expect([refused.status, ran]).toEqual([403, []]);
    });

    it('takes back what was read, without what the caller may not write', async () => {
      current = stored;
      const { id: _id, ...read } = customer;
      expect((await send('customer', 'PUT /v1/orders/1', { ...read, name: 'go' })).status).toBe(200);
      const { status: _status, tags: _tags, ...rest } = read;
      expect(ran.map((request) => request.body)).toEqual([{ ...rest, tags: { open: 'x' }, name: 'go' }]);
    });

    it.each([
      ['customer', undefined, customer],
      ['customer', '$owner', owner],
      ['support', undefined, support],
      ['admin', undefined, admin],
    ])('shows %s, who is %s, what is theirs to see, all the way down', async (role, grant, seen) => {
      as = grant;
      reply = () => ({ status: 200, body: tree });
      const answer = await send(role, 'GET /v1/orders/1');
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual(treeOf(seen));
      expect(tree).toMatchObject({ audited: true, margin: 0.2, parent: { tags: { hidden: 'y' } } });
    });

    it('shows nobody in a list as the owner', async () => {
      reply = () => ({ status: 200, body: { orders: [stored, tree], next: 'page-2' } });
      const answer = await send('customer', 'GET /v1/orders');
      expect(JSON.parse(answer.body)).toEqual({ orders: [customer, treeOf(customer)] });
      const all = await send('admin', 'GET /v1/orders');
      expect(JSON.parse(all.body)).toEqual({ orders: [admin, treeOf(admin)], next: 'page-2' });
    });
  });
});
