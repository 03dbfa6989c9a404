// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What the application supplies per security scheme: where users, keys and issuers come from. Every function may be
 * synchronous; a rejected promise means the dependency is down and answers 503, never 401 (semantics §1, stage 8).
 */
import type { JSONWebKeySet, JWK } from 'jose';
import type { RevocationStore } from './revocation-store.js';

export type SchemeCredentials =
  | BasicCredentials
  | ApiKeyCredentials
  | JwtCredentials
  | MutualTlsCredentials
  | CustomCredentials
  | MissingCredentials;

type MaybePromise<T> = T | Promise<T>;

export interface Account {
  /** Becomes `principal.id`. */
  readonly id: string;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly tenant?: string;
  readonly plan?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch; credentials issued or cached before are void. */
  readonly credentialsChangedAt?: number;
}

export interface BasicCredentials {
  readonly kind: 'basic';
  /** The account of a user name with its password hash (`$scrypt$…` or `$argon2id$…`); `null` when there is none. */
  readonly lookup: (username: string) => MaybePromise<(Account & { readonly passwordHash: string }) | null>;
}

export interface KeyRecord extends Account {
  /** Seconds since the epoch; mandatory in the documented format. */
  readonly expiresAt?: number;
  /** Seconds since the epoch the key was made; checked against the scheme's `expires`. */
  readonly createdAt?: number;
  /** Id of the key itself, for limits and audit. */
  readonly keyId?: string;
  readonly client?: string;
}

export interface ApiKeyCredentials {
  readonly kind: 'apiKey';
  /**
   * The record stored under the key's SHA-256 (lower-case hex), `null` when there is none. For keys in the documented
   * format `id` is their public part; the record's `hash` is compared in constant time.
   */
  readonly lookup?: (key: {
    readonly hash: string;
    readonly id: string | null;
  }) => MaybePromise<(KeyRecord & { readonly hash: string }) | null>;
  /** For existing key stores without hashes; schemes without `prefix` only. */
  readonly verify?: (key: string) => MaybePromise<KeyRecord | null>;
  /**
   * Asked once, before the server starts: what is wrong with records that are known by then, by the rules of their
   * scheme; `null` where nothing is. Never holds a key or its hash.
   */
  readonly check?: (rules: KeyRules) => Omit<MissingCredentials, 'kind'> | null;
}

/** What the document says of the keys of a scheme. */
export interface KeyRules {
  /** Keys with a prefix must expire. */
  readonly prefix: string | null;
  /** The longest a key may live after its creation; `null` where not declared. */
  readonly expiresSeconds: number | null;
}

export interface JwtCredentials {
  readonly kind: 'jwt';
  /** Overrides the document's, per environment. */
  readonly issuer?: string;
  readonly audience?: string | readonly string[];
  /** HTTPS URL of the issuer's key set. */
  readonly jwksUrl?: string;
  /** Keys given directly: public keys, or one `oct` key for HS* as the sole algorithm. */
  readonly keys?: JSONWebKeySet | readonly JWK[];
  /** Clients whose legacy tokens may lack `aud` (`typ: legacy`). */
  readonly clients?: readonly string[];
  /** Which tokens were taken back; required where the scheme lists `revocation`, unless the functions below are set. */
  readonly revocation?: RevocationStore;
  /** In place of the store's, for `jti`: whether a token id is revoked. */
  readonly isRevoked?: (
    jti: string,
    token: { readonly subject: string; readonly expiresAt: number },
  ) => MaybePromise<boolean>;
  /** In place of the store's, for `credential-change`: seconds since the epoch, `null` if never. */
  readonly credentialsChangedAt?: (subject: string) => MaybePromise<number | null>;
}

/** A client's certificate: within its dates, and checked by the TLS listener or a trusted proxy. */
export interface ClientCertificate {
  /**
   * SHA-256 of the DER, lower-case hex without colons. Good to let a certificate in by. To keep one out, compare issuer
   * and serial number: whoever holds it can write an ECDSA signature in another way, and have another fingerprint.
   */
  readonly fingerprint: string;
  /** Distinguished name as text (RFC 4514): `CN=shop,O=Example`; empty where the certificate has none. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex; unique per issuer. */
  readonly serialNumber: string;
  /** RFC 5280 §4.2.1.6. Kinds that are not listed are left out. */
  readonly subjectAltNames: {
    readonly dns: readonly string[];
    readonly uri: readonly string[];
    readonly email: readonly string[];
    readonly ip: readonly string[];
  };
  /** The whole certificate. */
  readonly der: Uint8Array;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

export interface CertificateRecord extends Account {
  /** Default: `id`. */
  readonly client?: string;
}

export interface MutualTlsCredentials {
  readonly kind: 'mutualTLS';
  /**
   * Whose certificate it is; `null` where nobody's. Asked for every request, so that an answer of `null` takes a
   * certificate back at once. `credentialsChangedAt` voids certificates that begin before it. Every authority in
   * `tls.clientCa` can issue a certificate for any name: with several, names mean something together with `issuer` only.
   */
  readonly lookup: (certificate: ClientCertificate) => MaybePromise<CertificateRecord | null>;
}

/** Verifier of an http scheme oasgard does not implement. */
export interface CustomCredentials {
  readonly kind: 'custom';
  /** `credentials` is the text after the scheme token; `null` refuses. */
  readonly verify: (credentials: string) => MaybePromise<Account | null>;
}

/** Stands where credentials are not set up yet: the server does not start, and says this. */
export interface MissingCredentials {
  readonly kind: 'missing';
  /** One sentence: what is missing. */
  readonly message: string;
  /** What to do, imperative. */
  readonly fix: string;
}
