import { type Handlers, problem } from '../generated/index.js';

/** POST /json */
export const postJson: Handlers['postJson'] = () => problem(501, 'not-implemented');

/** POST /form */
export const postForm: Handlers['postForm'] = () => problem(501, 'not-implemented');

/** POST /multipart */
export const postMultipart: Handlers['postMultipart'] = () => problem(501, 'not-implemented');

/** PUT /text */
export const putText: Handlers['putText'] = () => problem(501, 'not-implemented');

/** PUT /binary */
export const putBinary: Handlers['putBinary'] = () => problem(501, 'not-implemented');
