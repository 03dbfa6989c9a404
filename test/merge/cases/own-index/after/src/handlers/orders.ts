import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /orders */
export const listOrders: Handlers['listOrders'] = async (): Promise<ReplyOf<'listOrders'>> => {
  return problem(501, 'not-implemented');
};

/** POST /orders */
export const createOrder: Handlers['createOrder'] = async (): Promise<ReplyOf<'createOrder'>> => {
  return problem(501, 'not-implemented');
};
