import { type Handlers, problem } from '../generated/index.js';
import type { BillInput } from '../generated/types.js';

/** GET /orders */
export const listOrders: Handlers['listOrders'] = () => ({ status: 204 });

/** POST /bills */
export const createBill: Handlers['createBill'] = ({ body }) =>
  body.lines.length === 0 ? problem(422, 'not-implemented') : { status: 200, body: made(body) };

const made = (input: BillInput): BillInput & { readonly id: string } => ({ ...input, id: '1' });
