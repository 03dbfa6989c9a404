// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Credentials for `npm run dev`: an issuer, keys and a user that live in memory, and one ready curl line per scheme.
 * Never for production: whoever reads the terminal may do everything.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createApiKey, hashApiKey } from '../authenticate/api-key-format.js';
import type { SchemeCredentials } from '../authenticate/credentials.js';
import { hashPassword } from '../authenticate/password-hash.js';
import { StartupError } from '../core/startup-problem.js';
import type {
  ApiDefinition,
  ApiKeySchemeDefinition,
  BasicSchemeDefinition,
  CustomSchemeDefinition,
  JwtSchemeDefinition,
  MutualTlsSchemeDefinition,
  SchemeDefinition,
} from '../core/definition.js';
import { curlLine, sampleOperation } from './curl-line.js';
import { createDevelopmentCertificate, type DevelopmentCertificate } from './development-certificate.js';
import { createSigningKey } from './signing-key.js';

export interface DevelopmentCredentials {
  /** One entry per scheme that was asked for, keyed by its name; without a prototype. */
  readonly credentials: Readonly<Record<string, SchemeCredentials>>;
  readonly hints: readonly DevelopmentHint[];
}

export interface DevelopmentHint {
  readonly scheme: string;
  /** One line for a POSIX shell. */
  readonly curl: string;
  /** Who the line speaks for. */
  readonly note: string;
}

export interface DevelopmentOptions {
  /** Where the server listens. Default: `http://localhost:3000`. */
  readonly origin?: string;
  /** Schemes that need credentials; default: all of the document. */
  readonly schemes?: readonly string[];
}

const SUBJECT = 'developer';
const CLIENT = 'development';
/** A working day and the night after it. */
const TOKEN_SECONDS = 24 * 60 * 60;

/**
 * Makes credentials that hold every scope and role of the document.
 *
 * @throws {StartupError} Under `NODE_ENV=production`.
 */
export function createDevelopmentCredentials(
  definition: Pick<ApiDefinition, 'schemes' | 'roles' | 'operations' | 'servers'>,
  options: DevelopmentOptions = {},
): DevelopmentCredentials {
  if (process.env['NODE_ENV'] === 'production') {
    throw new StartupError([
      {
        name: 'development',
        message: 'Development credentials are refused under NODE_ENV=production.',
        fix: 'Use npm start, or unset NODE_ENV.',
      },
    ]);
  }
  const origin = options.origin ?? 'http://localhost:3000';
  const credentials = Object.create(null) as Record<string, SchemeCredentials>;
  const hints: DevelopmentHint[] = [];
  let certificate: DevelopmentCertificate | null = null;
  // One for all schemes: a connection has one certificate.
  const certify = (): DevelopmentCertificate =>
    (certificate ??= createDevelopmentCertificate(CLIENT, TOKEN_SECONDS));
  for (const scheme of definition.schemes) {
    if (options.schemes !== undefined && !options.schemes.includes(scheme.name)) continue;
    const made = makeCredential(scheme, everything(definition, scheme.name), certify);
    credentials[scheme.name] = made.credentials;
    const operation = sampleOperation(definition.operations, scheme.name);
    const curl = curlLine(origin, operation, definition.servers, made);
    hints.push({ scheme: scheme.name, curl, note: made.note });
  }
  return { credentials, hints };
}

/** Every scope and role somebody could be asked for. */
interface Everything {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

function everything(
  { roles, operations }: Pick<ApiDefinition, 'roles' | 'operations'>,
  scheme: string,
): Everything {
  const required = operations
    .flatMap(({ requirements }) => requirements ?? [])
    .flatMap(({ credentials }) => credentials)
    .filter((credential) => credential.scheme === scheme);
  const named = operations.flatMap(({ access }) => (access.kind === 'authenticated' ? access.roles : []));
  return {
    scopes: [...new Set(required.flatMap(({ scopes }) => scopes))],
    roles: [
      ...new Set([
        ...(roles ?? []).map(({ name }) => name),
        ...named,
        ...required.flatMap((credential) => credential.roles),
      ]),
    ],
  };
}

interface MadeCredential {
  readonly credentials: SchemeCredentials;
  readonly note: string;
  /** How curl sends it: headers, query parameters, cookies. */
  readonly sent: readonly SentCredential[];
}

export type SentCredential =
  | { readonly in: 'header'; readonly name: string; readonly value: string }
  | { readonly in: 'query'; readonly name: string; readonly value: string }
  | { readonly in: 'cookie'; readonly name: string; readonly value: string };

type Certify = () => DevelopmentCertificate;

function makeCredential(scheme: SchemeDefinition, all: Everything, certify: Certify): MadeCredential {
  switch (scheme.kind) {
    case 'jwt':
      return makeToken(scheme, all, certify);
    case 'apiKey':
      return makeApiKey(scheme, all);
    case 'basic':
      return makeUser(scheme, all);
    case 'mutualTLS':
      return makeCertificate(scheme, all, certify);
    case 'custom':
      return makeCustom(scheme, all);
  }
}

function makeToken(
  scheme: JwtSchemeDefinition,
  { scopes, roles }: Everything,
  certify: Certify,
): MadeCredential {
  const issuer = scheme.issuer ?? 'https://issuer.invalid';
  const audience = scheme.audience[0] ?? 'development';
  const key = createSigningKey(scheme.algorithms);
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = {
    iss: issuer,
    aud: audience,
    sub: SUBJECT,
    client_id: CLIENT,
    jti: randomUUID(),
    iat: now,
    exp: now + TOKEN_SECONDS,
    scope: scopes.join(' '),
    ...(scheme.bind === 'mtls' && { cnf: { 'x5t#S256': certify().thumbprint } }),
  };
  setAt(claims, scheme.claims.tenant, 'development');
  setAt(claims, scheme.claims.plan, 'development');
  setAt(claims, scheme.claims.roles, roles);
  return {
    credentials: {
      kind: 'jwt',
      issuer,
      audience,
      keys: [key.jwk],
      isRevoked: () => false,
      credentialsChangedAt: () => null,
    },
    note: `${key.alg} token of ${SUBJECT}, ${extent(scopes, scheme.claims.roles === null ? [] : roles)}, valid 24 hours`,
    sent: [
      { in: 'header', name: 'Authorization', value: `Bearer ${key.token(claims, 'at+jwt')}` },
      ...(scheme.bind === 'mtls' ? [clientCert(certify())] : []),
    ],
  };
}

function makeApiKey(scheme: ApiKeySchemeDefinition, { scopes, roles }: Everything): MadeCredential {
  const now = Math.floor(Date.now() / 1000);
  const key =
    scheme.prefix === null ? randomBytes(24).toString('base64url') : createApiKey(scheme.prefix).key;
  const record = {
    id: CLIENT,
    keyId: CLIENT,
    hash: hashApiKey(key),
    createdAt: now,
    expiresAt: now + TOKEN_SECONDS,
    scopes,
    roles,
    tenant: 'development',
  };
  return {
    credentials: { kind: 'apiKey', lookup: ({ hash }) => (hash === record.hash ? record : null) },
    note: `key of the client ${CLIENT}, ${extent(scopes, roles)}, valid 24 hours`,
    sent: [{ in: scheme.in, name: scheme.parameter, value: key }],
  };
}

function makeUser(_scheme: BasicSchemeDefinition, { scopes, roles }: Everything): MadeCredential {
  const password = randomBytes(12).toString('base64url');
  let passwordHash: Promise<string> | null = null;
  return {
    credentials: {
      kind: 'basic',
      lookup: async (username) =>
        username === SUBJECT
          ? {
              id: SUBJECT,
              scopes,
              roles,
              tenant: 'development',
              passwordHash: await (passwordHash ??= hashPassword(password)),
            }
          : null,
    },
    note: `user ${SUBJECT}, ${extent(scopes, roles)}`,
    sent: [
      {
        in: 'header',
        name: 'Authorization',
        value: `Basic ${Buffer.from(`${SUBJECT}:${password}`).toString('base64')}`,
      },
    ],
  };
}

function makeCertificate(
  _scheme: MutualTlsSchemeDefinition,
  { scopes, roles }: Everything,
  certify: Certify,
): MadeCredential {
  const certificate = certify();
  return {
    credentials: {
      kind: 'mutualTLS',
      lookup: ({ fingerprint }) =>
        fingerprint === certificate.fingerprint ? { id: CLIENT, scopes, roles, tenant: 'development' } : null,
    },
    note: `certificate of the client ${CLIENT}, ${extent(scopes, roles)}, valid 24 hours: there is no TLS here, so it stands where a proxy would write it`,
    sent: [clientCert(certificate)],
  };
}

function clientCert({ field }: DevelopmentCertificate): SentCredential {
  return { in: 'header', name: 'Client-Cert', value: field };
}

function makeCustom(scheme: CustomSchemeDefinition, { scopes, roles }: Everything): MadeCredential {
  const secret = randomBytes(24).toString('base64url');
  const expected = sha256(secret);
  return {
    credentials: {
      kind: 'custom',
      verify: (text) =>
        timingSafeEqual(sha256(text), expected)
          ? { id: SUBJECT, scopes, roles, tenant: 'development' }
          : null,
    },
    note: `a secret in place of ${scheme.httpScheme} credentials, ${extent(scopes, roles)}`,
    sent: [{ in: 'header', name: 'Authorization', value: `${scheme.httpScheme} ${secret}` }],
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function extent(scopes: readonly string[], roles: readonly string[]): string {
  const parts = [count(scopes, 'scope'), count(roles, 'role')].filter((part) => part !== '');
  return parts.length === 0 ? 'no scopes or roles needed' : parts.join(' and ');
}

function count({ length }: readonly string[], noun: string): string {
  return length === 0 ? '' : length === 1 ? `1 ${noun}` : `all ${length} ${noun}s`;
}

/** Sets the member a JSON Pointer names; objects on the way have no prototype, so that any name is only a name. */
function setAt(claims: Record<string, unknown>, pointer: string | null, value: unknown): void {
  if (pointer === null) return;
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = tokens.pop();
  if (last === undefined) return;
  let target = claims;
  for (const token of tokens) {
    const next = Object.hasOwn(target, token) ? target[token] : undefined;
    const container =
      typeof next === 'object' && next !== null
        ? (next as Record<string, unknown>)
        : (Object.create(null) as Record<string, unknown>);
    Object.defineProperty(target, token, { value: container, enumerable: true, configurable: true });
    target = container;
  }
  Object.defineProperty(target, last, { value, enumerable: true, configurable: true });
}
