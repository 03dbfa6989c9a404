/** The same work without any protection: what a framework does when it is told nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { announce } from './contestant.js';
import { loadShop, newOrder } from './shop.js';

const [project, kind] = process.argv.slice(2) as [string, 'node' | 'fastify'];
const shop = await loadShop(project);
const listOrders = (): object[] => shop.ordersOf('ann').slice(0, 100);

if (kind === 'fastify') {
  const app = fastify();
  app.get<{ Params: { orderId: string } }>('/v1/orders/:orderId', (request, reply) =>
    reply.send(shop.order(request.params.orderId)),
  );
  app.get('/v1/orders', (_request, reply) => reply.send(listOrders()));
  app.post('/v1/orders', (request, reply) => {
    const created = newOrder(request.body as object);
    return reply.code(201).header('Location', '/v1/orders/1').send(created);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  announce((app.server.address() as AddressInfo).port);
} else {
  const server = createServer((request, response) => {
    const send = (status: number, value: unknown, location: object = {}): void => {
      const text = JSON.stringify(value);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
        ...location,
      });
      response.end(text);
    };
    const { url = '', method } = request;
    if (method === 'POST') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as object;
        send(201, newOrder(body), { Location: '/v1/orders/1' });
      });
    } else if (url === '/v1/orders') {
      send(200, listOrders());
    } else {
      send(200, shop.order(url.slice('/v1/orders/'.length)));
    }
  });
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port));
}
