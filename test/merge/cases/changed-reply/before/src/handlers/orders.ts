import type { Handlers } from '../generated/index.js';

export const createOrder: Handlers['createOrder'] = ({ body }) => ({
  status: 200,
  body: {
    id: body.sku,
  },
});
