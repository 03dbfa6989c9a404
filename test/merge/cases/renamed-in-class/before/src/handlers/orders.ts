import type { Handlers } from '../generated/index.js';

class Orders {
  getOrder: Handlers['getOrder'] = () => ({ status: 204 });
  cancelOrder: Handlers['cancelOrder'] = () => ({ status: 204 });
}
export const { getOrder, cancelOrder } = new Orders();
