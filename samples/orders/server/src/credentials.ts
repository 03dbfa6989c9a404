// Where credentials are looked up: tokens are the shop's own, keys and users come from the environment.
import {
  apiKeysFromEnvironment,
  basicFromEnvironment,
  memoryRevocationStore,
  type Credentials,
} from './generated/index.js';
import { sessionKeys } from './session.js';

/** Tokens that were taken back before their time. One process; several share a store of your own. */
export const revocation = memoryRevocationStore();

export const credentials: Credentials = {
  oauth: { kind: 'jwt', keys: sessionKeys, revocation },
  partnerKey: apiKeysFromEnvironment('PARTNER_KEYS'),
  backOffice: basicFromEnvironment('BACK_OFFICE_USERS'),
};
