import type { Handlers } from '../generated/index.js';

/** GET /orders */
export const listOrders: Handlers['listOrders'] = () => ({ status: 204 });
