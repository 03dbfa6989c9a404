import type { Handlers } from '../generated/index.js';

export const createOrder: Handlers['createOrder'] = ({ body }) => {
  const { sku } = body;
  return {
    status: 200,
    body: { id: sku },
  };
};
