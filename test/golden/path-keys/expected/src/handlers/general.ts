import { type Handlers, problem } from '../generated/index.js';

/** GET /files/{id} */
export const getFile: Handlers['getFile'] = () => problem(501, 'not-implemented');

/** DELETE /files/{fileId}: The same template under another name. */
export const deleteFile: Handlers['deleteFile'] = () => problem(501, 'not-implemented');

/** PUT /files/{id} */
export const renameFile: Handlers['renameFile'] = () => problem(501, 'not-implemented');

/** GET /files/latest */
export const getLatest: Handlers['getLatest'] = () => problem(501, 'not-implemented');

/** GET /search */
export const search: Handlers['search'] = () => problem(501, 'not-implemented');

/** GET /search */
export const searchBeta: Handlers['searchBeta'] = () => problem(501, 'not-implemented');

/** GET /search */
export const searchFast: Handlers['searchFast'] = () => problem(501, 'not-implemented');

/** GET /compare/{base}...{head}.diff */
export const compare: Handlers['compare'] = () => problem(501, 'not-implemented');
