import { type Handlers, problem } from '../generated/index.js';

/** GET /inherited */
export const inherited: Handlers['inherited'] = () => problem(501, 'not-implemented');

/** GET /either: A token with its scope, or a key with its role. */
export const either: Handlers['either'] = () => problem(501, 'not-implemented');

/** GET /both: A token and a key. */
export const both: Handlers['both'] = () => problem(501, 'not-implemented');

/** GET /optional: Anybody, and callers known by name. */
export const optional: Handlers['optional'] = () => problem(501, 'not-implemented');

/** GET /open */
export const open: Handlers['open'] = () => problem(501, 'not-implemented');

/** GET /things/{thingId} */
export const getThing: Handlers['getThing'] = () => problem(501, 'not-implemented');

/** DELETE /things/{thingId} */
export const deleteThing: Handlers['deleteThing'] = () => problem(501, 'not-implemented');
