// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** What a JWT scheme needs to start: issuer, audience, keys and revocation, from the document and the options. */
import type { JwtSchemeDefinition } from '../core/definition.js';
import { isSymmetric, keyFit } from './algorithms.js';
import type { CertificateFinder } from './certificate-finder.js';
import { isRecord } from './compact-jws.js';
import type { JwtCredentials } from './credentials.js';
import { discoverKeySet, fixedKeys, type IssuerKeys, RemoteKeys } from './issuer-keys.js';
import { issuerOf, issuerUrlFault } from './issuer-url.js';
import { type Revocation, revocationOf } from './revocation.js';
import type { SchemeContext } from './scheme.js';
import { claimPath, type ClaimRules } from './token-claims.js';
import { VerificationKeys } from './verification-keys.js';

export interface JwtConfiguration {
  readonly algorithms: readonly string[];
  readonly rules: ClaimRules;
  readonly keys: IssuerKeys;
  /** `null` where nothing can be revoked. */
  readonly revocation: Revocation | null;
  /** Where tokens are bound to certificates; else `null`. */
  readonly certificates: CertificateFinder | null;
}

const MAX_SKEW_SECONDS = 120;

/** Reports every problem, not the first only; `null` where there is any. */
export function configureJwt(
  definition: JwtSchemeDefinition,
  credentials: JwtCredentials,
  context: SchemeContext,
): JwtConfiguration | null {
  let sound = true;
  const place = `credentials.${definition.name}`;
  const problem = (message: string, fix: string): void => {
    sound = false;
    context.problem(message, fix);
  };

  const issuer =
    credentials.issuer ??
    definition.issuer ??
    (definition.discoveryUrl === null ? null : issuerOf(definition.discoveryUrl));
  if (issuer === null || issuer === '') {
    problem(
      'No issuer is configured: tokens of anybody would do.',
      `Set ${place}.issuer, or x-security.issuer in the document.`,
    );
  }
  const audience = audiences(credentials.audience ?? definition.audience);
  const clients = new Set(credentials.clients);
  if (clients.size > 0 && definition.typ !== 'legacy') {
    problem('clients is for schemes with typ: legacy.', `Remove ${place}.clients.`);
  }
  if (audience.size === 0 && clients.size === 0) {
    problem(
      'No audience is configured: tokens meant for other APIs would do.',
      `Set ${place}.audience, or x-security.audience in the document.`,
    );
  }
  if (!(definition.clockSkewSeconds >= 0 && definition.clockSkewSeconds <= MAX_SKEW_SECONDS)) {
    problem('clockSkew is more than 120 s.', 'Correct x-security.clockSkew in the document.');
  }
  checkAlgorithms(definition.algorithms, problem);
  const keys = chooseKeys(definition, credentials, issuer, place, context, problem);
  if (definition.bind === 'mtls' && context.certificates === null) {
    problem(
      'The module that reads client certificates is not part of this server.',
      'Generate the project again, and leave src/generated as it is written.',
    );
  }
  const revocation = revocationOf(credentials);
  checkRevocationSources(definition, revocation, place, problem);
  if (!sound || issuer === null || keys === null) return null;

  if (credentials.revocation?.shared === false && !context.development) {
    context.log.warn('Revoked tokens are remembered by this process alone, until it ends', {
      scheme: definition.name,
      store: credentials.revocation.name,
    });
  }
  return {
    algorithms: definition.algorithms,
    rules: {
      issuer,
      audience,
      typ: definition.typ,
      clients,
      skewSeconds: definition.clockSkewSeconds,
      places: {
        roles: claimPath(definition.claims.roles),
        tenant: claimPath(definition.claims.tenant),
        plan: claimPath(definition.claims.plan),
      },
      bind: definition.bind,
      needsTokenId: definition.revocation.includes('jti'),
    },
    keys,
    // Application code that revokes is asked also where the document does not demand it.
    revocation,
    certificates: definition.bind === 'mtls' ? context.certificates : null,
  };
}

type Report = (message: string, fix: string) => void;

function audiences(configured: string | readonly string[]): ReadonlySet<string> {
  return new Set((typeof configured === 'string' ? [configured] : configured).filter((name) => name !== ''));
}

function checkAlgorithms(algorithms: readonly string[], problem: Report): void {
  const fix = 'Correct x-security.algorithms in the document.';
  if (algorithms.length === 0) problem('No signature algorithm is accepted.', fix);
  if (algorithms.some((alg) => keyFit(alg) === undefined)) problem('An algorithm is unknown or unsafe.', fix);
  if (algorithms.length > 1 && algorithms.some(isSymmetric)) {
    problem('An HS algorithm must be the only one: a public key would do as its secret.', fix);
  }
}

function chooseKeys(
  definition: JwtSchemeDefinition,
  credentials: JwtCredentials,
  issuer: string | null,
  place: string,
  context: SchemeContext,
  problem: Report,
): IssuerKeys | null {
  const { algorithms, discoveryUrl } = definition;
  const { development, log } = context;
  const symmetric = algorithms.some(isSymmetric);
  if (credentials.keys !== undefined)
    return givenKeys(credentials.keys, algorithms, symmetric, place, problem);
  if (symmetric) {
    problem(
      'An HS algorithm verifies with a secret, which no issuer publishes.',
      `Set ${place}.keys to one oct key.`,
    );
    return null;
  }
  const url = credentials.jwksUrl ?? discoveryUrl;
  if (url === null) {
    problem(
      'Nothing says where the keys of the issuer are.',
      `Set ${place}.jwksUrl (https) or ${place}.keys in src/credentials.ts.`,
    );
    return null;
  }
  const fault = issuerUrlFault(url, development);
  if (fault !== null) {
    problem(
      `The URL of the issuer's keys ${fault}.`,
      credentials.jwksUrl === undefined
        ? `Correct the URL in the document, or set ${place}.jwksUrl.`
        : `Set ${place}.jwksUrl to an https URL.`,
    );
    return null;
  }
  if (issuer === null) return null;
  return new RemoteKeys({
    scheme: definition.name,
    algorithms,
    log,
    locate:
      credentials.jwksUrl === undefined
        ? (signal) => discoverKeySet(url, issuer, development, signal)
        : () => Promise.resolve(url),
  });
}

/** Arrays have a `keys` of their own, so that the set is told apart by what is no array. */
function listOfKeys(given: unknown): readonly unknown[] | null {
  const keys = isRecord(given) ? given['keys'] : given;
  return Array.isArray(keys) ? (keys as readonly unknown[]) : null;
}

function givenKeys(
  given: NonNullable<JwtCredentials['keys']>,
  algorithms: readonly string[],
  symmetric: boolean,
  place: string,
  problem: Report,
): IssuerKeys | null {
  const jwks = listOfKeys(given);
  if (jwks === null) {
    problem('keys is not a list of JSON Web Keys.', `Set ${place}.keys to a JWK Set, or a list of JWKs.`);
    return null;
  }
  if (jwks.some((jwk) => isRecord(jwk) && (jwk['kty'] === 'oct') !== symmetric)) {
    problem(
      symmetric ? 'A key beside the secret is not symmetric.' : 'A symmetric key stands among public keys.',
      `Leave in ${place}.keys only keys for ${algorithms.join(', ')}.`,
    );
    return null;
  }
  if (jwks.some((jwk) => isRecord(jwk) && jwk['kty'] !== 'oct' && Object.hasOwn(jwk, 'd'))) {
    problem(
      'A private key is configured where public keys verify.',
      `Leave only public members in ${place}.keys.`,
    );
    return null;
  }
  const keys = new VerificationKeys(jwks, algorithms);
  if (keys.size === 0) {
    problem(
      `No key can verify anything${keys.rejected.length === 0 ? '' : ` (${keys.rejected.join('; ')})`}.`,
      `Set ${place}.keys to keys for ${algorithms.join(', ')}.`,
    );
    return null;
  }
  return fixedKeys(keys);
}

function checkRevocationSources(
  { revocation }: JwtSchemeDefinition,
  sources: Revocation | null,
  place: string,
  problem: Report,
): void {
  if (revocation.includes('jti') && sources?.isRevoked === undefined) {
    problem(
      'The document revokes tokens by id, but nothing says which are revoked.',
      `Set ${place}.revocation to a store, or ${place}.isRevoked, in src/credentials.ts.`,
    );
  }
  if (revocation.includes('credential-change') && sources?.credentialsChangedAt === undefined) {
    problem(
      'The document voids tokens older than a change of credentials, but nothing says when that was.',
      `Set ${place}.revocation to a store, or ${place}.credentialsChangedAt, in src/credentials.ts.`,
    );
  }
}
