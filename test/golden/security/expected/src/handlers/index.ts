export * from './general.js';
