import { type Handlers, problem, type ReplyOf } from '../generated/index.js';

/** POST /json */
export const postJson: Handlers['postJson'] = async (): Promise<ReplyOf<'postJson'>> => {
  return problem(501, 'not-implemented');
};

/** POST /form */
export const postForm: Handlers['postForm'] = async (): Promise<ReplyOf<'postForm'>> => {
  return problem(501, 'not-implemented');
};

/** POST /multipart */
export const postMultipart: Handlers['postMultipart'] = async (): Promise<ReplyOf<'postMultipart'>> => {
  return problem(501, 'not-implemented');
};

/** PUT /text */
export const putText: Handlers['putText'] = async (): Promise<ReplyOf<'putText'>> => {
  return problem(501, 'not-implemented');
};

/** PUT /binary */
export const putBinary: Handlers['putBinary'] = async (): Promise<ReplyOf<'putBinary'>> => {
  return problem(501, 'not-implemented');
};
