import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /payments */
export const listPayments: Handlers['listPayments'] = async (): Promise<ReplyOf<'listPayments'>> => {
  return problem(501, 'not-implemented');
};
