import type { Bill } from './model.js';

export const totalOf = (bills: readonly Bill[]): number => bills.reduce((sum, { total }) => sum + total, 0);

export type Whole = import('./generated/types.js').Bill;
