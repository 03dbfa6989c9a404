/**
 * The freshly generated project, started the way production does, behind a proxy that ends TLS. The demo plays that
 * proxy, the issuer of tokens and the clients.
 */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import {
  type AuditSink,
  createApi,
  createApiKey,
  hashApiKey,
  hashPassword,
} from '../server/src/generated/index.js';
import * as handlers from '../server/src/handlers/index.js';
import * as policies from '../server/src/policies/index.js';
import { addAccount } from '../server/src/accounts.js';
import { revocation } from '../server/src/credentials.js';
import { sessionKeys } from '../server/src/session.js';

/** What a record of the audit trail says, as far as the demo looks at it. */
export interface AuditRecord {
  readonly kind: string;
  readonly stage?: number;
  readonly reason?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Every line of the audit trail and of the log, as written. */
export const auditLines: string[] = [];
export const logLines: string[] = [];

export const PASSWORD = 'correct horse battery staple';
export const SCOPES = 'orders.read orders.write';
const AUDIENCE = 'https://api.example.com';

const audit: AuditSink = {
  name: 'demo',
  durable: false,
  append: (line) => auditLines.push(line) > 0,
  commit: () => undefined,
  close: () => Promise.resolve(),
};
const log = (message: string, fields?: unknown): void => {
  logLines.push(`${message} ${JSON.stringify(fields)}`);
};

const issuer = await generateKeyPair('ES256', { extractable: true });
const forger = await generateKeyPair('ES256');
const now = Math.floor(Date.now() / 1000);

/** Keys of two partners' shops: one is good, the other has expired. */
export const partnerKey = createApiKey('ord_live').key;
export const expiredKey = createApiKey('ord_live').key;
const keys = new Map([
  [hashApiKey(partnerKey), { id: 'toy-store', createdAt: now, expiresAt: now + 86_400 }],
  [hashApiKey(expiredKey), { id: 'book-store', createdAt: now - 864_000, expiresAt: now - 86_400 }],
]);

const passwordHash = await hashPassword(PASSWORD);
addAccount({ id: 'ann', username: 'ann', passwordHash, roles: ['customer'], tenant: 'berlin', plan: 'free' });

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
      lookup: ({ hash }) => {
        const found = keys.get(hash);
        return found === undefined ? null : { ...found, hash, roles: ['customer'], tenant: found.id };
      },
    },
    backOffice: {
      kind: 'basic',
      lookup: (username) =>
        username === 'accountant' ? { id: username, roles: ['admin'], passwordHash } : null,
    },
  },
  trust: { proxies: ['127.0.0.1/32', '::1/128'], header: 'x-forwarded-for', proto: 'header' },
  audit,
  logger: { debug: log, info: log, warn: log, error: log },
});

const server = createServer(api.node);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

/** Stops listening, and ends what the server holds. */
export async function close(): Promise<void> {
  server.close();
  await api.close();
}

export interface TokenWishes {
  readonly roles?: readonly string[];
  readonly scope?: string;
  readonly audience?: string;
  readonly plan?: string;
  readonly jti?: string;
}

/** The `Authorization` of a token that the issuer signed. */
export function bearer(subject: string, wishes: TokenWishes = {}): Promise<string> {
  return signed(subject, wishes, issuer.privateKey);
}

/** One that somebody else signed. */
export function forged(subject: string, wishes: TokenWishes = {}): Promise<string> {
  return signed(subject, wishes, forger.privateKey);
}

async function signed(subject: string, wishes: TokenWishes, key: CryptoKey): Promise<string> {
  const { roles = ['customer'], scope = SCOPES, audience = AUDIENCE, plan, jti = subject } = wishes;
  const token = await new SignJWT({ client_id: 'web', scope, roles: [...roles], tid: 'berlin', jti, plan })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'demo' })
    .setSubject(subject)
    .setIssuer('https://id.example.com')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
  return `Bearer ${token}`;
}

/** Sends one request the way the proxy would pass it on. */
export function send({ method, path, headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        port,
        method,
        path,
        headers: {
          Host: 'api.example.com',
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
