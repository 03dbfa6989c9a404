import { type Handlers, problem } from '../generated/index.js';

/** GET /simple/{id}/{list}: Parameters in every place, in their default styles. */
export const simple: Handlers['simple'] = () => problem(501, 'not-implemented');

/** GET /styles/{label}/{matrix}: The other styles. */
export const styles: Handlers['styles'] = () => problem(501, 'not-implemented');
