import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /inherited */
export const inherited: Handlers['inherited'] = async (): Promise<ReplyOf<'inherited'>> => {
  return problem(501, 'not-implemented');
};

/** GET /either: A token with its scope, or a key with its role. */
export const either: Handlers['either'] = async (): Promise<ReplyOf<'either'>> => {
  return problem(501, 'not-implemented');
};

/** GET /both: A token and a key. */
export const both: Handlers['both'] = async (): Promise<ReplyOf<'both'>> => {
  return problem(501, 'not-implemented');
};

/** GET /optional: Anybody, and callers known by name. */
export const optional: Handlers['optional'] = async (): Promise<ReplyOf<'optional'>> => {
  return problem(501, 'not-implemented');
};

/** GET /open */
export const open: Handlers['open'] = async (): Promise<ReplyOf<'open'>> => {
  return problem(501, 'not-implemented');
};

/** GET /things/{thingId} */
export const getThing: Handlers['getThing'] = async (): Promise<ReplyOf<'getThing'>> => {
  return problem(501, 'not-implemented');
};

/** DELETE /things/{thingId} */
export const deleteThing: Handlers['deleteThing'] = async (): Promise<ReplyOf<'deleteThing'>> => {
  return problem(501, 'not-implemented');
};
