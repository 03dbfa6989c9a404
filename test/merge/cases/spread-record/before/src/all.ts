import type { Handlers } from './generated/index.js';
import * as orders from './orders.js';

const more = { createOrder: (() => ({ status: 204 })) satisfies Handlers['createOrder'] };
export const handlers: Handlers = { ...orders, ...more };
