/** One small API around a scheme, and the requests and tokens to try it with. */
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { apiKeyScheme } from '../../../../src/runtime/authenticate/api-key.js';
import {
  type Authenticate,
  type Authentication,
  type AuthenticationResult,
  createAuthentication,
  type CredentialSource,
} from '../../../../src/runtime/authenticate/authentication.js';
import { basicScheme } from '../../../../src/runtime/authenticate/basic.js';
import type { JwtCredentials, SchemeCredentials } from '../../../../src/runtime/authenticate/credentials.js';
import { customScheme } from '../../../../src/runtime/authenticate/custom.js';
import { mutualTlsScheme } from '../../../../src/runtime/authenticate/mutual-tls.js';
import { jwtScheme } from '../../../../src/runtime/authenticate/jwt.js';
import type {
  AccessDefinition,
  ApiKeySchemeDefinition,
  CredentialRequirement,
  JwtSchemeDefinition,
  ParameterDefinition,
  RequirementDefinition,
  RoleDefinition,
  SchemeDefinition,
} from '../../../../src/runtime/core/definition.js';
import type { LogFields, Logger } from '../../../../src/runtime/core/logger.js';
import type { Principal } from '../../../../src/runtime/core/principal.js';
import type { Refusal } from '../../../../src/runtime/core/refusal.js';

export const NOW = Date.UTC(2026, 10, 25);
export const SECONDS = NOW / 1000;
export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'https://api.example.com';
export const factories = {
  basic: basicScheme,
  apiKey: apiKeyScheme,
  jwt: jwtScheme,
  mutualTLS: mutualTlsScheme,
  custom: customScheme,
};

export class RecordingLog implements Logger {
  readonly lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  debug(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'debug', message, fields });
  }
  info(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'error', message, fields });
  }
}

export interface Sent {
  readonly headers?: readonly (readonly [string, string])[];
  readonly query?: string;
  readonly cookie?: string;
  readonly ip?: string;
  readonly now?: number;
  readonly local?: boolean;
}

export function source({
  headers = [],
  query = '',
  cookie,
  ip = '192.0.2.1',
  now = NOW,
  local = false,
}: Sent): CredentialSource {
  return {
    headerValues: (name) =>
      headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value),
    query,
    cookie,
    ip,
    now,
    proxied: false,
    local,
    peerCertificate: () => null,
  };
}

export const bearer = (token: string, more: Sent = {}): CredentialSource =>
  source({ ...more, headers: [['Authorization', `Bearer ${token}`]] });

export const basic = (username: string, password: string, more: Sent = {}): CredentialSource =>
  source({
    ...more,
    headers: [['Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`]],
  });

export function jwtDefinition(change: Partial<JwtSchemeDefinition> = {}): JwtSchemeDefinition {
  return {
    kind: 'jwt',
    name: 'oauth',
    type: 'oauth2',
    issuer: ISSUER,
    audience: [AUDIENCE],
    algorithms: ['ES256'],
    typ: 'at+jwt',
    clockSkewSeconds: 30,
    claims: { roles: '/roles', tenant: '/tid', plan: '/plan' },
    revocation: [],
    bind: 'none',
    discoveryUrl: null,
    ...change,
  };
}

export function apiKeyDefinition(change: Partial<ApiKeySchemeDefinition> = {}): ApiKeySchemeDefinition {
  return {
    kind: 'apiKey',
    name: 'key',
    in: 'header',
    parameter: 'X-API-Key',
    prefix: null,
    expiresSeconds: null,
    ...change,
  };
}

export function needs(
  scheme: string,
  { scopes = [], roles = [] }: Partial<CredentialRequirement> = {},
): CredentialRequirement {
  return { scheme, scopes, roles };
}

export const alternative = (...credentials: readonly CredentialRequirement[]): RequirementDefinition => ({
  credentials,
});

export const AUTHENTICATED: AccessDefinition = {
  kind: 'authenticated',
  roles: [],
  tenant: null,
  object: null,
};

export interface World {
  readonly authentication: Authentication;
  readonly log: RecordingLog;
  readonly check: Authenticate;
}

export interface WorldOptions {
  readonly schemes: readonly SchemeDefinition[];
  readonly credentials: Readonly<Record<string, SchemeCredentials>>;
  readonly requirements?: readonly RequirementDefinition[];
  readonly roles?: readonly RoleDefinition[] | null;
  readonly development?: boolean;
  readonly parameters?: readonly ParameterDefinition[];
}

/** Throws where the server would not start. */
export function world(options: WorldOptions): World {
  const { schemes, credentials, roles = null, development = false } = options;
  const log = new RecordingLog();
  const authentication = createAuthentication(schemes, roles, 'orders', factories, credentials, {
    log,
    development,
  });
  if (authentication.problems.length > 0) throw new Error(JSON.stringify(authentication.problems));
  const requirements = options.requirements ?? [alternative(needs(schemes[0]!.name))];
  const check = authentication.compile({
    name: 'getOrder',
    requirements,
    access: AUTHENTICATED,
    parameters: options.parameters ?? [],
  });
  return { authentication, log, check };
}

export function problemsOf(options: Omit<WorldOptions, 'requirements'>): string {
  const { schemes, credentials, roles = null, development = false } = options;
  return createAuthentication(schemes, roles, 'orders', factories, credentials, {
    log: new RecordingLog(),
    development,
  })
    .problems.map(({ name, message, fix }) => `${name}: ${message} ${fix}`)
    .join('\n');
}

export function principalOf(result: AuthenticationResult): Principal {
  if (result.kind !== 'principal') throw new Error(`No principal: ${JSON.stringify(result)}`);
  if (result.deferred !== null) throw new Error(`Deferred: ${JSON.stringify(result.deferred)}`);
  return result.principal;
}

export function refusalOf(result: AuthenticationResult): Refusal {
  if (result.kind === 'principal' && result.deferred !== null) return result.deferred;
  if (result.kind !== 'refused') throw new Error(`Not refused: ${JSON.stringify(result)}`);
  return result.refusal;
}

/** `code reason` of a refusal. */
export async function refusal(result: AuthenticationResult | Promise<AuthenticationResult>): Promise<string> {
  const { code, reason } = refusalOf(await result);
  return `${code} ${reason}`;
}

export interface TestKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** Public. */
  readonly jwk: JWK;
}

export async function testKey(alg = 'ES256', kid = 'key-1'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Claims of a good token; `undefined` removes one. */
export function claims(change: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const all: Record<string, unknown> = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'ada',
    client_id: 'web',
    jti: 'token-1',
    iat: SECONDS - 10,
    exp: SECONDS + 300,
    scope: 'orders.read orders.write',
    ...change,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function sign(
  key: TestKey,
  change: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const all = { alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header };
  const protectedHeader = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(claims(change))
    .setProtectedHeader(protectedHeader as JWTHeaderParameters)
    .sign(key.privateKey);
}

/** A token with any header and payload text, signed by whatever `signature` makes of its signing input. */
export function rawToken(header: string, payload: string, signature: (input: string) => Buffer): string {
  const input = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

export function jwtWorld(
  key: TestKey | readonly JWK[],
  definition: Partial<JwtSchemeDefinition> = {},
  credentials: Partial<JwtCredentials> = {},
  roles: readonly RoleDefinition[] | null = null,
): World {
  const keys = Array.isArray(key) ? (key as readonly JWK[]) : [(key as TestKey).jwk];
  return world({
    schemes: [jwtDefinition(definition)],
    credentials: { oauth: { kind: 'jwt', keys, ...credentials } },
    roles,
  });
}
