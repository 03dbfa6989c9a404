// A policy looks its object up by `id` and answers allow(object), deny() or absent(); the handler gets the object as
// `grant.object`. The policy of a list answers scope(value), which the handler narrows its query by, and says of each
// item that is returned whether it may leave. Until it is written, `undecided` answers 403.
import { type Policies, undecided } from '../generated/index.js';

/** Which order objects a caller may see: scopes listOrders, and checks each item that leaves. */
export const ownOrders: Policies['ownOrders'] = { scope: undecided, allows: () => false };

/** Who may reach order objects: decides getOrder, putOrder. */
export const owner: Policies['owner'] = undecided;
