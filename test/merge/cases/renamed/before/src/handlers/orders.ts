import type { Handlers, ReplyOf } from '../generated/index.js';

export const getOrder: Handlers['getOrder'] = ({ grant }): ReplyOf<'getOrder'> => ({ status: 204, ...(grant.object === null && {}) });
export const cancelOrder: Handlers['cancelOrder'] = ({ grant, principal }) => {
  if (grant.object === principal.id) return { status: 204 };
  return { status: 204 };
};
// ReplyOf<'getOrder'>
export type Both = ReplyOf<'getOrder' | 'cancelOrder'> | Exclude<'getOrder', 'x'>;
