// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Credentials out of environment variables: enough to start with, and to be replaced by a store of your own. Whatever
 * is not set keeps the server from starting, with the name of its variable.
 */
import type {
  Account,
  ApiKeyCredentials,
  BasicCredentials,
  CertificateRecord,
  JwtCredentials,
  KeyRecord,
  MissingCredentials,
  MutualTlsCredentials,
} from './credentials.js';
import { keyRecordFault } from './key-record.js';
import { checkPasswordHash, UnusablePasswordHash } from './password-hash.js';
import type { RevocationStore } from './revocation-store.js';

/** Entries of one list whose problems are told; more are counted. */
const MAX_NAMED = 10;

/**
 * Users listed as JSON in `variable`:
 * `[{"username": "ada", "passwordHash": "$scrypt$…", "roles": ["admin"]}]`. The other members of an account may be set
 * too; `id` is the user name unless given.
 */
export function basicFromEnvironment(variable: string): BasicCredentials | MissingCredentials {
  const list = readList(variable, ['username', 'passwordHash']);
  if ('kind' in list) return list;
  const users = list as readonly (Partial<Account> & User)[];
  const accounts = new Map(users.map((user) => [user.username, { id: user.username, ...user }]));
  const problem = problemsOf(users, ({ passwordHash }) => passwordProblem(passwordHash));
  if (problem !== null || accounts.size < users.length) {
    return {
      kind: 'missing',
      message: `${variable}: ${problem ?? 'a username stands there twice'}.`,
      fix: `Correct ${variable}: npx oasgard keys hash asks for a password and prints its hash.`,
    };
  }
  return { kind: 'basic', lookup: (username) => accounts.get(username) ?? null };
}

/**
 * Keys listed as JSON in `variable`: `[{"id": "shop", "hash": "<SHA-256 of the key, lower-case hex>"}]`. The other
 * members of a key record may be set too; schemes with a prefix demand `expiresAt`.
 */
export function apiKeysFromEnvironment(variable: string): ApiKeyCredentials | MissingCredentials {
  const list = readList(variable, ['id', 'hash']);
  if ('kind' in list) return list;
  const keys = list as readonly (KeyRecord & { readonly hash: string })[];
  const records = new Map(keys.map((key) => [key.hash, key]));
  const problem = problemsOf(keys, ({ hash }) =>
    /^[0-9a-f]{64}$/.test(hash) ? null : 'the hash is no SHA-256 in lower-case hexadecimal',
  );
  const fix = `Correct ${variable}: npx oasgard keys create makes a key and its record.`;
  if (problem !== null || records.size < keys.length) {
    return { kind: 'missing', message: `${variable}: ${problem ?? 'a hash stands there twice'}.`, fix };
  }
  return {
    kind: 'apiKey',
    lookup: ({ hash }) => records.get(hash) ?? null,
    check: (rules) => {
      const faults = problemsOf(keys, (key) => keyRecordFault(key, rules));
      return faults === null ? null : { message: `${variable}: ${faults}.`, fix };
    },
  };
}

/**
 * Certificates of clients listed as JSON in `variable`: `[{"id": "shop", "fingerprint": "<SHA-256 of the DER>"}]`, in
 * hexadecimal, with or without colons. The other members of a record may be set too.
 */
export function certificatesFromEnvironment(variable: string): MutualTlsCredentials | MissingCredentials {
  const list = readList(variable, ['id', 'fingerprint']);
  if ('kind' in list) return list;
  const entries = list as readonly (CertificateRecord & { readonly fingerprint: string })[];
  const records = new Map(
    entries.map((entry) => [entry.fingerprint.replaceAll(':', '').toLowerCase(), entry]),
  );
  // Of two entries with one fingerprint only the last would count.
  if (records.size < entries.length || [...records.keys()].some((text) => !/^[0-9a-f]{64}$/.test(text))) {
    return {
      kind: 'missing',
      message: `A fingerprint in ${variable} is not the SHA-256 of a certificate, or stands there twice.`,
      fix: `Correct ${variable}: openssl x509 -noout -fingerprint -sha256 prints what stands behind the "=".`,
    };
  }
  return { kind: 'mutualTLS', lookup: ({ fingerprint }) => records.get(fingerprint) ?? null };
}

/** What `.env.example` shows for the URL of a key set; nobody's (RFC 2606 §3). */
export const EXAMPLE_JWKS_URL = 'https://id.example.com/.well-known/jwks.json';

/** Names of the variables that hold a token issuer's data. */
export interface JwtVariables {
  readonly issuer?: string;
  /** Several are separated by commas. */
  readonly audience?: string;
  readonly jwksUrl?: string;
  /** The shared secret of an HS algorithm, base64url. */
  readonly secret?: string;
}

/**
 * An issuer of tokens. What is `optional` and not set is what the document says.
 *
 * @param revocation Which of its tokens were taken back.
 */
export function jwtFromEnvironment(
  required: JwtVariables,
  optional: JwtVariables = {},
  revocation?: RevocationStore,
): JwtCredentials | MissingCredentials {
  const { issuer, audience, jwksUrl, secret } = { ...optional, ...required };
  const missing = Object.values(required).filter((variable) => read(variable) === undefined);
  const shown = jwksUrl !== undefined && read(jwksUrl)?.trim() === EXAMPLE_JWKS_URL ? [jwksUrl] : [];
  if (missing.length + shown.length > 0) return notSet(missing, shown);
  const audiences = read(audience)
    ?.split(',')
    .map((name) => name.trim());
  return {
    kind: 'jwt',
    ...present('issuer', read(issuer)),
    ...present('audience', audiences),
    ...present('jwksUrl', read(jwksUrl)),
    ...present('keys', secretKeys(read(secret))),
    ...present('revocation', revocation),
  };
}

interface User {
  readonly username: string;
  readonly passwordHash: string;
}

function secretKeys(secret: string | undefined): JwtCredentials['keys'] | undefined {
  return secret === undefined ? undefined : [{ kty: 'oct', k: secret }];
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}

function read(variable: string | undefined): string | undefined {
  const value = variable === undefined ? undefined : process.env[variable];
  return value === undefined || value.trim() === '' ? undefined : value;
}

function readList(variable: string, members: readonly string[]): readonly object[] | MissingCredentials {
  const text = read(variable);
  if (text === undefined) return notSet([variable]);
  const list = parse(text);
  const complete = (entry: unknown): boolean =>
    typeof entry === 'object' &&
    entry !== null &&
    members.every((member) => typeof (entry as Record<string, unknown>)[member] === 'string');
  if (Array.isArray(list) && list.every(complete)) {
    const problem = problemsOf(list as Record<string, string>[], (entry) => {
      const empty = members.filter((member) => entry[member] === '');
      return empty.length === 0 ? null : `${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'} empty`;
    });
    if (problem === null) return list as object[];
    return {
      kind: 'missing',
      message: `${variable}: ${problem}.`,
      fix: `Fill ${variable} in, or take the credentials from elsewhere in src/credentials.ts.`,
    };
  }
  return {
    kind: 'missing',
    message: `${variable} is not a JSON list of objects with ${members.join(' and ')}.`,
    fix: `Correct ${variable}; .env.example shows its form.`,
  };
}

/** What is wrong with the entries, each by its place where there are more; `null` where nothing is. */
function problemsOf<Entry>(
  list: readonly Entry[],
  problemOf: (entry: Entry) => string | null,
): string | null {
  const problems = list.flatMap((entry, index) => {
    const problem = problemOf(entry);
    return problem === null ? [] : [list.length === 1 ? problem : `entry ${index + 1}: ${problem}`];
  });
  const more = problems.length - MAX_NAMED;
  if (more > 0) problems.splice(MAX_NAMED, more, `and ${more} more`);
  return problems.length === 0 ? null : problems.join('; ');
}

function passwordProblem(passwordHash: string): string | null {
  try {
    checkPasswordHash(passwordHash);
    return null;
  } catch (error) {
    if (error instanceof UnusablePasswordHash) return error.message;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param shown variables that still are what `.env.example` shows */
function notSet(variables: readonly string[], shown: readonly string[] = []): MissingCredentials {
  const sentences = [
    ...(variables.length === 0
      ? []
      : [`${variables.join(' and ')} ${variables.length === 1 ? 'is' : 'are'} not set.`]),
    ...shown.map((variable) => `${variable} is what .env.example shows.`),
  ];
  return {
    kind: 'missing',
    message: sentences.join(' '),
    fix: 'Set it in the environment (see .env.example), or take the credentials from elsewhere in src/credentials.ts.',
  };
}
