import { type Handlers, problem } from '../generated/index.js';

/** GET /orders: Nobody owns what stands in a list. */
export const listOrders: Handlers['listOrders'] = () => problem(501, 'not-implemented');

/** POST /orders: Nobody owns what is not there yet. */
export const createOrder: Handlers['createOrder'] = () => problem(501, 'not-implemented');

/** GET /orders/{orderId} */
export const getOrder: Handlers['getOrder'] = () => problem(501, 'not-implemented');

/** PUT /orders/{orderId} */
export const putOrder: Handlers['putOrder'] = () => problem(501, 'not-implemented');
