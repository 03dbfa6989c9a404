import type { Handlers } from '../generated/index.js';

class Orders {
  listOrders: Handlers['listOrders'] = () => ({ status: 204 });
  createOrder: Handlers['createOrder'] = () => ({ status: 204 });
}
export const { listOrders, createOrder } = new Orders();
