export * from './products.js';
export * from './orders.js';
export * from './reports.js';
export * from './session.js';
