// my index
export * from './orders.js';
export * from './payments.js';
