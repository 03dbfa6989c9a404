/** The same work without any protection: what a framework does when it is told nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { announce } from './contestant.js';

const kind = process.argv[2];

const order = (n: number): object => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  customer: 'ann',
  sku: 'BKS-001',
  quantity: 2,
  giftWrap: false,
  note: 'Please ring twice.',
  status: 'open',
  createdAt: '2026-01-01T00:00:00.000Z',
});
const orders = new Map(
  Array.from({ length: 50 }, (_, n) => [`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, order(n)]),
);

const getOrder = (id: string): object | undefined => orders.get(id);
const listOrders = (): object[] => [...orders.values()].reverse();
const createOrder = (body: unknown): object => ({
  ...(body as object),
  id: '00000000-0000-4000-8000-000000000001',
  status: 'open',
  createdAt: '2026-01-01T00:00:00.000Z',
});

if (kind === 'fastify') {
  const app = fastify();
  app.get<{ Params: { orderId: string } }>('/v1/orders/:orderId', (request, reply) =>
    reply.send(getOrder(request.params.orderId)),
  );
  app.get('/v1/orders', (_request, reply) => reply.send(listOrders()));
  app.post('/v1/orders', (request, reply) => {
    const created = createOrder(request.body);
    return reply.code(201).header('Location', '/v1/orders/1').send(created);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  announce((app.server.address() as AddressInfo).port);
} else {
  const server = createServer((request, response) => {
    const send = (status: number, value: unknown): void => {
      const text = JSON.stringify(value);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
      });
      response.end(text);
    };
    const { url = '', method } = request;
    if (method === 'POST') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => send(201, createOrder(JSON.parse(Buffer.concat(chunks).toString()))));
    } else if (url === '/v1/orders') {
      send(200, listOrders());
    } else {
      send(200, getOrder(url.slice('/v1/orders/'.length)));
    }
  });
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
}
