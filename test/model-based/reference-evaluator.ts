/**
 * What a server must answer, read from the semantics (§1, §2, §4, §5, §12) and from `docs/decisions` where they leave room,
 * and from nothing else: one `if` per failure, in the order of the stages. It knows nothing of documents, bytes or tokens.
 */

/** AND of schemes; none at all is `{}`. */
export type Alternative = readonly { readonly scheme: Scheme; readonly names: readonly string[] }[];

/** `oauth` names scopes, the others name roles. `session` is a cookie. */
export type Scheme = 'oauth' | 'key' | 'partner' | 'session';

export interface RandomApi {
  /** Whether the document declares `user`, `support` (implies `user`) and `admin` (implies `support`). */
  readonly roles: boolean;
  readonly security: readonly Alternative[] | null;
  /** Requests, or units of cost, that each limiter admits within a run; `null` where there is none. */
  readonly limits: Readonly<Record<'ip' | 'user' | 'all' | 'spend', number | null>>;
  readonly operations: readonly RandomOperation[];
}

export interface RandomOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Whether the path ends in `{id}`. */
  readonly hasId: boolean;
  /** `null` takes the root's. */
  readonly security: readonly Alternative[] | null;
  readonly access: 'public' | 'authenticated' | RandomAccess | null;
  readonly body: 'none' | 'optional' | 'required';
  readonly validationStatus: 400 | 422;
  readonly unknownProperties: 'strip' | 'reject';
  readonly deny: 404 | 403;
  readonly cost: number;
}

export interface RandomAccess {
  readonly roles: readonly string[] | null;
  readonly tenant: 'some' | 'header' | null;
}

/** What a credential turns out to be. */
export interface Caller {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly tenant: string | null;
}

export type Presented = Caller | 'invalid' | 'down' | 'twice';

export interface RandomRequest {
  readonly https: boolean;
  readonly host: 'declared' | 'other';
  readonly target:
    'normal' | 'dot-segment' | 'encoded-slash' | 'too-long' | 'unknown-path' | 'trailing-slash';
  readonly operation: number;
  readonly method: 'declared' | 'undeclared' | 'TRACE' | 'nonstandard' | 'HEAD';
  readonly address: number;
  readonly credentials: ReadonlyMap<Scheme, Presented>;
  readonly fetchSite: 'same-origin' | 'cross-site' | null;
  readonly tenantHeader: string | null;
  readonly accept: string | null;
  readonly query: 'none' | 'valid' | 'invalid' | 'undeclared';
  readonly body: RandomBody;
  readonly decision: Decision;
  readonly handler: 'replies' | 'conflict' | 'throws' | 'misreplies';
}

export type RandomBody =
  | 'none'
  | 'valid'
  | 'undeclared-property'
  | 'missing-property'
  | 'wrong-type'
  | 'malformed'
  | 'duplicate-key'
  | 'too-deep'
  | 'too-large'
  | 'text'
  | 'compressed';

export type Decision = 'allow' | 'deny' | 'absent' | 'undecided';

export interface Verdict {
  readonly status: number;
  /** `code` of the problem; `null` for what is allowed. */
  readonly code: string | null;
  readonly stage: number;
}

interface Authenticated {
  /** `null` for `{}`. Ids are unique within a scheme: the same one of two schemes is two callers. */
  readonly caller: (Caller & { readonly scheme: Scheme }) | null;
  /** The credentials are valid and lack a scope or role, which stage 11 says. */
  readonly deferred: string | null;
  readonly byCookie: boolean;
}

const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  user: ['user'],
  support: ['support', 'user'],
  admin: ['admin', 'support', 'user'],
};

function refused(stage: number, status: number, code: string): Verdict {
  return { status, code, stage };
}

/** One server, with what it remembers between requests. */
export class ReferenceEvaluator {
  readonly #api: RandomApi;
  readonly #taken = new Map<string, number>();

  constructor(api: RandomApi) {
    this.#api = api;
  }

  decide(request: RandomRequest): Verdict {
    const { limits } = this.#api;
    const address = `ip ${String(request.address)}`;

    if (!request.https) return refused(2, 403, 'https-required');
    if (request.host === 'other') return refused(2, 421, 'misdirected-request');

    if (request.target === 'too-long') return refused(3, 414, 'target-too-long');
    if (request.target === 'dot-segment' || request.target === 'encoded-slash') {
      return refused(3, 400, 'invalid-target');
    }

    if (limits.ip !== null && !this.#take([[address, limits.ip]], 1)) return refused(4, 429, 'rate-limited');

    if (request.target !== 'normal') return refused(5, 404, 'not-found');

    const operation = this.#api.operations[request.operation]!;
    const { method } = request;
    if (method === 'nonstandard') return refused(6, 501, 'method-not-implemented');
    if (method === 'TRACE' || method === 'undeclared') return refused(6, 405, 'method-not-allowed');
    if (method === 'HEAD' && operation.method !== 'GET') return refused(6, 405, 'method-not-allowed');

    if (request.body === 'too-large') return refused(7, 413, 'content-too-large');

    const security = operation.security ?? this.#api.security;
    const isPublic = operation.access === 'public' || (operation.access === null && security?.length === 0);
    const isUndecided = !isPublic && this.#isUndecided(operation, security);
    let caller: Authenticated['caller'] = null;
    let deferred: string | null = null;
    if (!isPublic && security !== null) {
      const found = this.#authenticate(security, request.credentials);
      if ('refusal' in found) return found.refusal;
      ({ caller, deferred } = found);
      if (found.byCookie && operation.method !== 'GET' && request.fetchSite !== 'same-origin') {
        return refused(9, 403, 'cross-site-request');
      }
    }

    const charged: [string, number][] = [];
    if (limits.user !== null) {
      if (caller !== null) charged.push([`user ${caller.scheme} ${caller.id}`, limits.user]);
      else if (limits.ip === null) charged.push([`user ${address}`, limits.user]);
    }
    if (limits.all !== null) charged.push(['all', limits.all]);
    if (!this.#take(charged, 1)) return refused(10, 429, 'rate-limited');

    if (isUndecided) return refused(11, 403, 'access-undecided');
    if (deferred !== null) return refused(11, 403, deferred);
    const access = operation.access;
    if (typeof access === 'object' && access !== null) {
      const held = this.#rolesOf(caller);
      if (access.roles !== null && !access.roles.some((role) => held.includes(role))) {
        return refused(11, 403, 'insufficient-role');
      }
      const tenant = caller?.tenant ?? null;
      if (access.tenant !== null && tenant === null) return refused(11, 403, 'insufficient-tenant');
      if (access.tenant === 'header' && tenant !== request.tenantHeader) {
        return refused(11, 403, 'insufficient-tenant');
      }
    }

    const { body } = request;
    if (body !== 'none') {
      if (operation.body === 'none') return refused(12, 400, 'unexpected-content');
      if (body === 'text') return refused(12, 415, 'unsupported-media-type');
      if (body === 'compressed') return refused(12, 415, 'unsupported-content-encoding');
    }
    if (request.accept === 'text/html') return refused(12, 406, 'not-acceptable');

    if (body === 'malformed' || body === 'duplicate-key' || body === 'too-deep') {
      return refused(13, 400, 'malformed-content');
    }

    const invalid =
      request.query === 'undeclared' ||
      request.query === 'invalid' ||
      body === 'missing-property' ||
      body === 'wrong-type' ||
      (body === 'undeclared-property' && operation.unknownProperties === 'reject') ||
      (body === 'none' && operation.body === 'required');
    if (invalid) return refused(14, operation.validationStatus, 'invalid-request');

    if (operation.hasId && !isPublic) {
      if (request.decision === 'undecided') return refused(15, 403, 'policy-undecided');
      if (request.decision === 'absent') return refused(15, 404, 'not-found');
      if (request.decision === 'deny') {
        return operation.deny === 403 ? refused(15, 403, 'object-denied') : refused(15, 404, 'not-found');
      }
    }

    if (limits.spend !== null && !this.#take([['spend', limits.spend]], operation.cost)) {
      return refused(16, 429, 'rate-limited');
    }
    const giveBack = (): void => {
      if (limits.spend !== null) this.#give('spend', operation.cost);
    };

    if (request.handler === 'conflict') {
      giveBack();
      return refused(17, 409, 'conflict');
    }
    if (request.handler === 'throws') {
      giveBack();
      return refused(17, 500, 'internal-error');
    }
    if (request.handler === 'misreplies') {
      giveBack();
      return refused(18, 500, 'internal-error');
    }
    return { status: 200, code: null, stage: 19 };
  }

  #authenticate(
    alternatives: readonly Alternative[],
    presented: ReadonlyMap<Scheme, Presented>,
  ): { readonly refusal: Verdict } | Authenticated {
    const named = new Set(alternatives.flatMap((all) => all.map(({ scheme }) => scheme)));
    const sent = [...named].filter((scheme) => presented.has(scheme));
    if (sent.some((scheme) => presented.get(scheme) === 'twice'))
      return { refusal: refused(8, 400, 'ambiguous-credentials') };

    // Never 401, whatever else is missing: clients would discard good tokens.
    const isDown = sent.some((scheme) => presented.get(scheme) === 'down');
    let deferred: Authenticated | null = null;
    for (const all of alternatives) {
      if (all.length === 0) {
        if (sent.length === 0) return { caller: null, deferred: null, byCookie: false };
        continue;
      }
      const credentials = all.map(({ scheme }) => presented.get(scheme));
      const callers = credentials.filter((one) => typeof one === 'object');
      if (callers.length < all.length) continue;
      const lacks = new Set<string>(
        all.flatMap(({ scheme, names }, index) => {
          const held = scheme === 'oauth' ? callers[index]!.scopes : this.#rolesOf(callers[index]!);
          if (names.every((name) => held.includes(name))) return [];
          return scheme === 'oauth' ? 'insufficient-scope' : 'insufficient-role';
        }),
      );
      const tenants = new Set(callers.flatMap(({ tenant }) => tenant ?? []));
      // Stage 11 lists scopes, roles, tenant. Valid credentials of two tenants satisfy nothing together.
      const code = ['insufficient-scope', 'insufficient-role'].find((one) => lacks.has(one));
      const isOne = tenants.size < 2;
      const found: Authenticated = {
        // Who it is says the first; what it may do, all of them.
        caller: {
          ...callers[0]!,
          scheme: all[0]!.scheme,
          roles: callers.flatMap(({ roles }) => roles),
          tenant: isOne ? ([...tenants][0] ?? null) : null,
        },
        deferred: code ?? (isOne ? null : 'insufficient-tenant'),
        byCookie: all.some(({ scheme }) => scheme === 'session'),
      };
      if (found.deferred === null) return found;
      deferred ??= found;
    }
    if (isDown) return { refusal: refused(8, 503, 'authentication-unavailable') };
    if (deferred !== null) return deferred;
    const isBad = sent.some((scheme) => presented.get(scheme) === 'invalid');
    return { refusal: refused(8, 401, isBad ? 'invalid-credentials' : 'credentials-required') };
  }

  /** §2 and §4: nobody has said who may call it. */
  #isUndecided(operation: RandomOperation, security: readonly Alternative[] | null): boolean {
    const { access } = operation;
    if (typeof access === 'string' || (access !== null && access.roles !== null)) return false;
    if (security === null) return access === null;
    // `{}` is explicit; any other alternative that names nothing leaves open who may come by it.
    const isNamed = (all: Alternative): boolean => all.some(({ names }) => names.length > 0);
    return this.#api.roles && !security.every((all) => all.length === 0 || isNamed(all));
  }

  #rolesOf(caller: Caller | null): readonly string[] {
    const own = caller?.roles ?? [];
    return this.#api.roles ? own.flatMap((role) => IMPLIED[role]!) : own;
  }

  /** All or nothing. */
  #take(charged: readonly (readonly [key: string, limit: number])[], units: number): boolean {
    const fits = charged.every(([key, limit]) => (this.#taken.get(key) ?? 0) + units <= limit);
    if (fits) for (const [key] of charged) this.#give(key, -units);
    return fits;
  }

  #give(key: string, units: number): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) - units);
  }
}
