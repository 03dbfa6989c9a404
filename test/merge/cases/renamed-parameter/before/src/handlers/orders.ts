import type { Handlers } from '../generated/index.js';

export const getOrdersById: Handlers['getOrdersById'] = () => ({ status: 204 });
