export * from '../shop/all.js';
