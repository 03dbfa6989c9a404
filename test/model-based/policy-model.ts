/** What policies and requests are made of, as the semantics speak of them: nothing of documents, bytes or tokens. */

/** AND of schemes; none at all is `{}`. */
export type Alternative = readonly { readonly scheme: Scheme; readonly names: readonly string[] }[];

/** `oauth` names scopes, the others name roles. `session` is a cookie. */
export type Scheme = 'oauth' | 'key' | 'partner' | 'session';

export interface RandomApi {
  /** Whether the document declares `user`, `support` (implies `user`) and `admin` (implies `support`). */
  readonly roles: boolean;
  readonly security: readonly Alternative[] | null;
  readonly limiters: readonly RandomLimiter[];
  /** Names of limiters. */
  readonly rateLimit: readonly string[] | false;
  readonly plans: RandomPlans | null;
  readonly store: 'up' | 'down';
  readonly cors: RandomCors | null;
  readonly typeBase: string | null;
  /** Whether policy and handler share a context. */
  readonly context: boolean;
  readonly operations: readonly RandomOperation[];
}

export type LimiterComponent = 'ip' | 'principal' | 'client' | 'apiKey' | 'tenant' | 'global';

export interface RandomLimiter {
  readonly name: string;
  readonly key: readonly LimiterComponent[];
  readonly count: number;
  /** Hours. */
  readonly window: number;
  readonly burst: number | null;
  readonly algorithm: 'gcra' | 'fixed';
  readonly unit: 'requests' | 'cost';
  readonly onFailure: 'local' | 'open' | 'closed';
}

export interface RandomPlans {
  readonly default: 'free' | 'pro';
  /** Counts by name of limiter; the windows stay. */
  readonly free: Readonly<Record<string, number>>;
  readonly pro: Readonly<Record<string, number>>;
}

export interface RandomCors {
  readonly origins: readonly string[];
  readonly credentials: boolean;
}

export interface RandomOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Whether the path ends in `{id}`. */
  readonly hasId: boolean;
  /** Whether it returns many objects, under a list policy. */
  readonly isList: boolean;
  /** `null` takes the root's. */
  readonly security: readonly Alternative[] | null;
  readonly access: 'public' | 'authenticated' | RandomAccess | null;
  readonly rateLimit: readonly string[] | false | null;
  readonly cost: number;
  readonly login: RandomLogin | null;
  readonly body: 'none' | 'optional' | 'required';
  /** Whether it also takes what an HTML form sends. */
  readonly takesForms: boolean;
  /** Who may send `status`; `null` says nothing. */
  readonly write: readonly string[] | null;
  /** Who sees `margin`; `null` says nothing. */
  readonly read: readonly string[] | null;
  readonly validationStatus: 400 | 422;
  readonly unknownQuery: 'reject' | 'ignore';
  readonly unknownProperties: 'strip' | 'reject' | 'keep';
  readonly responses: 'enforce' | 'report' | 'off';
  readonly deny: 404 | 403;
  readonly cors: RandomCors | false | null;
  readonly typeBase: string | null;
  readonly auditLevel: 'metadata' | 'none';
  /** Whether its deadline is short enough to be waited for. */
  readonly isHurried: boolean;
}

export interface RandomAccess {
  readonly roles: readonly string[] | null;
  readonly tenant: 'some' | 'header' | 'body' | null;
}

export interface RandomLogin {
  readonly hasAccount: boolean;
  /** Failures in an hour. */
  readonly perAccount: number;
  readonly perIp: number;
}

/** What a credential turns out to be. */
export interface Caller {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly tenant: string | null;
  readonly plan: string | null;
}

export type Presented = Caller | 'invalid' | 'revoked' | 'down' | 'twice';

export interface RandomRequest {
  /** What is taken of what would do, where the request is to fit its operation; `null` leaves it as it was drawn. */
  readonly fits: number | null;
  /** Milliseconds since the request before. */
  readonly wait: number;
  readonly https: boolean;
  readonly host: 'declared' | 'other';
  readonly target:
    'normal' | 'dot-segment' | 'encoded-slash' | 'too-long' | 'unknown-path' | 'trailing-slash';
  readonly operation: number;
  readonly method: 'declared' | 'undeclared' | 'TRACE' | 'nonstandard' | 'HEAD' | 'preflight';
  readonly address: number;
  readonly credentials: ReadonlyMap<Scheme, Presented>;
  readonly fetchSite: 'same-origin' | 'none' | 'same-site' | 'cross-site' | null;
  readonly origin: string | null;
  readonly tenantHeader: string | null;
  readonly tenantInBody: string | null;
  /** The account that the body names. */
  readonly user: string | null;
  /** What the body says of the property that not everybody may send; `same` is what the object has. */
  readonly sentStatus: 'none' | 'same' | 'other';
  readonly accept: string | null;
  readonly query: 'none' | 'valid' | 'invalid' | 'undeclared';
  readonly body: RandomBody;
  readonly contextFails: 'to-open' | 'to-commit' | null;
  readonly decision: Decision;
  /** What the policy says the caller is to the object. */
  readonly owns: boolean;
  readonly sink: 'up' | 'refuses' | 'fails';
  readonly handler: 'replies' | 'conflict' | 'unauthorized' | 'forbidden' | 'throws' | 'misreplies' | 'hangs';
  readonly items: 'allowed' | 'refused' | 'missing';
}

export type RandomBody =
  | 'none'
  | 'valid'
  | 'form'
  | 'undeclared-property'
  | 'missing-property'
  | 'wrong-type'
  | 'malformed'
  | 'duplicate-key'
  | 'too-deep'
  | 'too-large'
  | 'text'
  | 'compressed';

export type Decision = 'allow' | 'create' | 'deny' | 'absent' | 'undecided';

/** Origins of the server itself, and of pages. */
export const OWN_ORIGIN = 'https://api.example.com';
export const APP = 'https://app.example.com';
export const PARTNER = 'https://partner.example.com';
