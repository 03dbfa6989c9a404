// Mine.
import { jwtFromEnvironment, type Credentials, apiKeysFromEnvironment } from './generated/index.js';

export const credentials: Credentials = {
    token: jwtFromEnvironment({ issuer: 'ISSUER', audience: 'AUDIENCE', jwksUrl: 'KEYS' }), // no comma
    // API key in the header X-Partner. From a database:
    //   { kind: 'apiKey', lookup: ({ hash }) => keys.findByHash(hash) }
    'partner-key': apiKeysFromEnvironment('PARTNER_KEYS'),
};
