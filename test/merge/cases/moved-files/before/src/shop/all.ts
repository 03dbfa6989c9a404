export { orders as listOrders } from './orders.js';
export * from './create.js';
