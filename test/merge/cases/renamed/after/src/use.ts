import type { ShowOrderRequest } from './generated/index.js';
import { showOrder } from './handlers/orders.js';

// getOrder is called here.
export const again = (request: ShowOrderRequest) => ({ call: showOrder(request), label: 'getOrder' });
