import { absent, allow, deny, type Policies, scope } from '../generated/index.js';
import { shop, type StoredOrder } from '../shop.js';

declare module '../generated/contract.js' {
  interface Objects {
    order: StoredOrder;
  }
  interface Scopes {
    ownOrders: { readonly customer: string };
  }
}

/** Who may reach order objects: decides getOrder, updateOrder, cancelOrder, attachFile. */
export const owner: Policies['owner'] = ({ id, principal }) => {
  const order = shop.order(id);
  if (order === null) return absent();
  if (order.customer === principal.id) return allow(order, '$owner');
  return principal.roles.includes('support') ? allow(order) : deny();
};

/** Which order objects a caller may see: scopes listOrders, and checks each item that leaves. */
export const ownOrders: Policies['ownOrders'] = {
  scope: ({ principal }) => scope({ customer: principal.id }),
  allows: (order, { principal }) => order.customer === principal.id,
};
