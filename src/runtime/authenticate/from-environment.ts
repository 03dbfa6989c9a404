/**
 * Credentials out of environment variables: enough to start, and to be replaced by a real store. Whatever is not set
 * keeps the server from starting, with the variable's name.
 */
import type {
  ApiKeyCredentials,
  BasicCredentials,
  JwtCredentials,
  KeyRecord,
  MissingCredentials,
} from './credentials.js';

/**
 * Users listed in a variable as JSON: `[{"username": "ada", "passwordHash": "$scrypt$…", "roles": ["admin"]}]`. `id`
 * is the user name unless given.
 */
export function basicFromEnvironment(variable: string): BasicCredentials | MissingCredentials {
  const users = readRecords(variable, ['username', 'passwordHash']);
  if ('kind' in users) return users;
  const byName = new Map(
    users.map((user) => [
      String(user['username']),
      { id: String(user['username']), ...user, passwordHash: String(user['passwordHash']) },
    ]),
  );
  return { kind: 'basic', lookup: (username) => byName.get(username) ?? null };
}

/**
 * Keys listed in a variable as JSON: `[{"id": "shop", "hash": "<SHA-256 of the key, hex>", "expiresAt": 1798761600}]`.
 */
export function apiKeysFromEnvironment(variable: string): ApiKeyCredentials | MissingCredentials {
  const keys = readRecords(variable, ['id', 'hash']);
  if ('kind' in keys) return keys;
  const byHash = new Map(
    keys.map((key) => [String(key['hash']), key as unknown as KeyRecord & { hash: string }]),
  );
  return { kind: 'apiKey', lookup: ({ hash }) => byHash.get(hash) ?? null };
}

/** An issuer whose keys are published: the variables' values where set, otherwise what the document says. */
export function jwtFromEnvironment(variables: {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}): JwtCredentials {
  const issuer = read(variables.issuer);
  const audience = read(variables.audience);
  const jwksUrl = read(variables.jwksUrl);
  return {
    kind: 'jwt',
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience: audience.split(',').map((value) => value.trim()) }),
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
  };
}

function read(variable: string): string | undefined {
  const value = process.env[variable];
  return value === undefined || value.trim() === '' ? undefined : value;
}
