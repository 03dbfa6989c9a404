import type { GetOrderRequest } from './generated/index.js';
import { getOrder } from './handlers/orders.js';

// getOrder is called here.
export const again = (request: GetOrderRequest) => ({ call: getOrder(request), label: 'getOrder' });
