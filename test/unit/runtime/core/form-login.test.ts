import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CorsDefinition, RequestMediaType } from '../../../../src/runtime/core/definition.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { createOrdersApi, KEYS, operation, operations, type OrdersApi } from './orders-api.js';

const [formContent] = operations.find(({ name }) => name === 'createByForm')!.requestBody!.content;
const jsonContent: RequestMediaType = {
  mediaType: 'application/json',
  codec: 'json',
  fields: [],
  additional: null,
};
const login = {
  account: null,
  perAccount: { count: 1000, windowSeconds: 60 },
  perIp: { count: 1000, windowSeconds: 60 },
};
const trusted: CorsDefinition = {
  origins: ['https://app.example.com'],
  credentials: true,
  expose: [],
  maxAgeSeconds: null,
};
const open = { requirements: [], access: { kind: 'public' } } as const;

const logins = [
  operation('POST', '/login', {
    name: 'login',
    ...open,
    login,
    cors: trusted,
    requestBody: { required: true, content: [formContent!, jsonContent] },
  }),
  operation('POST', '/json-login', {
    name: 'jsonLogin',
    ...open,
    login,
    requestBody: { required: true, content: [jsonContent] },
  }),
  operation('POST', '/any-login', {
    name: 'anyLogin',
    ...open,
    login,
    requestBody: {
      required: true,
      content: [{ mediaType: '*/*', codec: 'binary', fields: [], additional: null }],
    },
  }),
  operation('POST', '/client-login', {
    name: 'clientLogin',
    login,
    requirements: [
      { credentials: [{ scheme: 'key', scopes: [], roles: [] }] },
      { credentials: [{ scheme: 'session', scopes: [], roles: [] }] },
      { credentials: [] },
    ],
    requestBody: { required: true, content: [formContent!] },
  }),
  operation('POST', '/forms', {
    name: 'noLogin',
    ...open,
    requestBody: { required: true, content: [formContent!] },
  }),
];

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const json = { 'Content-Type': 'application/json' };

interface Case {
  readonly it: string;
  readonly target?: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

const ran: readonly Case[] = [
  { it: 'a form of this origin', headers: { ...form, 'Sec-Fetch-Site': 'same-origin' } },
  { it: 'a form that the user opened', headers: { ...form, 'Sec-Fetch-Site': 'none' } },
  { it: 'a form whose Origin is this server', headers: { ...form, Origin: 'https://api.example.com' } },
  {
    it: 'a form of an origin that may act with cookies',
    headers: { ...form, Origin: 'https://app.example.com', 'Sec-Fetch-Site': 'same-site' },
  },
  { it: 'JSON, which no page sends unasked', headers: json, body: '{"quantity":1}' },
  { it: 'JSON where only JSON is taken', target: '/json-login', headers: json, body: '{"quantity":1}' },
  {
    it: 'a form with a key in a header',
    target: '/client-login',
    headers: { ...form, 'X-API-Key': KEYS.user },
  },
  { it: 'a form that is no login', target: '/forms', headers: form },
];

const refused: readonly Case[] = [
  { it: 'a form without proof of its page', headers: form },
  { it: 'a form of another site', headers: { ...form, 'Sec-Fetch-Site': 'cross-site' } },
  { it: 'a form of another subdomain', headers: { ...form, 'Sec-Fetch-Site': 'same-site' } },
  {
    it: 'a form of another origin',
    headers: { ...form, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  },
  { it: 'a form of the null origin', headers: { ...form, Origin: 'null' } },
  {
    it: 'a form whose origin only looks like ours',
    headers: { ...form, Origin: 'https://api.example.com.evil.example' },
  },
  {
    it: 'a form whose type has parameters',
    headers: { 'Content-Type': 'Application/X-WWW-Form-Urlencoded ; charset=utf-8' },
  },
  { it: 'text, as a form may call JSON', headers: { 'Content-Type': 'text/plain' }, body: '{"quantity":1}' },
  { it: 'a body of no type', headers: {} },
  { it: 'a body of two types', headers: { 'Content-Type': ['application/json', 'text/plain'] } },
  { it: 'a type that is none', headers: { 'Content-Type': 'application/json, text/plain' } },
  { it: 'a form where anything is taken', target: '/any-login', headers: form },
  {
    it: 'a multipart form where anything is taken',
    target: '/any-login',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
  },
  { it: 'an anonymous form where credentials are optional', target: '/client-login', headers: form },
  { it: 'a form with a cookie', target: '/client-login', headers: { ...form, Cookie: `sid=${KEYS.user}` } },
  { it: 'proof sent twice', headers: { ...form, 'Sec-Fetch-Site': ['same-origin', 'cross-site'] } },
];

describe.each(Object.entries(doors))('logins by forms behind the %s door', (_, openDoor) => {
  let orders: OrdersApi;
  let door: OpenDoor;

  beforeAll(async () => {
    orders = createOrdersApi({ definition: { operations: logins } });
    door = await openDoor(orders.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    orders.ran.length = 0;
    orders.records.length = 0;
  });

  const send = ({ target = '/login', headers, body = 'quantity=1' }: Case): Promise<RawAnswer> => {
    const all = { Host: 'api.example.com', ...headers, 'Content-Length': String(body.length) };
    return exchangeText(door.port, requestText('POST', `/v1${target}`, all, body));
  };

  it.each(ran)('run for $it', async (test) => {
    expect((await send(test)).status).toBe(200);
    expect(orders.ran).toHaveLength(1);
  });

  it.each(refused)('refuse $it', async (test) => {
    const answer = await send(test);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('"code":"cross-site-request"');
    expect(orders.ran).toEqual([]);
    expect(orders.records).toMatchObject([
      { kind: 'decision', stage: 9, outcome: 'denied', reason: 'cross-site', status: 403 },
    ]);
  });
});
