import { type Credentials, jwtFromEnvironment } from './generated/index.js';

const more = { token: jwtFromEnvironment({ issuer: 'A', audience: 'B', jwksUrl: 'C' }) };
export const credentials: Credentials = { ...more };
