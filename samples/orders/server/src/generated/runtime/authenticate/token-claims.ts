// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Claims of an access token (RFC 9068 §4, RFC 7519 §4.1; semantics §3 and §12). */
import type { JwtSchemeDefinition } from '../core/definition.js';
import { isRecord, own } from './compact-jws.js';

type Claims = Readonly<Record<string, unknown>>;

/** Names from the claims down to one. */
export type ClaimPath = readonly string[];

export interface ClaimRules {
  readonly issuer: string;
  readonly audience: ReadonlySet<string>;
  /** `legacy` admits what today's issuers send, and refuses what marks an ID token. */
  readonly typ: JwtSchemeDefinition['typ'];
  /** Clients whose legacy tokens may lack `aud`. */
  readonly clients: ReadonlySet<string>;
  readonly skewSeconds: number;
  /** Where roles, tenant and plan stand; `null` where the scheme maps none. */
  readonly places: {
    readonly roles: ClaimPath | null;
    readonly tenant: ClaimPath | null;
    readonly plan: ClaimPath | null;
  };
  /** What tokens must be bound to. */
  readonly bind: JwtSchemeDefinition['bind'];
  /** `jti` is demanded where it can be revoked, also of legacy tokens. */
  readonly needsTokenId: boolean;
}

/** What a token says, checked. Times are seconds since the epoch. */
export interface AccessToken {
  readonly subject: string;
  readonly client: string;
  readonly tokenId: string | null;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly notBefore: number | null;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly tenant: string | null;
  readonly plan: string | null;
  /** Of the certificate it is bound to (RFC 8705 §3.1); `null` where to none. */
  readonly thumbprint: string | null;
  readonly claims: Claims;
}

/** The path of a JSON Pointer (RFC 6901). */
export function claimPath(pointer: string | null): ClaimPath | null {
  return pointer === null
    ? null
    : pointer
        .split('/')
        .slice(1)
        .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether the `typ` of the header is one of an access token; media types are case-insensitive. */
export function isAccessTokenType(typ: string | null, rule: JwtSchemeDefinition['typ']): boolean {
  if (typ === null) return rule === 'legacy';
  const type = typ.toLowerCase().replace(/^application\//, '');
  return type === 'at+jwt' || (rule === 'legacy' && type === 'jwt');
}

/** Reads the claims; a string says which check failed. */
export function readAccessToken(claims: Claims, rules: ClaimRules): AccessToken | string {
  const legacy = rules.typ === 'legacy';
  if (own(claims, 'iss') !== rules.issuer) return 'iss-differs';
  const binding = bindingOf(claims, rules.bind);
  if ('fault' in binding) return binding.fault;
  const client = clientOf(claims, legacy);
  if (client === null) return 'client-missing';
  if (legacy && isIdToken(claims)) return 'id-token';
  const audience = audienceFault(claims, rules, client);
  if (audience !== null) return audience;
  const subject = own(claims, 'sub');
  if (typeof subject !== 'string' || subject === '') return 'sub-missing';
  const tokenId = own(claims, 'jti');
  if (tokenId === undefined ? !legacy || rules.needsTokenId : typeof tokenId !== 'string' || tokenId === '') {
    return 'jti-missing';
  }
  const expiresAt = own(claims, 'exp');
  if (!isTime(expiresAt)) return 'exp-missing';
  const issuedAt = own(claims, 'iat');
  if (!isTime(issuedAt)) return 'iat-missing';
  const notBefore = own(claims, 'nbf');
  if (notBefore !== undefined && !isTime(notBefore)) return 'nbf-malformed';
  const scopes = scopesOf(claims, legacy);
  if (scopes === null) return 'scope-malformed';
  const roles = namesAt(claims, rules.places.roles);
  if (roles === null) return 'roles-malformed';
  const tenant = nameAt(claims, rules.places.tenant);
  const plan = nameAt(claims, rules.places.plan);
  if (tenant === undefined || plan === undefined) return 'tenant-or-plan-malformed';
  return {
    subject,
    client,
    tokenId: (tokenId as string | undefined) ?? null,
    issuedAt,
    expiresAt,
    notBefore: notBefore ?? null,
    scopes,
    roles,
    tenant,
    plan,
    thumbprint: binding.thumbprint,
    claims,
  };
}

/** Which time check fails at `now` (milliseconds); `null` for none. */
export function timeFault(
  { issuedAt, expiresAt, notBefore }: AccessToken,
  now: number,
  skewSeconds: number,
): string | null {
  const seconds = now / 1000;
  if (seconds >= expiresAt + skewSeconds) return 'token-expired';
  if (notBefore !== null && seconds < notBefore - skewSeconds) return 'token-not-yet-valid';
  if (issuedAt > seconds + skewSeconds) return 'token-from-the-future';
  return null;
}

/** `cnf` (RFC 7800 §3.1) names one key: a token with proof of another is, as a bearer token, somebody else's. */
function bindingOf(
  claims: Claims,
  bind: ClaimRules['bind'],
): { readonly thumbprint: string | null } | { readonly fault: string } {
  const confirmation = own(claims, 'cnf');
  if (bind === 'none') return confirmation === undefined ? { thumbprint: null } : { fault: 'token-bound' };
  if (confirmation === undefined) return { fault: 'token-unbound' };
  const thumbprint = isRecord(confirmation) ? own(confirmation, 'x5t#S256') : undefined;
  if (typeof thumbprint !== 'string' || Object.keys(confirmation as object).length > 1) {
    return { fault: 'token-bound-otherwise' };
  }
  return { thumbprint };
}

function clientOf(claims: Claims, legacy: boolean): string | null {
  for (const name of legacy ? ['client_id', 'azp', 'cid', 'appid'] : ['client_id']) {
    const value = own(claims, name);
    if (value !== undefined) return typeof value === 'string' && value !== '' ? value : null;
  }
  return null;
}

function isIdToken(claims: Claims): boolean {
  return (
    ['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(claims, name)) ||
    own(claims, 'token_use') === 'id' ||
    own(claims, 'typ') === 'ID'
  );
}

function audienceFault(
  claims: Claims,
  { typ, audience, clients }: ClaimRules,
  client: string,
): string | null {
  const aud = own(claims, 'aud');
  if (aud === undefined) {
    return typ === 'legacy' && clients.has(client) ? null : 'aud-missing';
  }
  const names: unknown = typeof aud === 'string' ? [aud] : aud;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return 'aud-malformed';
  return names.some((name) => audience.has(name)) ? null : 'aud-differs';
}

/** RFC 9068 §2.2.3 `scope`; Entra and Okta, among the legacy issuers, write `scp`. */
function scopesOf(claims: Claims, legacy: boolean): readonly string[] | null {
  const value = own(claims, 'scope') ?? (legacy ? own(claims, 'scp') : undefined);
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return legacy && isNames(value) ? value : null;
}

function namesAt(claims: Claims, path: ClaimPath | null): readonly string[] | null {
  const value = path === null ? undefined : valueAt(claims, path);
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return isNames(value) ? value : null;
}

/** `undefined` where something stands there that is no name. */
function nameAt(claims: Claims, path: ClaimPath | null): string | null | undefined {
  const value = path === null ? undefined : valueAt(claims, path);
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

function valueAt(claims: Claims, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const name of path) value = isRecord(value) ? own(value, name) : undefined;
  return value;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** NumericDate (RFC 7519 §2). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
