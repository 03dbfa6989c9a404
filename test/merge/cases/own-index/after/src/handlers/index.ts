// One list, by hand.
export { listOrders } from './orders.js';
export { createOrder } from './orders.js';
