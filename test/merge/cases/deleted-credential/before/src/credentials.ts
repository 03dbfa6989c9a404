import { jwtFromEnvironment, type Credentials } from './generated/index.js';

/* 'partner-key': of partners' shops, who have none any more. */
export const credentials: Credentials = {
  token: jwtFromEnvironment({ issuer: 'ISSUER', audience: 'AUDIENCE', jwksUrl: 'KEYS' }), // beside partner-key
};
