// Where credentials are looked up: the environment names issuers, keys and users; the shop knows what was revoked.
import {
  apiKeysFromEnvironment,
  basicFromEnvironment,
  jwtFromEnvironment,
  type Credentials,
} from './generated/index.js';
import { shop } from './shop.js';

const issuer = jwtFromEnvironment(
  { jwksUrl: 'OAUTH_JWKS_URL' },
  { issuer: 'OAUTH_ISSUER', audience: 'OAUTH_AUDIENCE' },
);

export const credentials: Credentials = {
  oauth:
    issuer.kind === 'jwt'
      ? { ...issuer, isRevoked: shop.isRevoked, credentialsChangedAt: shop.credentialsChangedAt }
      : issuer,
  partnerKey: apiKeysFromEnvironment('PARTNER_KEYS'),
  backOffice: basicFromEnvironment('BACK_OFFICE_USERS'),
};
