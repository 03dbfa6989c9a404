import { jwtFromEnvironment, type Credentials } from './generated/index.js';

export const credentials = { token: jwtFromEnvironment({ issuer: 'A', audience: 'B', jwksUrl: 'C' }) } satisfies Credentials;
