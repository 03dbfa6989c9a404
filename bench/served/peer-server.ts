/**
 * The best peer, at its best: fastify-openapi-glue on the same document, with a security handler of our own that verifies
 * a token once and remembers it. It checks credentials and scopes and validates; it decides about no object, limits
 * nothing, records nothing, and sends neither security headers nor limit fields.
 *
 * With `protected` it does what plugins add to it: security headers, the two limits of the sample with their fields, and an
 * audit line of pino's for what the sample records. It still decides about no object.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyRequest, type RouteHandlerMethod } from 'fastify';
import glue from 'fastify-openapi-glue';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import pino from 'pino';
import { parse } from 'yaml';
import { announce } from './contestant.js';
import { loadShop, newOrder } from './shop.js';
import { ISSUER_KEYS } from './tokens.js';

const [project, kind] = process.argv.slice(2) as [string, 'protected'?];
const shop = await loadShop(project);
const keys = createLocalJWKSet({ keys: ISSUER_KEYS });
const verified = new Map<string, JWTPayload>();

async function claimsOf(authorization: string | undefined): Promise<JWTPayload> {
  const token = authorization?.slice('Bearer '.length) ?? '';
  const known = verified.get(token);
  if (known !== undefined && known.exp! > Date.now() / 1000) return known;
  const { payload } = await jwtVerify(token, keys, {
    issuer: 'https://id.example.com',
    audience: 'https://api.example.com',
    algorithms: ['ES256'],
    typ: 'at+jwt',
  });
  verified.set(token, payload);
  return payload;
}

interface PeerRequest extends FastifyRequest {
  claims?: JWTPayload;
}

const unused = (): never => {
  throw new Error('This workload is not measured');
};

const handlers: Readonly<Record<string, RouteHandlerMethod>> = {
  getOrder: ({ params }, reply) => reply.send(shop.order((params as { orderId: string }).orderId)),
  listOrders: (request, reply) =>
    reply.send(shop.ordersOf((request as PeerRequest).claims!.sub!).slice(0, 100)),
  createOrder: ({ body }, reply) =>
    reply
      .code(201)
      .header('Location', '/v1/orders/1')
      .send(newOrder(body as object)),
};

const app = fastify(kind === 'protected' ? { trustProxy: '127.0.0.1' } : {});
const isAdmitted = kind === 'protected' ? await protect(app) : null;
await app.register(glue, {
  specification: withoutExtensions(
    parse(readFileSync(`${project}/openapi.effective.yaml`, 'utf8')),
  ) as object,
  prefix: 'v1',
  securityHandlers: {
    async oauth(request: PeerRequest, _reply: unknown, scopes: readonly string[]) {
      const claims = await claimsOf(request.headers.authorization);
      const granted = String(claims['scope']).split(' ');
      if (!scopes.every((scope) => granted.includes(scope))) throw new Error('Insufficient scope');
      request.claims = claims;
      if (isAdmitted !== null && !(await isAdmitted(request))) throw new Error('Too many requests');
    },
    partnerKey: unused,
    backOffice: unused,
  },
  operationResolver: (name: string) => handlers[name] ?? unused,
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce((app.server.address() as AddressInfo).port);

/** Answers what limits a caller who has been authenticated. */
async function protect(instance: FastifyInstance): Promise<(request: FastifyRequest) => Promise<boolean>> {
  const limit = { max: 900_000_000, timeWindow: 60_000 };
  await instance.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  await instance.register(rateLimit, { ...limit, enableDraftSpec: true });
  const audit = pino({ base: null }, pino.destination({ sync: false, minLength: 8 * 1024 }));
  const record = (record: string, request: PeerRequest, status: number | null): void =>
    audit.info({
      record,
      requestId: request.id,
      actor: { id: request.claims?.sub, scheme: 'oauth' },
      operation: request.routeOptions.url,
      source: { ip: request.ip, userAgent: request.headers['user-agent'] },
      host: request.host,
      status,
    });
  instance.addHook('preHandler', (request, _reply, done) => {
    if (request.method !== 'GET') record('intent', request, null);
    done();
  });
  instance.addHook('onResponse', (request, { statusCode }, done) => {
    record(request.method === 'GET' ? 'decision' : 'outcome', request, statusCode);
    done();
  });
  const callers = instance.createRateLimit({
    ...limit,
    keyGenerator: (request) => (request as PeerRequest).claims!.sub!,
  });
  return async (request) => {
    const verdict = await callers(request);
    return verdict.isAllowed || !verdict.isExceeded;
  };
}

/** Its validator refuses keywords that it does not know. */
function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !name.startsWith('x-'));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutExtensions(member)]));
}
