import { type Policies, undecided } from '../generated/index.js';

/** Who may reach getOrder objects: decides getOrder. */

/* Who may reach cancelOrder objects: decides cancelOrder. */
export const cancelOrder: Policies['cancelOrder'] = undecided; // not getOrder
