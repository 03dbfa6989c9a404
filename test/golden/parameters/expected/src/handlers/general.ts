import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /simple/{id}/{list}: Parameters in every place, in their default styles. */
export const simple: Handlers['simple'] = async (): Promise<ReplyOf<'simple'>> => {
  return problem(501, 'not-implemented');
};

/** GET /styles/{label}/{matrix}: The other styles. */
export const styles: Handlers['styles'] = async (): Promise<ReplyOf<'styles'>> => {
  return problem(501, 'not-implemented');
};
