import type { Handlers } from '../generated/index.js';
export const createOrder: Handlers['createOrder'] = () => ({ status: 204 });
