import type { Handlers } from '../generated/index.js';

export function listOrders(...[request]: Parameters<Handlers['listOrders']>): ReturnType<Handlers['listOrders']> {
  return { status: 204, ...(request.principal ?? {}) };
}

async function create() {
  return { status: 204 } as const;
}
export { create as createOrder };
