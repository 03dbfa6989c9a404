import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** POST /orders */
export const createOrder: Handlers['createOrder'] = async ({ body }): Promise<ReplyOf<'createOrder'>> => {
  if (body.sku === '') return problem(409, 'conflict');
  const id = await Promise.resolve(body.sku);
  return {
    status: 200,
    body: {
      id,
    },
  };
};
