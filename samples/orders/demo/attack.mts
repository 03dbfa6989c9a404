/**
 * The demo's second half, run inside the freshly generated project: starts the server the way production does, behind a
 * proxy that ends TLS, and plays proxy and clients itself.
 */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { type AuditSink, createApi, createApiKey, hashPassword } from '../server/src/generated/index.js';
import * as handlers from '../server/src/handlers/index.js';
import * as policies from '../server/src/policies/index.js';
import { addAccount } from '../server/src/accounts.js';
import { revocation } from '../server/src/credentials.js';
import { sessionKeys } from '../server/src/session.js';

const HOST = 'api.example.com';

interface AuditRecord {
  readonly kind: string;
  readonly stage?: number;
  readonly reason?: string | null;
}

const records: AuditRecord[] = [];
const audit: AuditSink = {
  name: 'demo',
  durable: false,
  append: (line) => records.push(JSON.parse(line) as AuditRecord) > 0,
  commit: () => undefined,
  close: () => Promise.resolve(),
};

const issuer = await generateKeyPair('ES256', { extractable: true });
const forger = await generateKeyPair('ES256');
const now = Math.floor(Date.now() / 1000);
const partner = createApiKey('ord_live');
const passwordHash = await hashPassword('correct horse battery staple');

addAccount({
  id: 'ann',
  username: 'ann',
  passwordHash,
  roles: ['customer'],
  tenant: 'berlin',
  plan: 'free',
});

const api = createApi({
  handlers: {
    ...handlers,
    // Stands for the bug that every service has one of.
    getProduct: (request) => {
      if (request.path.sku === 'BUG-500')
        throw new Error('connect ECONNREFUSED postgres://shop:hunter2@10.0.0.5');
      return handlers.getProduct(request);
    },
  },
  policies,
  credentials: {
    oauth: {
      kind: 'jwt',
      keys: [
        { ...(await exportJWK(issuer.publicKey)), kid: 'demo', alg: 'ES256', use: 'sig' },
        ...sessionKeys,
      ],
      revocation,
    },
    partnerKey: {
      kind: 'apiKey',
      lookup: ({ hash }) =>
        hash === partner.hash
          ? {
              hash,
              id: 'toy-store',
              keyId: partner.id,
              roles: ['partner'],
              createdAt: now,
              expiresAt: now + 86_400,
            }
          : null,
    },
    backOffice: {
      kind: 'basic',
      lookup: (username) =>
        username === 'accountant' ? { id: username, roles: ['admin'], passwordHash } : null,
    },
  },
  trust: { proxies: ['127.0.0.1/32', '::1/128'], header: 'x-forwarded-for', proto: 'header' },
  audit,
  logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
});

function ignore(): void {
  // The demo prints what the audit log says instead.
}

function token(
  subject: string,
  roles: readonly string[],
  scope: string,
  key = issuer.privateKey,
): Promise<string> {
  const claims: JWTPayload = {
    client_id: 'web',
    scope,
    roles: [...roles],
    tid: 'berlin',
    jti: `${subject}-${scope.length}`,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'demo' })
    .setSubject(subject)
    .setIssuer('https://id.example.com')
    .setAudience('https://api.example.com')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}

const SCOPES = 'orders.read orders.write';
const ann = `Bearer ${await token('ann', ['customer'], SCOPES)}`;
const bob = `Bearer ${await token('bob', ['customer'], SCOPES)}`;
const reader = `Bearer ${await token('ann', ['customer'], 'orders.read')}`;
const forged = `Bearer ${await token('ann', ['admin'], SCOPES, forger.privateKey)}`;
const unsigned = `Bearer eyJhbGciOiJub25lIn0.${ann.split('.')[1]}.`;

const server = createServer(api.node);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        port,
        method,
        path,
        headers: {
          Host: HOST,
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-For': '203.0.113.7',
          ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (reply) => {
        buffer(reply).then(
          (bytes) =>
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: bytes.toString() }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const colors = process.env['NO_COLOR'] === undefined && process.stdout.isTTY;
const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);

const STAGES: Readonly<Record<number, string>> = {
  2: 'connection',
  3: 'target',
  4: 'rate limit by address',
  5: 'path',
  6: 'method',
  7: 'declared size',
  8: 'authentication',
  10: 'rate limit by caller',
  11: 'roles and scopes',
  12: 'content type',
  13: 'body',
  14: 'validation',
  15: 'object policy',
  16: 'login guard',
  17: 'handler',
  18: 'reply',
};

let failures = 0;
let count = 0;

/** Sends a request, prints what came back and which rule decided. */
async function show(
  title: string,
  expected: number,
  rule: string,
  sent: Parameters<typeof send>,
): Promise<Answer> {
  records.length = 0;
  const answer = await send(...sent);
  count += 1;
  const ok = answer.status === expected;
  if (!ok) failures += 1;
  const record = records.findLast(({ kind }) => kind !== 'intent');
  const denied = answer.status >= 400;
  const stage = record?.stage;
  const decided =
    denied && stage !== undefined
      ? `stage ${stage}, ${STAGES[stage] ?? '?'}: ${record?.reason ?? ''}`
      : sent[0] === 'OPTIONS'
        ? 'stage 6, method: answered without a handler'
        : 'every stage passed, the handler answered';
  const number = String(count).padStart(2);
  console.log(`\n${paint(1, `${number}  ${title}`)}`);
  console.log(`    ${paint(2, 'request')}  ${sent[0]} ${sent[1]}`);
  const status = paint(denied ? 33 : 32, String(answer.status));
  console.log(
    `    ${paint(2, 'answer ')}  ${status} ${summarize(answer)}${ok ? '' : paint(31, `  expected ${expected}!`)}`,
  );
  console.log(`    ${paint(2, 'decided')}  ${decided}`);
  console.log(`    ${paint(2, 'because')}  ${rule}`);
  return answer;
}

function summarize({ headers, body }: Answer): string {
  if (!String(headers['content-type']).includes('problem+json'))
    return body.replaceAll('\n', ' ⏎ ').slice(0, 96);
  const problem = JSON.parse(body) as {
    code: string;
    errors?: { pointer?: string; parameter?: string; detail: string }[];
  };
  const first = problem.errors?.[0];
  const retry = headers['retry-after'];
  return (
    problem.code +
    (first === undefined ? '' : ` (${first.pointer ?? first.parameter}: ${first.detail})`) +
    (retry === undefined ? '' : ` (Retry-After: ${retry})`)
  );
}

const json = (authorization: string): Record<string, string> => ({
  Authorization: authorization,
  'Content-Type': 'application/json',
});
const orderBody = JSON.stringify({ sku: 'BKS-001', quantity: 2 });

console.log(
  '\nThe server runs. What it refuses, it refuses by what openapi.yaml says; no handler checks anything.',
);

await show('Anyone lists the products', 200, 'security: [], access: public', [
  'GET',
  '/v1/products?limit=1',
  {},
]);
await show('Nobody reads orders without credentials', 401, 'security: [oauth: orders.read]', [
  'GET',
  '/v1/orders',
  {},
]);
await show('A token somebody else signed', 401, 'securitySchemes.oauth: the issuer has other keys', [
  'GET',
  '/v1/orders',
  { Authorization: forged },
]);
await show('A token with alg: none', 401, 'securitySchemes.oauth.x-security.algorithms: [ES256]', [
  'GET',
  '/v1/orders',
  { Authorization: unsigned },
]);
await show('A token without the scope to write', 403, 'createOrder.security: [oauth: orders.write]', [
  'POST',
  '/v1/orders',
  json(reader),
  orderBody,
]);
const created = await show('Ann places an order', 201, 'scope orders.write, role customer', [
  'POST',
  '/v1/orders',
  json(ann),
  orderBody,
]);
const location = String(created.headers.location);
await show('Ann reads it', 200, 'policy orderAccess: it is hers', ['GET', location, { Authorization: ann }]);
await show('Bob reads it: to him it does not exist', 404, 'access.object.policy: orderAccess', [
  'GET',
  location,
  { Authorization: bob },
]);
await show('Ann cancels it herself', 403, 'cancelOrder: access.roles: [support]', [
  'DELETE',
  location,
  { Authorization: ann },
]);
await show(
  'Ann sets the status, which only the server may',
  400,
  'schemas.Order.properties.status: readOnly',
  ['POST', '/v1/orders', json(ann), JSON.stringify({ sku: 'BKS-001', quantity: 1, status: 'shipped' })],
);
await show('A quantity out of range', 400, 'schemas.Order.properties.quantity: maximum: 1000', [
  'PATCH',
  location,
  json(ann),
  JSON.stringify({ quantity: 5000 }),
]);
await show('The same key twice in one body', 400, 'strict JSON: what one parser skips another obeys', [
  'PATCH',
  location,
  json(ann),
  '{"quantity":1,"quantity":900}',
]);
await show('A body of the wrong kind', 415, 'createOrder.requestBody.content: application/json', [
  'POST',
  '/v1/orders',
  { Authorization: bob, 'Content-Type': 'text/xml' },
  '<order/>',
]);
await show('A path in disguise', 400, 'one spelling per target', [
  'GET',
  '/v1/products/..%2f..%2fetc/passwd',
  {},
]);
await show('Plain HTTP with a token: it has leaked already', 403, 'HTTPS only', [
  'GET',
  '/v1/orders',
  { Authorization: ann, 'X-Forwarded-Proto': 'http' },
]);
await show('A handler that throws', 500, 'errors say nothing: compare the exception in attack.mts', [
  'GET',
  '/v1/products/BUG-500',
  {},
]);
await show('A partner orders with an API key', 201, 'createOrder.security: [partnerKey: partner]', [
  'POST',
  '/v1/orders',
  { 'X-API-Key': partner.key, 'Content-Type': 'application/json' },
  orderBody,
]);
await show('The accountant fetches the report', 200, 'getSalesReport: backOffice, access.roles: [admin]', [
  'GET',
  '/v1/reports/sales',
  { Authorization: `Basic ${Buffer.from('accountant:correct horse battery staple').toString('base64')}` },
]);
await show(
  'An order that calls back into the cloud',
  400,
  'Order.callbackUrl: url.hosts: [*.partner.example]',
  [
    'POST',
    '/v1/orders',
    json(bob),
    JSON.stringify({ sku: 'BKS-001', quantity: 1, callbackUrl: 'https://169.254.169.254/latest/meta-data/' }),
  ],
);
await show('A page of the shop asks before it posts', 204, 'cors.origins: [https://app.example.com]', [
  'OPTIONS',
  '/v1/orders',
  { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' },
]);
const password = (text: string): string => JSON.stringify({ username: 'ann', password: text });
const login = { 'Content-Type': 'application/json' };
await show('Ann signs in', 200, 'login: public, guarded', [
  'POST',
  '/v1/login',
  login,
  password('correct horse battery staple'),
]);
await Promise.all(Array.from({ length: 5 }, () => send('POST', '/v1/login', login, password('123456'))));
await show('Somebody guesses her password for the sixth time', 429, 'login.perAccount: 5/15m', [
  'POST',
  '/v1/login',
  login,
  password('letmein'),
]);
for (let order = 0; order < 3; order += 1) await send('POST', '/v1/orders', json(bob), orderBody);
await show('Bob orders too much at once', 429, 'limiters.checkout: 6/1m, burst 3', [
  'POST',
  '/v1/orders',
  json(bob),
  orderBody,
]);
revocation.revoke(`ann-${SCOPES.length}`, now + 600);
await show(
  'Ann logs out: her token ends with it',
  401,
  'securitySchemes.oauth.x-security.revocation: [jti]',
  ['GET', '/v1/orders', { Authorization: ann }],
);

server.close();
await api.close();
console.log(`\n${count} requests, ${count - failures} answered as the document says.`);
if (failures > 0) process.exitCode = 1;
