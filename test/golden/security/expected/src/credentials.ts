// Where credentials are looked up. The entries read the environment, so that a fresh server starts; replace each by your
// own store. Whatever is missing is named when the server starts.
import {
  apiKeysFromEnvironment,
  basicFromEnvironment,
  jwtFromEnvironment,
  type Credentials,
} from './generated/index.js';

export const credentials: Credentials = {
  // Access token (JWT) in the Authorization header.
  token: jwtFromEnvironment(
    { jwksUrl: 'TOKEN_JWKS_URL' },
    { issuer: 'TOKEN_ISSUER', audience: 'TOKEN_AUDIENCE' },
  ),
  // API key in the header X-API-Key. From a database:
  //   { kind: 'apiKey', lookup: ({ hash }) => keys.findByHash(hash) }
  key: apiKeysFromEnvironment('KEY_KEYS'),
  // User name and password (HTTP Basic). From a database:
  //   { kind: 'basic', lookup: (username) => users.findByName(username) }
  login: basicFromEnvironment('LOGIN_USERS'),
};
