// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** apiKey schemes: a key identifies a client, never a user (semantics §3). */
import { timingSafeEqual } from 'node:crypto';
import type { ApiKeySchemeDefinition } from '../core/definition.js';
import { accountPrincipal } from './account-principal.js';
import { apiKeyId, hashApiKey } from './api-key-format.js';
import type { ChallengeKind } from './challenge.js';
import {
  cookieCredential,
  type CredentialSource,
  headerCredential,
  type Presented,
  queryCredential,
} from './credential-source.js';
import type { ApiKeyCredentials, KeyRecord } from './credentials.js';
import { consult } from './dependency.js';
import { invalid, type Scheme, type SchemeContext, type SchemeFactory, type Verdict } from './scheme.js';

export { createApiKey, hashApiKey, type CreatedApiKey } from './api-key-format.js';

/** Longest key without a documented format. */
const MAX_KEY_LENGTH = 4096;
/** SHA-256 as hex. */
const HASH_DIGITS = 64;
/** How far ahead a store's clock may be. */
const CLOCK_SKEW_SECONDS = 60;

const MALFORMED = invalid('key-malformed');
const OVERSIZED = invalid('key-length');
const UNKNOWN = invalid('key-unknown');
const EXPIRED = invalid('key-expired');
const NO_EXPIRY = invalid('key-without-expiry');
const NO_CREATION = invalid('key-without-creation-time');
const FUTURE = invalid('key-created-in-the-future');
const CREDENTIALS_CHANGED = invalid('credentials-changed');

export const apiKeyScheme: SchemeFactory<ApiKeySchemeDefinition, ApiKeyCredentials> = (
  definition,
  credentials,
  context,
) => {
  const place = `credentials.${definition.name}`;
  const { lookup, verify } = credentials;
  if (definition.prefix !== null && lookup === undefined) {
    context.problem(
      'Keys of this scheme have a prefix and are found by their hash, but nothing looks them up.',
      `Set ${place}.lookup in src/credentials.ts${verify === undefined ? '' : '; verify is for schemes without prefix'}.`,
    );
    return null;
  }
  if ((lookup === undefined) === (verify === undefined)) {
    context.problem(
      lookup === undefined
        ? 'Nothing looks up or verifies the keys of this scheme.'
        : 'Keys of this scheme are both looked up and verified.',
      `Set one of ${place}.lookup and ${place}.verify in src/credentials.ts.`,
    );
    return null;
  }
  const fault = credentials.check?.(definition) ?? null;
  if (fault !== null) {
    context.problem(fault.message, fault.fix);
    return null;
  }
  return new ApiKeyScheme(definition, credentials, context);
};

class ApiKeyScheme implements Scheme {
  readonly name: string;
  readonly challenge: ChallengeKind;
  readonly sentUnasked: 'cookie' | null;
  readonly #definition: ApiKeySchemeDefinition;
  readonly #parameter: string;
  readonly #credentials: ApiKeyCredentials;
  readonly #context: SchemeContext;

  constructor(definition: ApiKeySchemeDefinition, credentials: ApiKeyCredentials, context: SchemeContext) {
    this.name = definition.name;
    this.sentUnasked = definition.in === 'cookie' ? 'cookie' : null;
    this.challenge = { scheme: definition.in === 'cookie' ? 'Cookie' : 'ApiKey' };
    this.#definition = definition;
    this.#parameter = definition.in === 'header' ? definition.parameter.toLowerCase() : definition.parameter;
    this.#credentials = credentials;
    this.#context = context;
  }

  read(source: CredentialSource): Presented {
    switch (this.#definition.in) {
      case 'header':
        return headerCredential(source, this.#parameter);
      case 'query':
        return queryCredential(source.query, this.#parameter);
      case 'cookie':
        return cookieCredential(source.cookie, this.#parameter);
    }
  }

  verify(key: string, { now }: CredentialSource): Verdict | Promise<Verdict> {
    const { prefix } = this.#definition;
    let id: string | null = null;
    if (prefix === null) {
      if (key === '' || key.length > MAX_KEY_LENGTH) return OVERSIZED;
    } else {
      id = apiKeyId(key, prefix);
      if (id === null) return MALFORMED;
    }
    const { lookup, verify } = this.#credentials;
    const { log } = this.#context;
    if (lookup === undefined) {
      return consult(
        this.name,
        log,
        () => verify?.(key) ?? null,
        (record) => (record === null ? UNKNOWN : this.#admit(record, null, now)),
      );
    }
    const hash = hashApiKey(key);
    return consult(
      this.name,
      log,
      () => lookup({ hash, id }),
      (record) =>
        (record ?? null) === null || !sameHash(record!.hash, hash) ? UNKNOWN : this.#admit(record!, id, now),
    );
  }

  #admit(record: KeyRecord, id: string | null, nowMs: number): Verdict {
    const { prefix, expiresSeconds } = this.#definition;
    const now = nowMs / 1000;
    const { createdAt, expiresAt, credentialsChangedAt } = record;
    if (expiresAt === undefined ? prefix !== null : !(expiresAt > now)) {
      return expiresAt === undefined ? NO_EXPIRY : EXPIRED;
    }
    if (expiresSeconds !== null || credentialsChangedAt !== undefined) {
      if (createdAt === undefined) return NO_CREATION;
      if (!(createdAt <= now + CLOCK_SKEW_SECONDS)) return FUTURE;
      if (expiresSeconds !== null && !(createdAt + expiresSeconds > now)) return EXPIRED;
      if (credentialsChangedAt !== undefined && !(createdAt >= credentialsChangedAt)) {
        return CREDENTIALS_CHANGED;
      }
    }
    const principal = accountPrincipal(
      this.name,
      record,
      this.#context.expandRoles,
      record.client ?? record.id,
      record.keyId ?? id,
    );
    return { kind: 'valid', principal };
  }
}

/** Scratch of {@link sameHash}, which runs to its end without interruption. */
const storedBytes = Buffer.alloc(HASH_DIGITS);
const computedBytes = Buffer.alloc(HASH_DIGITS);

function sameHash(stored: string, computed: string): boolean {
  if (typeof stored !== 'string') throw new TypeError('the record has no hash');
  if (stored.length !== HASH_DIGITS) return false;
  storedBytes.write(stored, 'latin1');
  computedBytes.write(computed, 'latin1');
  return timingSafeEqual(storedBytes, computedBytes);
}
