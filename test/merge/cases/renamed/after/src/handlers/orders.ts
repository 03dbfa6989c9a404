import type { Handlers, ReplyOf } from '../generated/index.js';

export const showOrder: Handlers['showOrder'] = ({ grant }): ReplyOf<'showOrder'> => ({ status: 204, ...(grant.object === null && {}) });
export const cancelOrder: Handlers['cancelOrder'] = ({ grant, principal }) => {
  if (grant.object === principal.id) return { status: 204 };
  return { status: 204 };
};
// ReplyOf<'getOrder'>
export type Both = ReplyOf<'showOrder' | 'cancelOrder'> | Exclude<'getOrder', 'x'>;
