import type { Handlers } from '../generated/index.js';

class Orders {
  showOrder: Handlers['showOrder'] = () => ({ status: 204 });
  cancelOrder: Handlers['cancelOrder'] = () => ({ status: 204 });
}
export const { showOrder, cancelOrder } = new Orders();
