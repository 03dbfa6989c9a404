import { type CreateOrderReply, type Handlers, type Problem, problem } from '../generated/index.js';

export const createOrder: Handlers['createOrder'] = async ({
  body,
}): Promise<CreateOrderReply | Problem> => {
  if (body.sku === '') return problem(409, 'conflict');
  const id = await Promise.resolve(body.sku);
  return {
    status: 200,
    body: {
      id,
    },
  };
};
