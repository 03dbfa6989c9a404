/**
 * The best peer, at its best: fastify-openapi-glue on the same document, with a security handler of our own that verifies
 * a token once and remembers it. It checks credentials and scopes and validates; it decides about no object, limits
 * nothing, records nothing, and sends neither security headers nor limit fields.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyRequest, type RouteHandlerMethod } from 'fastify';
import glue from 'fastify-openapi-glue';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { parse } from 'yaml';
import { announce } from './contestant.js';
import { loadShop, newOrder } from './shop.js';
import { ISSUER_KEYS } from './tokens.js';

const [project] = process.argv.slice(2) as [string];
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

const app = fastify();
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
    },
    partnerKey: unused,
    backOffice: unused,
  },
  operationResolver: (name: string) => handlers[name] ?? unused,
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce((app.server.address() as AddressInfo).port);

/** Its validator refuses keywords that it does not know. */
function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !name.startsWith('x-'));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutExtensions(member)]));
}
