import { type Handlers, problem } from '../generated/index.js';

/** GET /orders */
export const listOrders: Handlers['listOrders'] = () => problem(501, 'not-implemented');

/** POST /orders */
export const createOrder: Handlers['createOrder'] = () => problem(501, 'not-implemented');
