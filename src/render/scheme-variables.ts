import { EXAMPLE_JWKS_URL } from '../runtime/authenticate/from-environment.js';
import type { SchemeVariables } from './environment-names.js';

/** An environment variable that a fresh project reads a credential from. */
export interface Variable {
  /** Member of `JwtVariables`; empty for others. */
  readonly member: string;
  readonly name: string;
  readonly example: string;
  readonly required: boolean;
}

/** Those of one scheme. */
export function readVariables(variables: SchemeVariables): readonly Variable[] {
  const { scheme, users, keys, certificates, issuer, audience, jwksUrl, secret } = variables;
  switch (scheme.kind) {
    case 'basic':
      return [{ member: '', name: users, example: `'[{"username":"","passwordHash":""}]'`, required: true }];
    case 'apiKey':
      return [{ member: '', name: keys, example: `'[{"id":"","hash":""}]'`, required: true }];
    case 'jwt': {
      const symmetric = scheme.algorithms.some((algorithm) => algorithm.startsWith('HS'));
      return [
        {
          member: 'issuer',
          name: issuer,
          example: 'https://id.example.com',
          required: scheme.issuer === null && (symmetric || scheme.discoveryUrl === null),
        },
        {
          member: 'audience',
          name: audience,
          example: 'https://api.example.com',
          required: scheme.audience.length === 0 && scheme.typ !== 'legacy',
        },
        symmetric
          ? { member: 'secret', name: secret, example: '', required: true }
          : {
              member: 'jwksUrl',
              name: jwksUrl,
              example: EXAMPLE_JWKS_URL,
              required: scheme.discoveryUrl === null,
            },
      ];
    }
    case 'mutualTLS':
      return [{ member: '', name: certificates, example: `'[{"id":"","fingerprint":""}]'`, required: true }];
    case 'custom':
      return [];
  }
}
