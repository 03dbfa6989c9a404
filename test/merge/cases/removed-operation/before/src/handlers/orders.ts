import type { CancelOrderRequest, Handlers } from '../generated/index.js';

export const listOrders: Handlers['listOrders'] = () => ({ status: 204 });

/** Mine. */
export const cancelOrder: Handlers['cancelOrder'] = ({ path }) => cancel(path.id);

function cancel(id: CancelOrderRequest['path']['id']) {
  return { status: 204 } as const satisfies { status: number; id?: typeof id };
}
