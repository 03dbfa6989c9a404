import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /orders: Nobody owns what stands in a list. */
export const listOrders: Handlers['listOrders'] = async (): Promise<ReplyOf<'listOrders'>> => {
  return problem(501, 'not-implemented');
};

/** POST /orders: Nobody owns what is not there yet. */
export const createOrder: Handlers['createOrder'] = async (): Promise<ReplyOf<'createOrder'>> => {
  return problem(501, 'not-implemented');
};

/** GET /orders/{orderId} */
export const getOrder: Handlers['getOrder'] = async (): Promise<ReplyOf<'getOrder'>> => {
  return problem(501, 'not-implemented');
};

/** PUT /orders/{orderId} */
export const putOrder: Handlers['putOrder'] = async (): Promise<ReplyOf<'putOrder'>> => {
  return problem(501, 'not-implemented');
};
