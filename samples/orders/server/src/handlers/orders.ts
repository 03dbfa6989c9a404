import { randomUUID } from 'node:crypto';
import { type Handlers, problem, type ReplyOf } from '../generated/index.js';
import { shop } from '../shop.js';

/** GET /me: Say who is calling. */
export const getMe: Handlers['getMe'] = ({ principal }) => ({
  status: 200,
  body: { id: principal.id, roles: [...principal.roles] },
});

/** GET /orders: List the caller's own orders. */
export const listOrders: Handlers['listOrders'] = ({ scope, query }) => ({
  status: 200,
  body: shop.ordersOf(scope.customer, query.status).slice(0, 100),
});

/** POST /orders: Place an order. */
export const createOrder: Handlers['createOrder'] = ({ principal, body, audit }): ReplyOf<'createOrder'> => {
  if (shop.product(body.sku) === null) return problem(409, 'conflict');
  const order = shop.save({
    ...body,
    id: randomUUID(),
    customer: principal.id,
    // Only support gets to send one.
    status: body.status ?? 'open',
    margin: 0.2,
    createdAt: new Date().toISOString(),
  });
  audit.object('order', order.id);
  return { status: 201, headers: { Location: `/v1/orders/${order.id}` }, body: order };
};

/** GET /orders/{orderId}: Show one order. */
export const getOrder: Handlers['getOrder'] = ({ grant }) => ({ status: 200, body: grant.object });

/** PATCH /orders/{orderId}: Change an order that has not been shipped, or ship it. */
export const updateOrder: Handlers['updateOrder'] = ({ grant, body, audit }): ReplyOf<'updateOrder'> => {
  if (grant.object.status !== 'open') return problem(409, 'conflict');
  audit.changes(Object.keys(body));
  return { status: 200, body: shop.save({ ...grant.object, ...body }) };
};

/** DELETE /orders/{orderId}: Cancel an order, for support. */
export const cancelOrder: Handlers['cancelOrder'] = ({ grant, audit }): ReplyOf<'cancelOrder'> => {
  shop.save({ ...grant.object, status: 'cancelled' });
  audit.changes(['status']);
  return { status: 204 };
};

/** POST /orders/{orderId}/attachments: Attach a file to an order. */
export const attachFile: Handlers['attachFile'] = async ({ body }): Promise<ReplyOf<'attachFile'>> => {
  let bytes = 0;
  for await (const file of body.files) {
    for await (const chunk of file.stream) bytes += (chunk as Buffer).length;
  }
  return { status: 201, body: { bytes } };
};
