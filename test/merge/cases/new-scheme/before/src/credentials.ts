// Mine.
import { jwtFromEnvironment, type Credentials } from './generated/index.js';

export const credentials: Credentials = {
    token: jwtFromEnvironment({ issuer: 'ISSUER', audience: 'AUDIENCE', jwksUrl: 'KEYS' }) // no comma
};
