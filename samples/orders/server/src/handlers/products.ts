import { type Handlers, problem, type ReplyOf } from '../generated/index.js';
import { shop } from '../shop.js';

/** GET /products: List the products on sale. */
export const listProducts: Handlers['listProducts'] = ({ query }) => ({
  status: 200,
  body: shop.products(query.category).slice(0, query.limit),
});

/** GET /products/{sku}: Show one product. */
export const getProduct: Handlers['getProduct'] = ({ path }): ReplyOf<'getProduct'> => {
  const product = shop.product(path.sku);
  return product === null ? problem(404, 'not-found') : { status: 200, body: product };
};
