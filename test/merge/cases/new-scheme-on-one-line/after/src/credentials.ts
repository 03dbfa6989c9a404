import { jwtFromEnvironment, type Credentials, apiKeysFromEnvironment } from './generated/index.js';

export const credentials = { token: jwtFromEnvironment({ issuer: 'A', audience: 'B', jwksUrl: 'C' }), 
  // API key in the header X-Partner. From a database:
  //   { kind: 'apiKey', lookup: ({ hash }) => keys.findByHash(hash) }
  'partner-key': apiKeysFromEnvironment('PARTNER_KEYS'),
} satisfies Credentials;
