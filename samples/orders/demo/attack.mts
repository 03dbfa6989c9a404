/**
 * The demo's second half, run inside the freshly generated project: every member of the document's `x-security` refuses
 * what it should, and lets through what it may.
 */
import { revocation } from '../server/src/credentials.js';
import {
  type Answer,
  auditLines,
  bearer,
  close,
  expiredKey,
  forged,
  logLines,
  partnerKey,
  PASSWORD,
  send,
  type Sent,
} from './served-shop.mjs';
import { check, finish, show } from './show.mjs';

const ann = await bearer('ann');
const bob = await bearer('bob');
const sam = await bearer('sam', { roles: ['support'] });
const ada = await bearer('ada', { roles: ['admin'] });
const unsigned = `Bearer eyJhbGciOiJub25lIn0.${ann.split('.')[1]}.`;

const as = (authorization: string): Record<string, string> => ({ Authorization: authorization });
const get = (path: string, headers: Record<string, string> = {}): Sent => ({ method: 'GET', path, headers });
const sendJson = (method: string, path: string, headers: Record<string, string>, value: unknown): Sent => ({
  method,
  path,
  headers: { ...headers, 'Content-Type': 'application/json' },
  body: typeof value === 'string' ? value : JSON.stringify(value),
});
const order = { sku: 'BKS-001', quantity: 2 };
const has = (answer: Answer, text: string): boolean => answer.body.includes(text);
const pointsAt =
  (pointer: string) =>
  (answer: Answer): boolean =>
    has(answer, `"pointer":"${pointer}"`);

console.log(
  '\nThe server runs. What it refuses, it refuses by what openapi.yaml says; no handler checks anything.',
);

// Who is calling: security, and x-security of the schemes.
await show('Anyone lists the products', get('/v1/products?limit=1'), {
  status: 200,
  rule: 'listProducts: security: [], access: public',
});
await show('Nobody reads orders without credentials', get('/v1/orders'), {
  status: 401,
  rule: 'security: [oauth: orders.read]',
  shows: ({ headers }) => String(headers['www-authenticate']),
});
await show('A token somebody else signed', get('/v1/orders', as(await forged('ann', { roles: ['admin'] }))), {
  status: 401,
  rule: 'oauth.issuer: https://id.example.com has other keys',
});
await show('A token with alg: none', get('/v1/orders', as(unsigned)), {
  status: 401,
  rule: 'oauth.algorithms: [ES256]',
});
await show(
  'A token for another service',
  get('/v1/orders', as(await bearer('ann', { audience: 'https://b' }))),
  {
    status: 401,
    rule: 'oauth.audience: https://api.example.com',
  },
);
await show(
  'A token without the scope to write',
  sendJson('POST', '/v1/orders', as(await bearer('ann', { scope: 'orders.read' })), order),
  { status: 403, rule: 'createOrder.security: [oauth: orders.write]' },
);
await show(
  'A key of another format',
  sendJson('POST', '/v1/orders', { 'X-API-Key': partnerKey.replace('live', 'test') }, order),
  { status: 401, rule: 'partnerKey.prefix: ord_live' },
);
await show('A key that has expired', sendJson('POST', '/v1/orders', { 'X-API-Key': expiredKey }, order), {
  status: 401,
  rule: 'partnerKey.expires: 90d',
});
await show(
  'A partner orders with a good key',
  sendJson('POST', '/v1/orders', { 'X-API-Key': partnerKey }, order),
  {
    status: 201,
    rule: 'createOrder.security: [partnerKey: customer]',
  },
);

// What they may do: roles, objects, lists.
const created = await show('Ann places an order', sendJson('POST', '/v1/orders', as(ann), order), {
  status: 201,
  rule: 'createOrder: scope orders.write, roles: [customer]',
});
const location = String(created.headers.location);
await show('Ann reads it, without what the shop earns', get(location, as(ann)), {
  status: 200,
  rule: 'object.policy: owner; Order.margin: read: [admin]',
  holds: (answer) => has(answer, '"status":"open"') && !has(answer, 'margin'),
  shows: ({ body }) => body.slice(0, 160),
});
await show('An admin reads it, with the margin', get(location, as(ada)), {
  status: 200,
  rule: 'roles: admin implies support; Order.margin: read: [admin]',
  holds: (answer) => has(answer, '"margin":0.2'),
  shows: ({ body }) => body.slice(0, 160),
});
await show('Bob reads it: to him it does not exist', get(location, as(bob)), {
  status: 404,
  rule: 'object.policy: owner, deny: 404',
});
await show('Bob lists his orders, and Ann’s is not among them', get('/v1/orders', as(bob)), {
  status: 200,
  rule: 'listOrders: object.policy: ownOrders, list: { items }',
  holds: ({ body }) => body === '[]',
});
await show(
  'Ann cancels it herself',
  { method: 'DELETE', path: location, headers: as(ann) },
  {
    status: 403,
    rule: 'cancelOrder: roles: [support]',
  },
);

// What they may send: properties, urls, validation.
const placed = (value: object): object => ({ ...order, ...value });
await show('Ann says what the shop earns', sendJson('POST', '/v1/orders', as(ann), placed({ margin: 0 })), {
  status: 403,
  rule: 'Order.margin: write: []',
  holds: pointsAt('#/margin'),
});
await show('Ann ships her own order', sendJson('PATCH', location, as(ann), { status: 'shipped' }), {
  status: 403,
  rule: 'updateOrder: status: write: [support]',
  holds: pointsAt('#/status'),
});
await show(
  'Ann sends back what she read, changed',
  sendJson('PATCH', location, as(ann), { quantity: 3, status: 'open' }),
  {
    status: 200,
    rule: 'a forbidden value that is the current one is dropped; quantity: write: [$owner]',
    holds: (answer) => has(answer, '"quantity":3'),
  },
);
await show('Support changes how much she wants', sendJson('PATCH', location, as(sam), { quantity: 900 }), {
  status: 403,
  rule: 'updateOrder: quantity: write: [$owner]',
  holds: pointsAt('#/quantity'),
});
await show('Support ships it', sendJson('PATCH', location, as(sam), { status: 'shipped' }), {
  status: 200,
  rule: 'updateOrder: status: write: [support]',
  holds: (answer) => has(answer, '"status":"shipped"'),
});
await show(
  'An order that calls back into the cloud',
  sendJson(
    'POST',
    '/v1/orders',
    as(sam),
    placed({ callbackUrl: 'https://169.254.169.254/latest/meta-data/' }),
  ),
  {
    status: 400,
    rule: 'Order.callbackUrl: url.hosts: [*.partner.example]',
    holds: pointsAt('#/callbackUrl'),
  },
);
await show(
  'An order that calls back a partner',
  sendJson('POST', '/v1/orders', as(sam), placed({ callbackUrl: 'https://toys.partner.example/shipped' })),
  { status: 201, rule: 'Order.callbackUrl: url.hosts: [*.partner.example]' },
);
await show('A quantity out of range', sendJson('PATCH', location, as(ann), { quantity: 5000 }), {
  status: 400,
  rule: 'updateOrder: quantity: maximum: 1000',
});
await show('A property nobody declared', sendJson('PATCH', location, as(ann), { isAdmin: true }), {
  status: 400,
  rule: 'updateOrder: validation.unknownProperties: reject',
});
await show(
  'The same key twice in one body',
  sendJson('PATCH', location, as(ann), '{"quantity":1,"quantity":900}'),
  {
    status: 400,
    rule: 'strict JSON: what one parser skips another obeys',
  },
);
const boundary = 'demo';
const upload = (bytes: number): Sent => ({
  method: 'POST',
  path: `${location}/attachments`,
  headers: { ...as(ann), 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  body: [
    `--${boundary}\r\nContent-Disposition: form-data; name="caption"\r\n\r\nInvoice\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="../../a"\r\n`,
    `Content-Type: application/octet-stream\r\n\r\n${'x'.repeat(bytes)}\r\n--${boundary}--\r\n`,
  ].join(''),
});
await show('Ann attaches a file', upload(70_000), {
  status: 201,
  rule: 'attachFile: object.policy: owner, body.max: 1MiB',
});
// Refused for the length it declares, before it is sent.
const large = upload(0);
await show(
  'A file that is too large',
  { ...large, headers: { ...large.headers, 'Content-Length': '1100000' } },
  { status: 413, rule: 'attachFile: body.max: 1MiB' },
);
await show(
  'A body of the wrong kind',
  {
    method: 'POST',
    path: '/v1/orders',
    headers: { ...as(bob), 'Content-Type': 'text/xml' },
    body: '<order/>',
  },
  { status: 415, rule: 'createOrder.requestBody.content: application/json' },
);

// How they come: transport, origins.
await show('A path in disguise', get('/v1/products/..%2f..%2fetc/passwd'), {
  status: 400,
  rule: 'one spelling per target',
});
await show(
  'Plain HTTP with a token: it has leaked already',
  get('/v1/orders', { ...as(bob), 'X-Forwarded-Proto': 'http' }),
  {
    status: 403,
    rule: 'HTTPS only',
  },
);
await show('Another host', get('/v1/products', { Host: 'evil.example' }), {
  status: 421,
  rule: 'servers: [https://api.example.com/v1]',
});
const preflight = (origin: string): Sent => ({
  method: 'OPTIONS',
  path: '/v1/orders',
  headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
});
const opens = ({ headers }: Answer): string =>
  `Access-Control-Allow-Origin: ${headers['access-control-allow-origin'] ?? 'not sent'}`;
await show('A page of the shop asks before it posts', preflight('https://app.example.com'), {
  status: 204,
  rule: 'cors.origins: [https://app.example.com]',
  shows: opens,
  holds: ({ headers }) => headers['access-control-allow-origin'] === 'https://app.example.com',
});
await show('A page of somebody else asks', preflight('https://evil.example'), {
  status: 204,
  rule: 'cors.origins: [https://app.example.com]; its browser refuses',
  shows: opens,
  holds: ({ headers }) => headers['access-control-allow-origin'] === undefined,
});

// How much: limits, plans, costs, the login guard.
const limits = ({ headers }: Answer): string => `RateLimit: ${String(headers['ratelimit'])}`;
const policy = ({ headers }: Answer): string => `RateLimit-Policy: ${String(headers['ratelimit-policy'])}`;
const cy = await bearer('cy', { plan: 'pro' });
await show('A caller on the free plan', get('/v1/orders', as(bob)), {
  status: 200,
  rule: 'plans.default: free; limiters.user: 60/1m',
  shows: policy,
  holds: (answer) => policy(answer).includes('"user";q=60;w=60'),
});
await show('A caller on plan pro', get('/v1/orders', as(cy)), {
  status: 200,
  rule: 'plans.pro: user: 600/1m, monthly: 1000000/30d',
  shows: policy,
  holds: (answer) => policy(answer).includes('"monthly";q=1000000'),
});
await show('An order costs five of the month', sendJson('POST', '/v1/orders', as(cy), order), {
  status: 201,
  rule: 'createOrder: cost: 5; limiters.monthly: unit: cost',
  shows: limits,
});
await Promise.all(Array.from({ length: 6 }, () => send(sendJson('POST', '/v1/orders', as(bob), order))));
await show('Bob orders too much at once', sendJson('POST', '/v1/orders', as(bob), order), {
  status: 429,
  rule: 'limiters.checkout: 6/1m, burst 3',
});
const signIn = (password: string): Sent => sendJson('POST', '/v1/login', {}, { username: 'ann', password });
const session = await show('Ann signs in', signIn(PASSWORD), {
  status: 200,
  rule: 'login: public, guarded',
  shows: () => '{"accessToken":…}',
});
const { accessToken } = JSON.parse(session.body) as { readonly accessToken: string };
await show('Her new token works like any other', get('/v1/orders', as(`Bearer ${accessToken}`)), {
  status: 200,
  rule: 'oauth: any key of the issuer',
});
for (let guess = 0; guess < 10; guess += 1) await send(signIn(`guess ${guess}`));
await show('Somebody guesses her password for the eleventh time', signIn('letmein'), {
  status: 429,
  rule: 'login.perAccount: 10/15m',
});
const basic = (password: string): string =>
  `Basic ${Buffer.from(`accountant:${password}`).toString('base64')}`;
await show('The accountant fetches the report', get('/v1/reports/sales', as(basic(PASSWORD))), {
  status: 200,
  rule: 'getSalesReport: backOffice, roles: [admin]',
});
await show('Support does not', get('/v1/reports/sales', as(sam)), {
  status: 401,
  rule: 'getSalesReport: security: [backOffice]',
});

// What leaves, and what stays.
await show('A handler that throws', get('/v1/products/BUG-500'), {
  status: 500,
  rule: 'errors say nothing: compare the exception in served-shop.mts',
  holds: (answer) => !has(answer, 'ECONNREFUSED'),
});
revocation.revoke('ann', Math.floor(Date.now() / 1000) + 600);
await show('Ann logs out: her token ends with it', get('/v1/orders', as(ann)), {
  status: 401,
  rule: 'oauth.revocation: [jti]',
});
revocation.changeCredentials('bob');
await show('Bob changes his password: his old tokens end', get('/v1/orders', as(bob)), {
  status: 401,
  rule: 'oauth.revocation: [credential-change]',
});

await close();
const written = [...auditLines, ...logLines].join('\n');
check(
  `${auditLines.length} audit records and ${logLines.length} log lines hold no password (Login.password: sensitive: secret)`,
  ![PASSWORD, 'guess 0', 'letmein'].some((password) => written.includes(password)),
);
check(
  'Orders are on record as order.create (audit.action), before and after',
  ['intent', 'outcome'].every((kind) =>
    auditLines.some((line) => line.includes(`"kind":"${kind}"`) && line.includes('"action":"order.create"')),
  ),
);
finish();
