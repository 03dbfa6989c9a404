// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** JWT access tokens of http bearer, oauth2 and openIdConnect schemes (RFC 8725, RFC 9068; semantics §3). */
import { hash } from 'node:crypto';
import { parseJson } from '../decode/json.js';
import type { JwtSchemeDefinition } from '../core/definition.js';
import type { ChallengeKind } from './challenge.js';
import { type CompactJws, isRecord, MAX_TOKEN_LENGTH, parseCompactJws } from './compact-jws.js';
import {
  AMBIGUOUS,
  authorizationCredentials,
  type CredentialSource,
  type Presented,
} from './credential-source.js';
import type { JwtCredentials } from './credentials.js';
import { consult } from './dependency.js';
import { DigestMemo } from './digest-memo.js';
import { freezeDeep } from './freeze-deep.js';
import type { IssuerKeys } from './issuer-keys.js';
import type { ShownCertificate } from './certificate-finder.js';
import { configureJwt, type JwtConfiguration } from './jwt-configuration.js';
import { RecentMap } from './recent-map.js';
import { checkRevocation } from './revocation.js';
import {
  invalid,
  type Scheme,
  type SchemeContext,
  type SchemeFactory,
  unavailable,
  type Verdict,
} from './scheme.js';
import { type AccessToken, isAccessTokenType, readAccessToken, timeFault } from './token-claims.js';
import { type VerificationKey, type VerificationKeys, verifySignature } from './verification-keys.js';

const CACHED_TOKENS = 10_000;
const CLAIM_LIMITS = { depth: 16, nodes: 2000 } as const;

const OVERSIZED = invalid('token-length');
const NO_CERTIFICATE = invalid('certificate-missing');
const OTHER_CERTIFICATE = invalid('certificate-differs');
const NO_KEYS = unavailable('issuer-keys-unavailable');

/** A token whose signature and claims hold; time, revocation and key are checked again each time it comes. */
interface VerifiedToken {
  readonly token: AccessToken;
  readonly alg: string;
  readonly kid: string | null;
  /** Of the key that verified it. */
  readonly thumbprint: string;
  /** The key set that last held the key. */
  generation: number;
  readonly verdict: Verdict;
  /** What {@link consult} is given: made once, asked for every request. */
  readonly isTakenBack: () => Verdict | null | Promise<Verdict | null>;
  readonly orVerdict: (takenBack: Verdict | null) => Verdict;
}

export const jwtScheme: SchemeFactory<JwtSchemeDefinition, JwtCredentials> = (
  definition,
  credentials,
  context,
) => {
  const configuration = configureJwt(definition, credentials, context);
  return configuration === null ? null : new JwtScheme(definition, configuration, context);
};

class JwtScheme implements Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind = { scheme: 'Bearer' };
  readonly sentUnasked = null;
  readonly #definition: JwtSchemeDefinition;
  readonly #configuration: JwtConfiguration;
  readonly #keys: IssuerKeys;
  readonly #context: SchemeContext;
  /** By the SHA-256 of the token; each scheme has its own. */
  readonly #verified = new RecentMap<VerifiedToken>(CACHED_TOKENS);
  /** Of verified tokens only. */
  readonly #digests = new DigestMemo();

  constructor(definition: JwtSchemeDefinition, configuration: JwtConfiguration, context: SchemeContext) {
    this.name = definition.name;
    this.#definition = definition;
    this.#configuration = configuration;
    this.#keys = configuration.keys;
    this.#context = context;
  }

  read(source: CredentialSource): Presented {
    const token = authorizationCredentials(source, 'bearer');
    const { certificates } = this.#configuration;
    // Half of the credential sent twice is the credential sent twice.
    if (token !== null && certificates?.find(source) === AMBIGUOUS) return AMBIGUOUS;
    return token;
  }

  verify(text: string, source: CredentialSource): Verdict | Promise<Verdict> {
    const { now } = source;
    if (text === '' || text.length > MAX_TOKEN_LENGTH) return OVERSIZED;
    const remembered = this.#digests.get(text);
    const digest = remembered ?? hash('sha256', text, 'base64');
    const known = this.#verified.get(digest);
    if (known === undefined) return this.#verifyAnew(text, digest, source);
    if (remembered === null) this.#digests.set(text, digest);
    const keys = this.#keys.current(now);
    if (keys instanceof Promise) {
      return keys.then(
        (settled) => this.#readmit(known, settled, text, digest, source),
        () => NO_KEYS,
      );
    }
    return this.#readmit(known, keys, text, digest, source);
  }

  close(): void {
    this.#digests.clear();
    this.#keys.close();
  }

  #readmit(
    known: VerifiedToken,
    keys: VerificationKeys,
    text: string,
    digest: string,
    source: CredentialSource,
  ): Verdict | Promise<Verdict> {
    if (known.generation !== keys.generation) {
      const choice = keys.choose(known.alg, known.kid);
      if (choice.kind !== 'key' || choice.key.thumbprint !== known.thumbprint) {
        this.#verified.delete(digest);
        return this.#verifyAnew(text, digest, source);
      }
      known.generation = keys.generation;
    }
    return this.#admit(known, source);
  }

  /** Everything cheap comes first: a forged token should cost little, and nothing of the issuer. */
  #verifyAnew(text: string, digest: string, source: CredentialSource): Verdict | Promise<Verdict> {
    const { now } = source;
    const jws = parseCompactJws(text);
    if (typeof jws === 'string') return invalid(jws);
    const { algorithms, rules } = this.#configuration;
    if (!algorithms.includes(jws.alg)) return invalid('alg-not-accepted');
    if (!isAccessTokenType(jws.typ, rules.typ)) return invalid('typ-not-access-token');
    const parsed = parseJson(jws.payload, CLAIM_LIMITS);
    if (!parsed.ok) return invalid(`claims-${parsed.reason}`);
    if (!isRecord(parsed.value)) return invalid('claims-not-an-object');
    const token = readAccessToken(parsed.value, rules);
    if (typeof token === 'string') return invalid(token);
    const fault = timeFault(token, now, rules.skewSeconds);
    if (fault !== null) return invalid(fault);

    const admit = (key: VerificationKey, generation: number): Verdict | Promise<Verdict> => {
      const genuine = verifySignature(text, jws, key);
      const settle = (holds: boolean): Verdict | Promise<Verdict> =>
        holds ? this.#remember(digest, token, jws, key, generation, source) : invalid('signature-invalid');
      return genuine instanceof Promise ? genuine.then(settle) : settle(genuine);
    };
    const choose = (keys: VerificationKeys, mayRenew: boolean): Verdict | Promise<Verdict> => {
      const choice = keys.choose(jws.alg, jws.kid);
      if (choice.kind === 'key') return admit(choice.key, keys.generation);
      if (choice.kind === 'refused' || !mayRenew) return invalid(choice.reason);
      return withKeys(this.#keys.renewed(keys, now), (newer) => choose(newer, false));
    };
    return withKeys(this.#keys.current(now), (keys) => choose(keys, true));
  }

  #remember(
    digest: string,
    token: AccessToken,
    { alg, kid }: CompactJws,
    { thumbprint }: VerificationKey,
    generation: number,
    source: CredentialSource,
  ): Verdict | Promise<Verdict> {
    const verdict: Verdict = Object.freeze({
      kind: 'valid',
      principal: Object.freeze({
        id: token.subject,
        client: token.client,
        apiKey: null,
        scheme: this.#definition.name,
        scopes: Object.freeze(token.scopes),
        roles: this.#context.expandRoles(token.roles),
        tenant: token.tenant,
        plan: token.plan,
        claims: freezeDeep(token.claims),
      }),
    });
    const { revocation } = this.#configuration;
    const verified: VerifiedToken = {
      token,
      alg,
      kid,
      thumbprint,
      generation,
      verdict,
      isTakenBack: () => (revocation === null ? null : checkRevocation(token, revocation)),
      orVerdict: (takenBack) => takenBack ?? verdict,
    };
    this.#verified.set(digest, verified);
    return this.#admit(verified, source);
  }

  #admit(verified: VerifiedToken, source: CredentialSource): Verdict | Promise<Verdict> {
    const { rules, revocation, certificates } = this.#configuration;
    const fault = timeFault(verified.token, source.now, rules.skewSeconds);
    if (fault !== null) return invalid(fault);
    if (certificates !== null) {
      const unproven = bindingFault(verified.token, certificates.find(source));
      if (unproven !== null) return unproven;
    }
    if (revocation === null) return verified.verdict;
    return consult(this.name, this.#context.log, verified.isTakenBack, verified.orVerdict);
  }
}

/** RFC 8705 §3: whoever sends the token must hold the key of the certificate it names. */
function bindingFault({ thumbprint }: AccessToken, shown: ShownCertificate): Verdict | null {
  if (typeof shown === 'string') return invalid(shown);
  if (shown === null || shown === AMBIGUOUS) return NO_CERTIFICATE;
  return shown.thumbprint === thumbprint ? null : OTHER_CERTIFICATE;
}

function withKeys(
  keys: VerificationKeys | Promise<VerificationKeys>,
  use: (keys: VerificationKeys) => Verdict | Promise<Verdict>,
): Verdict | Promise<Verdict> {
  return keys instanceof Promise ? keys.then(use, () => NO_KEYS) : use(keys);
}
