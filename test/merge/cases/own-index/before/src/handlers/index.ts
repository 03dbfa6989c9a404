// One list, by hand.
export { listOrders } from './orders.js';
