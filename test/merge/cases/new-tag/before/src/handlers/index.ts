// my index
export * from './orders.js';