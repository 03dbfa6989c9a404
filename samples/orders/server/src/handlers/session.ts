import { type Handlers, problem, type ReplyOf, verifyPassword } from '../generated/index.js';
import { findAccount } from '../accounts.js';
import { issueToken } from '../session.js';

/** POST /login: Exchange a password for an access token. */
export const login: Handlers['login'] = async ({ body }): Promise<ReplyOf<'login'>> => {
  const account = findAccount(body.username);
  const isRight = await verifyPassword(account?.passwordHash ?? null, body.password);
  // The guard in front counts failures: this is all a login has to do.
  if (account === null || !isRight) return problem(401, 'invalid-credentials');
  return { status: 200, body: await issueToken(account) };
};
