import { absent, allow, deny, type Policies } from '../generated/index.js';
import { shop, type StoredOrder } from '../shop.js';

declare module '../generated/contract.js' {
  interface Objects {
    order: StoredOrder;
  }
}

/** Who may reach order objects: decides getOrder, updateOrder, cancelOrder, attachFile. */
export const orderAccess: Policies['orderAccess'] = ({ id, principal }) => {
  const order = shop.order(id);
  if (order === null) return absent();
  if (order.customer === principal.id) return allow(order, '$owner');
  return principal.roles.includes('support') ? allow(order) : deny();
};
