import type { Handlers, ReplyOf } from '../generated/index.js';
import { shop } from '../shop.js';

/** GET /reports/sales: What was sold, by product. */
export const getSalesReport: Handlers['getSalesReport'] = (): ReplyOf<'getSalesReport'> => {
  const rows = [...shop.sales()].map(([sku, sold]) => `${sku},${sold}`);
  return { status: 200, body: `sku,sold\n${rows.join('\n')}\n` };
};
