/** `read` and `write` lists of properties (semantics §4), from the document to the wire. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allow } from '../../../../src/runtime/authorize/decision.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { keyOf, serveDocument, type ServedDocument } from './served-document.js';

const json = (schema: object): object => ({ 'application/json': { schema } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const path = { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } };
const because = 'the test says so';

function operation(operationId: string, parts: object, members: object = {}): object {
  return {
    operationId,
    responses: { 200: { description: 'ok', content: json(ref('Order')) }, 204: { description: 'done' } },
    'x-security': { access: { roles: ['caller'], object: 'none' }, because, ...members },
    ...parts,
  };
}

const body = { required: true, content: json(ref('Order')) };
const owned = { access: { roles: ['caller'], object: { type: 'order', policy: 'order' } } };

const document = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  'x-security': { version: 1, roles: { caller: [], support: [], admin: ['support'] } },
  paths: {
    '/orders': {
      get: operation('listOrders', {
        parameters: [
          {
            name: 'filter',
            in: 'query',
            style: 'deepObject',
            explode: true,
            schema: {
              type: 'object',
              properties: {
                status: { type: 'string' },
                margin: { type: 'string', 'x-security': { write: ['admin'] } },
              },
            },
          },
        ],
        responses: {
          200: { description: 'ok', content: json({ type: 'array', items: ref('Order') }) },
          204: { description: 'done' },
        },
      }),
      post: operation('createOrder', { requestBody: body }),
    },
    '/orders/{orderId}': {
      parameters: [path],
      get: operation('getOrder', {}, owned),
      put: operation('putOrder', { requestBody: body }, owned),
    },
    '/searches': {
      get: operation('search', {
        parameters: [
          {
            name: 'scope',
            in: 'query',
            style: 'deepObject',
            explode: true,
            schema: {
              type: 'object',
              properties: {
                tenant: { type: 'string', 'x-security': { write: ['admin'] } },
                owner: { type: 'string', 'x-security': { write: ['$owner'] } },
              },
              default: { tenant: 'ours', owner: 'me' },
            },
          },
          {
            name: 'X-View',
            in: 'header',
            content: json({
              type: 'object',
              properties: { all: { type: 'boolean', 'x-security': { write: [] } } },
              default: { all: false },
            }),
          },
        ],
      }),
    },
    '/reported': { get: operation('getReported', {}, { validation: { responses: 'report' } }) },
    '/unchecked': { get: operation('getUnchecked', {}, { validation: { responses: 'off' } }) },
    '/forms': {
      post: operation('sendForm', {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': { schema: ref('Order') },
            'multipart/form-data': { schema: ref('Order') },
          },
        },
      }),
    },
    '/shapes': { post: operation('sendShape', { requestBody: { content: json(ref('Shape')) } }) },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    schemas: {
      Money: {
        type: 'object',
        properties: {
          amount: { type: 'number' },
          rate: { type: 'number', 'x-security': { read: ['admin'], write: [] } },
        },
      },
      Order: {
        type: 'object',
        required: ['quantity', 'status'],
        properties: {
          id: { type: 'string', readOnly: true },
          quantity: { type: 'integer' },
          status: { enum: ['open', 'shipped'], default: 'open', 'x-security': { write: ['support'] } },
          margin: { type: 'number', 'x-security': { read: ['admin'], write: [] } },
          note: { type: ['string', 'null'], 'x-security': { read: ['$owner', 'admin'], write: ['$owner'] } },
          due: { type: 'string', format: 'date-time', 'x-security': { write: ['support'] } },
          total: { allOf: [ref('Money')], 'x-security': { read: ['support'] } },
          lines: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                cost: { type: 'number', 'x-security': { read: ['support'], write: ['support'] } },
              },
            },
          },
          prices: { type: 'object', additionalProperties: ref('Money') },
          secrets: {
            type: 'object',
            properties: { open: { type: 'string' } },
            additionalProperties: { type: 'string', 'x-security': { read: [], write: [] } },
          },
          parent: ref('Order'),
          __proto__x: { type: 'string', 'x-security': { write: [] } },
          constructor: { type: 'string', 'x-security': { write: [] } },
        },
      },
      Shape: {
        oneOf: [
          {
            type: 'object',
            required: ['kind'],
            properties: { kind: { const: 'plain' }, size: { type: 'integer' } },
          },
          {
            type: 'object',
            required: ['kind'],
            properties: {
              kind: { const: 'special' },
              size: { type: 'integer', 'x-security': { write: ['support'] } },
            },
          },
        ],
      },
    },
  },
};

function partOf(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

describe.each(Object.entries(doors))('role lists of properties behind the %s door', (_, open) => {
  let served: ServedDocument;
  let door: OpenDoor;

  beforeAll(async () => {
    served = serveDocument(document);
    door = await open(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  function send(
    roles: readonly string[],
    method: string,
    target: string,
    content: string | object = '',
    type = 'application/json',
  ): Promise<RawAnswer> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const headers = {
      Host: 'api.example.com',
      'X-API-Key': keyOf(['caller', ...roles]),
      ...(text !== '' && { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(text)) }),
    };
    return exchangeText(door.port, requestText(method, target, headers, text));
  }

  const refused = (answer: RawAnswer, pointers: readonly string[]): void => {
    expect([answer.status, answer.headers['content-type']]).toEqual([403, 'application/problem+json']);
    expect(JSON.parse(answer.body)).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'The request sets a property that this caller may not set.',
      code: 'property-denied',
      requestId: answer.headers['x-request-id'],
      errors: pointers.map((pointer) => ({
        in: 'body',
        pointer,
        keyword: 'write',
        detail: 'may not be sent by this caller',
      })),
    });
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([
      { kind: 'decision', outcome: 'denied', stage: 15, status: 403, reason: 'property-write-denied' },
    ]);
  };

  describe('in requests', () => {
    it.each([
      ['a property', { status: 'shipped' }, ['#/status']],
      ['one with the value of its default', { status: 'open' }, ['#/status']],
      ['what only the server sets, null too', { margin: 1, note: null }, ['#/margin', '#/note']],
      ['one below a reference and allOf', { total: { amount: 1, rate: 2 } }, ['#/total/rate']],
      ['one in items', { lines: [{ name: 'a' }, { cost: 1 }] }, ['#/lines/1/cost']],
      ['one in a map', { prices: { 'a/b~': { rate: 1 } } }, ['#/prices/a~1b~0/rate']],
      ['names that nobody listed', { secrets: { open: 'x', other: 'y' } }, ['#/secrets/other']],
      [
        'one in a recursion',
        { parent: { quantity: 1, parent: { quantity: 1, margin: 3 } } },
        ['#/parent/parent/margin'],
      ],
      ['one that every object inherits', { constructor: 'x' }, ['#/constructor']],
    ])('refuse %s', async (_case, part, pointers) => {
      refused(await send([], 'POST', '/orders', { quantity: 1, ...part }), pointers);
    });

    it('reach the handler without what nobody sent: role lists keep defaults from being filled in', async () => {
      expect((await send([], 'POST', '/orders', { quantity: 1 })).status).toBe(204);
      expect(served.requests.map((request) => request.body)).toEqual([{ quantity: 1 }]);
    });

    it('reach the handler with defaults of parameters: nobody sent what stands in them', async () => {
      expect((await send([], 'GET', '/searches')).status).toBe(204);
      expect(served.requests).toMatchObject([
        { query: { scope: { tenant: 'ours', owner: 'me' } }, headers: { 'x-view': { all: false } } },
      ]);
    });

    it('refuse what a parameter sends of the kind, the value of its default too', async () => {
      const answer = await send([], 'GET', '/searches?scope%5Btenant%5D=ours');
      expect([answer.status, JSON.parse(answer.body).errors]).toEqual([
        403,
        [{ in: 'query', parameter: 'scope', keyword: 'write', detail: 'may not be sent by this caller' }],
      ]);
      expect(served.requests).toEqual([]);
      expect(served.records).toMatchObject([{ stage: 15, reason: 'property-write-denied' }]);
    });

    it.each([[['support']], [['admin']]])(
      'reach the handler with what %j may send, by implied roles too',
      async (roles) => {
        const content = { quantity: 1, status: 'shipped', lines: [{ cost: 2 }] };
        expect((await send(roles, 'POST', '/orders', content)).status).toBe(204);
        expect(served.requests.map((request) => request.body)).toEqual([content]);
      },
    );

    it('are checked for form first: stage 14 comes before stage 15', async () => {
      const answer = await send([], 'POST', '/orders', { quantity: 'x', margin: 1 });
      expect([answer.status, served.records]).toMatchObject([400, [{ stage: 14 }]]);
    });

    it('know the owner from the grant, not from a role of that name', async () => {
      const content = { quantity: 1, note: 'mine' };
      served.policy = () => allow({ note: 'other' }, '$owner');
      expect((await send([], 'PUT', '/orders/1', content)).status).toBe(204);
      served.reset();
      served.policy = () => allow({ note: 'other' });
      refused(await send(['$owner'], 'PUT', '/orders/1', content), ['#/note']);
    });

    it('may send back what was read: what the object says already is left out', async () => {
      const due = new Date('2026-01-02T03:04:05Z');
      class Order {
        margin = 7;
        status = 'shipped';
        due = due;
        lines = [{ name: 'a', cost: 3 }];
        secrets = { open: 'x', other: 'y' };
      }
      served.policy = () => allow(new Order());
      const content = {
        quantity: 2,
        margin: 7,
        status: 'shipped',
        due: due.toISOString(),
        lines: [{ name: 'b', cost: 3 }],
        secrets: { open: 'z', other: 'y' },
      };
      expect((await send([], 'PUT', '/orders/1', content)).status).toBe(204);
      expect(served.requests.map((request) => request.body)).toEqual([
        { quantity: 2, lines: [{ name: 'b' }], secrets: { open: 'z' } },
      ]);
    });

    it.each([
      ['another value', { margin: 7 }, { margin: 8 }],
      ['a value of another type', { margin: '7' }, { margin: 7 }],
      ['nothing', {}, { margin: 7 }],
      ['no object', null, { margin: 7 }],
      ['the property by inheritance only', Object.create({ margin: 7 }) as object, { margin: 7 }],
      [
        'an accessor that fails',
        Object.defineProperty({}, 'margin', {
          get: () => {
            throw new Error('x');
          },
        }),
        { margin: 7 },
      ],
    ])('are refused where the object has %s', async (_case, object, part) => {
      served.policy = () => allow(object);
      refused(await send([], 'PUT', '/orders/1', { quantity: 1, ...part }), ['#/margin']);
    });

    it('follow the alternative that applies', async () => {
      expect((await send([], 'POST', '/shapes', { kind: 'plain', size: 1 })).status).toBe(204);
      served.reset();
      refused(await send([], 'POST', '/shapes', { kind: 'special', size: 1 }), ['#/size']);
    });

    it('are looked through in forms and parts', async () => {
      refused(
        await send([], 'POST', '/forms', 'quantity=1&status=open', 'application/x-www-form-urlencoded'),
        ['#/status'],
      );
      served.reset();
      const parts = `${partOf('quantity', '1')}${partOf('status', 'open')}--x--\r\n`;
      refused(await send([], 'POST', '/forms', parts, 'multipart/form-data; boundary=x'), ['#/status']);
      served.reset();
      expect(
        (
          await send(
            ['support'],
            'POST',
            '/forms',
            'quantity=1&status=open',
            'application/x-www-form-urlencoded',
          )
        ).status,
      ).toBe(204);
      expect(served.requests[0]!.body).toEqual({ quantity: 1, status: 'open' });
    });

    it('name the parameter where the property stands in one', async () => {
      const answer = await send(['support'], 'GET', '/orders?filter[margin]=1');
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 'property-denied',
        errors: [{ in: 'query', parameter: 'filter', keyword: 'write' }],
      });
      expect(served.requests).toEqual([]);
      expect((await send(['admin'], 'GET', '/orders?filter[margin]=1')).status).toBe(204);
    });

    it('end after twenty errors', async () => {
      const lines = Array.from({ length: 30 }, () => ({ cost: 1 }));
      const { errors, truncated } = JSON.parse(
        (await send([], 'POST', '/orders', { quantity: 1, lines })).body,
      ) as {
        errors: unknown[];
        truncated: boolean;
      };
      expect([errors.length, truncated]).toEqual([20, true]);
    });
  });

  describe('in replies', () => {
    const whole = {
      id: '1',
      quantity: 1,
      status: 'open',
      margin: 2,
      note: 'mine',
      total: { amount: 1, rate: 2 },
      lines: [{ name: 'a', cost: 3 }],
      prices: { a: { amount: 4, rate: 5 } },
      secrets: { open: 'x', other: 'y' },
      parent: { quantity: 1, status: 'open', margin: 6 },
    };
    const anyone = {
      id: '1',
      quantity: 1,
      status: 'open',
      lines: [{ name: 'a' }],
      prices: { a: { amount: 4 } },
      secrets: { open: 'x' },
      parent: { quantity: 1, status: 'open' },
    };

    it.each([
      [[], null, anyone],
      [[], '$owner', { ...anyone, note: 'mine' }],
      [['support'], null, { ...anyone, total: { amount: 1 }, lines: whole.lines }],
      [['admin'], null, { ...whole, secrets: { open: 'x' } }],
    ] as const)('show to %j as %j what they may see', async (roles, as, expected) => {
      served.policy = () => allow(whole, as);
      served.handler = () => ({ status: 200, body: whole });
      const answer = await send(roles, 'GET', '/orders/1');
      expect([answer.status, JSON.parse(answer.body)]).toEqual([200, expected]);
      expect(served.log()).toBe('');
    });

    it('leave out the same of every item, and nobody is the owner of a list', async () => {
      served.handler = () => ({ status: 200, body: [whole, whole] });
      const answer = await send([], 'GET', '/orders');
      expect(JSON.parse(answer.body)).toEqual([anyone, anyone]);
      expect(whole.margin).toBe(2);
    });

    it('are not refused for what is left out of them', async () => {
      served.handler = () => ({ status: 200, body: { quantity: 1, status: 'open', margin: 'canary' } });
      expect(JSON.parse((await send([], 'GET', '/orders/1')).body)).toEqual({ quantity: 1, status: 'open' });
      served.records.length = 0;
      const answer = await send(['admin'], 'GET', '/orders/1');
      expect(answer.status).toBe(500);
      expect(answer.body + served.log()).not.toContain('canary');
    });

    it.each(['/reported', '/unchecked'])(
      'keep from %s what callers may not see, valid or not',
      async (target) => {
        for (const quantity of [1, 'x']) {
          served.handler = () => ({ status: 200, body: { ...whole, quantity, undeclared: new Date(0) } });
          const answer = await send([], 'GET', target);
          expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { ...anyone, quantity }]);
          expect(answer.body).not.toMatch(/margin|note|rate|cost|other/);
        }
        served.handler = () => ({ status: 404, body: whole });
        expect((await send([], 'GET', target)).status).toBe(500);
      },
    );

    it('hide in HEAD what they hide in GET: its length too', async () => {
      served.handler = () => ({ status: 200, body: whole });
      const head = await send([], 'HEAD', '/orders/1');
      expect(head.headers['content-length']).toBe(String(JSON.stringify(anyone).length));
    });
  });
});
