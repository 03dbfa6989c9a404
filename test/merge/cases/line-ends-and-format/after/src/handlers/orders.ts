import type { Handlers } from '../generated/index.js';
import { problem } from '../generated/index.js';

  export   const listOrders : Handlers['listOrders'] = ()=>({status:204})  ;;

/** POST /orders */
export const createOrder: Handlers['createOrder'] = () => problem(501, 'not-implemented');
