import type { Handlers, ReplyOf } from '../generated/index.js';
import { problem } from '../generated/index.js';

  export   const listOrders : Handlers['listOrders'] = ()=>({status:204})  ;;

/** POST /orders */
export const createOrder: Handlers['createOrder'] = async (): Promise<ReplyOf<'createOrder'>> => {
  return problem(501, 'not-implemented');
};
