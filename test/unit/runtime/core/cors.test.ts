import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CorsDefinition, OperationDefinition } from '../../../../src/runtime/core/definition.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import {
  createOrdersApi,
  definition,
  jsonBody,
  KEYS,
  operation,
  operations,
  orderReplies,
  type OrdersApi,
} from './orders-api.js';

const app = 'https://app.example.com';
const host = { Host: 'api.example.com' };
const key = { 'X-API-Key': KEYS.user };

const exact: CorsDefinition = {
  origins: [app, 'https://admin.example.com'],
  credentials: false,
  expose: ['Location'],
  maxAgeSeconds: 600,
};
const withCookies: CorsDefinition = { ...exact, origins: [app], credentials: true, maxAgeSeconds: null };
const any: CorsDefinition = { origins: ['*'], credentials: false, expose: [], maxAgeSeconds: null };

const opened: readonly OperationDefinition[] = [
  ...operations.map((one) => ({ ...one, cors: exact })),
  operation('GET', '/open', { name: 'getOpen', requirements: [], access: { kind: 'public' }, cors: any }),
  operation('GET', '/closed', { name: 'getClosed', requirements: [], access: { kind: 'public' } }),
  operation('OPTIONS', '/closed', {
    name: 'optionsClosed',
    requirements: [],
    access: { kind: 'public' },
    replies: orderReplies,
  }),
  operation('POST', '/closed', { name: 'postClosed', requirements: [], access: { kind: 'public' } }),
  operation('OPTIONS', '/declared', {
    name: 'optionsDeclared',
    requirements: [],
    access: { kind: 'public' },
    cors: exact,
  }),
  operation('GET', '/declared', { name: 'getDeclared', cors: exact }),
  operation('PUT', '/declared', {
    name: 'putDeclared',
    cors: exact,
    requestBody: jsonBody,
    requirements: [
      { credentials: [{ scheme: 'token', scopes: [], roles: [] }] },
      { credentials: [{ scheme: 'session', scopes: [], roles: [] }] },
    ],
    parameters: [
      {
        name: 'If-Match',
        in: 'header',
        required: true,
        style: 'simple',
        explode: false,
        allowEmptyValue: false,
        json: false,
        shape: { kind: 'string' },
        default: null,
      },
    ],
  }),
  operation('POST', '/session/notes', {
    name: 'createNote',
    requestBody: jsonBody,
    requirements: [{ credentials: [{ scheme: 'session', scopes: [], roles: [] }] }],
    cors: withCookies,
  }),
];

const schemes = [
  ...definition.schemes,
  {
    kind: 'apiKey',
    name: 'token',
    in: 'header',
    parameter: 'X-Token',
    prefix: null,
    expiresSeconds: null,
  },
] as const;

const corsHeaders = ({ headers }: RawAnswer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );

const exposed =
  'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, WWW-Authenticate';
const readable = {
  'access-control-allow-origin': app,
  'access-control-expose-headers': `${exposed}, Location`,
  vary: 'Origin',
};

describe.each(Object.entries(doors))('cors behind the %s door', (_, open) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi({
      definition: { operations: opened, schemes, cors: exact },
      options: {
        credentials: {
          key: { kind: 'apiKey', verify: (id) => (id === KEYS.user ? { id, createdAt: 0 } : null) },
          session: { kind: 'apiKey', verify: (id) => ({ id, createdAt: 0 }) },
          token: { kind: 'apiKey', verify: (id) => ({ id, createdAt: 0 }) },
        },
      },
    });
    door = await open(orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    orders.ran.length = 0;
    orders.records.length = 0;
  });

  const send = (
    method: string,
    target: string,
    headers: Record<string, string | string[]>,
    body = '',
  ): Promise<RawAnswer> =>
    exchangeText(door.port, requestText(method, `/v1${target}`, { ...host, ...headers }, body));
  const preflight = (
    target: string,
    method: string,
    headers: Record<string, string | string[]> = {},
  ): Promise<RawAnswer> =>
    send('OPTIONS', target, { Origin: app, 'Access-Control-Request-Method': method, ...headers });

  const note = (headers: Record<string, string>): Promise<RawAnswer> =>
    send(
      'POST',
      '/session/notes',
      {
        Cookie: `sid=${KEYS.user}`,
        'Content-Type': 'application/json',
        'Content-Length': '14',
        ...headers,
      },
      '{"quantity":1}',
    );

  describe('a preflight', () => {
    it('is answered without authentication and without a handler, for the method it asks about', async () => {
      const answer = await preflight('/declared', 'PUT', {
        'Access-Control-Request-Headers': 'x-anything, if-match',
      });
      expect(answer.status).toBe(204);
      expect(answer.body).toBe('');
      expect(corsHeaders(answer)).toEqual({
        ...readable,
        vary: 'Access-Control-Request-Method, Origin',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'X-Token, Content-Type, If-Match, X-Request-Id, traceparent',
        'access-control-max-age': '600',
      });
      expect(orders.ran).toEqual([]);
      expect(orders.records).toEqual([]);
    });

    it('allows HEAD where there is a GET operation', async () => {
      expect(corsHeaders(await preflight('/orders', 'HEAD'))).toMatchObject({
        'access-control-allow-methods': 'HEAD',
      });
    });

    it('wins over a declared OPTIONS operation', async () => {
      expect((await preflight('/declared', 'GET')).status).toBe(204);
      expect(orders.ran).toEqual([]);
    });

    it('leaves OPTIONS requests that are none to the declared operation', async () => {
      const answer = await send('OPTIONS', '/declared', { Origin: app });
      expect(answer.status).toBe(200);
      expect(corsHeaders(answer)).toEqual(readable);
      expect(orders.ran).toEqual(['optionsDeclared']);
    });

    it('says so where pages may act with cookies', async () => {
      expect(corsHeaders(await preflight('/session/notes', 'POST'))).toEqual({
        'access-control-allow-origin': app,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Content-Type, X-Request-Id, traceparent',
        'access-control-expose-headers': `${exposed}, Location`,
        vary: 'Access-Control-Request-Method, Origin',
      });
    });

    it.each([
      ['of an origin that is not listed', { Origin: 'https://evil.example' }],
      ['of a prefix of a listed origin', { Origin: 'https://app.example.co' }],
      ['of a listed origin with more behind it', { Origin: `${app}.evil.example` }],
      ['of a listed origin in upper case', { Origin: 'https://APP.example.com' }],
      ['of a listed origin with its default port', { Origin: `${app}:443` }],
      ['of a listed host over http', { Origin: 'http://app.example.com' }],
      ['of the null origin', { Origin: 'null' }],
      ['with two origins', { Origin: [app, 'https://evil.example'] }],
      ['with a list of origins', { Origin: `${app} https://evil.example` }],
    ])('%s gets the answer of any OPTIONS request', async (_it, headers) => {
      const answer = await preflight('/orders', 'POST', headers);
      expect(answer.status).toBe(204);
      expect(corsHeaders(answer)).toEqual({ vary: 'Origin' });
      expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS, POST');
    });

    it('opens nothing where the operation is closed, whatever the root says', async () => {
      const answer = await preflight('/closed', 'POST');
      expect(corsHeaders(answer)).toEqual({});
      expect(orders.ran).toEqual(['optionsClosed']);
    });

    it('opens no method that the path does not have', async () => {
      const answer = await preflight('/orders', 'DELETE');
      expect(answer.status).toBe(204);
      expect(corsHeaders(answer)).toEqual(readable);
    });

    it('is compared with methods as they are written', async () => {
      expect(corsHeaders(await preflight('/orders', 'post'))).not.toHaveProperty(
        'access-control-allow-methods',
      );
    });

    it('of an unknown path is a 404 that the origins of the root may read', async () => {
      const answer = await preflight('/nothing', 'GET');
      expect(answer.status).toBe(404);
      expect(corsHeaders(answer)).toEqual(readable);
    });
  });

  describe('a request', () => {
    it.each([
      ['a reply', 'GET', '/orders', key, 200],
      ['a reply to HEAD', 'HEAD', '/orders', key, 200],
      ['a refusal without credentials', 'GET', '/orders', {}, 401],
      ['a forbidden caller', 'DELETE', '/admin/orders', key, 403],
      ['a method that is not declared', 'PATCH', '/orders', key, 405],
      ['an unknown method', 'PROPFIND', '/orders', key, 501],
      ['an unknown path', 'GET', '/nothing', key, 404],
      ['a target that is not normal', 'GET', '/orders/../orders', key, 400],
      ['a query parameter nobody declared', 'GET', '/orders?x=1', key, 400],
      ['a stub', 'GET', '/stub', key, 501],
    ])('of a listed origin may read %s', async (_it, method, target, headers, status) => {
      const answer = await send(method, target, { Origin: app, ...headers });
      expect(answer.status).toBe(status);
      expect(corsHeaders(answer)).toEqual(readable);
    });

    it('of a listed origin may read that the host is wrong', async () => {
      const answer = await send('GET', '/orders', { Origin: app, Host: 'evil.example' });
      expect(answer.status).toBe(421);
      expect(corsHeaders(answer)).toEqual(readable);
    });

    it('of another origin is processed, and its page reads nothing', async () => {
      const answer = await send('GET', '/orders', { Origin: 'https://evil.example', ...key });
      expect(answer.status).toBe(200);
      expect(corsHeaders(answer)).toEqual({ vary: 'Origin' });
    });

    it('without an origin gets a reply that caches keep apart', async () => {
      expect(corsHeaders(await send('GET', '/orders', key))).toEqual({ vary: 'Origin' });
    });

    it('of any origin gets the same reply where any may read', async () => {
      for (const headers of [{}, { Origin: 'null' }, { Origin: 'https://evil.example' }] as const) {
        expect(corsHeaders(await send('GET', '/open', headers))).toEqual({
          'access-control-allow-origin': '*',
          'access-control-expose-headers': exposed,
        });
      }
    });

    it('gets nothing where the operation is closed', async () => {
      expect(corsHeaders(await send('GET', '/closed', { Origin: app }))).toEqual({});
    });

    it('cannot be opened by its handler', async () => {
      orders.next = () => ({
        status: 200,
        body: { id: 1 },
        headers: { 'Access-Control-Allow-Origin': '*', 'access-control-allow-credentials': 'true' },
      });
      const answer = await send('GET', '/closed', { Origin: app });
      orders.next = null;
      expect(answer.status).toBe(200);
      expect(corsHeaders(answer)).toEqual({});
    });
  });

  describe('with a cookie', () => {
    it('accepts pages that the document lets act with cookies', async () => {
      expect((await note({ Origin: app, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(200);
      expect(orders.ran).toEqual(['createNote']);
    });

    it('refuses other pages, on record and readable for nobody', async () => {
      const answer = await note({ Origin: 'https://admin.example.com', 'Sec-Fetch-Site': 'same-site' });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('"code":"cross-site-request"');
      expect(corsHeaders(answer)).toEqual({ vary: 'Origin' });
      expect(orders.ran).toEqual([]);
      expect(orders.records).toMatchObject([
        { stage: 9, outcome: 'denied', reason: 'cross-site', status: 403 },
      ]);
    });

    it('refuses pages that may read replies, and not act with cookies', async () => {
      const answer = await send(
        'POST',
        '/session/orders',
        {
          Origin: app,
          Cookie: `sid=${KEYS.user}`,
          'Content-Type': 'application/json',
          'Content-Length': '14',
        },
        '{"quantity":1}',
      );
      expect(answer.status).toBe(403);
      expect(corsHeaders(answer)).toEqual(readable);
      expect(orders.ran).toEqual([]);
    });
  });
});

describe('option origins', () => {
  const local = 'http://localhost:5173';

  it('puts origins of the environment in the place of the document’s', async () => {
    const { api } = createOrdersApi({
      definition: { operations: opened.filter(({ name }) => name !== 'putDeclared'), cors: exact },
      options: { origins: { [app]: [local] } },
    });
    const read = async (origin: string): Promise<unknown> =>
      (await api.inject({ method: 'GET', target: '/v1/orders', headers: { Origin: origin, ...key } }))
        .headers['access-control-allow-origin'];
    expect([await read(app), await read(local), await read('https://admin.example.com')]).toEqual([
      undefined,
      local,
      'https://admin.example.com',
    ]);
    expect(api.summary.origins).toEqual([local, 'https://admin.example.com', '*']);
  });

  it.each([
    ['an origin the document does not name', { 'https://other.example': [local] }],
    ['what is no origin', { [app]: ['https://app.example.com/'] }],
    ['any origin', { [app]: ['*'] }],
    ['the null origin', { [app]: ['null'] }],
  ])('refuses %s', (_it, origins) => {
    expect(() => createOrdersApi({ definition: { cors: exact }, options: { origins } })).toThrow(/origins: /);
  });
});
