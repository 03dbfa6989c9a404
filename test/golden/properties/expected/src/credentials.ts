// Where credentials are looked up. The entries read the environment, so that a fresh server starts; replace each by your
// own store. Whatever is missing is named when the server starts.
import { apiKeysFromEnvironment, type Credentials } from './generated/index.js';

export const credentials: Credentials = {
  // API key in the header X-API-Key. From a database:
  //   { kind: 'apiKey', lookup: ({ hash }) => keys.findByHash(hash) }
  key: apiKeysFromEnvironment('KEY_KEYS'),
};
