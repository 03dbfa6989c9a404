import { type Handlers, problem } from '../generated/index.js';

/** GET /payments */
export const listPayments: Handlers['listPayments'] = () => problem(501, 'not-implemented');
