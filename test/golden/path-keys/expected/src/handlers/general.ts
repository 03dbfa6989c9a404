import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** GET /files/{id} */
export const getFile: Handlers['getFile'] = async (): Promise<ReplyOf<'getFile'>> => {
  return problem(501, 'not-implemented');
};

/** DELETE /files/{fileId}: The same template under another name. */
export const deleteFile: Handlers['deleteFile'] = async (): Promise<ReplyOf<'deleteFile'>> => {
  return problem(501, 'not-implemented');
};

/** PUT /files/{id} */
export const renameFile: Handlers['renameFile'] = async (): Promise<ReplyOf<'renameFile'>> => {
  return problem(501, 'not-implemented');
};

/** GET /files/latest */
export const getLatest: Handlers['getLatest'] = async (): Promise<ReplyOf<'getLatest'>> => {
  return problem(501, 'not-implemented');
};

/** GET /search */
export const search: Handlers['search'] = async (): Promise<ReplyOf<'search'>> => {
  return problem(501, 'not-implemented');
};

/** GET /search */
export const searchBeta: Handlers['searchBeta'] = async (): Promise<ReplyOf<'searchBeta'>> => {
  return problem(501, 'not-implemented');
};

/** GET /search */
export const searchFast: Handlers['searchFast'] = async (): Promise<ReplyOf<'searchFast'>> => {
  return problem(501, 'not-implemented');
};

/** GET /compare/{base}...{head}.diff */
export const compare: Handlers['compare'] = async (): Promise<ReplyOf<'compare'>> => {
  return problem(501, 'not-implemented');
};
