import type { Handlers, ReplyOf } from '../generated/index.js';
import { problem } from '../generated/index.js';

export const getOrder: Handlers['getOrder'] = ({ grant }) => ({ status: 204, ...(grant.object === null && {}) });
export const cancelOrder: Handlers['cancelOrder'] = ({ grant, principal }) => {
  if (grant.object === principal.id) return { status: 204 };
  return { status: 204 };
};

/** GET /orders */
export const listOrders: Handlers['listOrders'] = async (): Promise<ReplyOf<'listOrders'>> => {
  return problem(501, 'not-implemented');
};
