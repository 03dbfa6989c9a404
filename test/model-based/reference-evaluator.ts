/**
 * What a server must answer, read from the semantics (§1 to §5, §12) and from `docs/decisions` where they leave room, and
 * from nothing else: one `if` per failure, in the order of the stages. It knows nothing of documents, bytes or tokens.
 */
import { OWN_ORIGIN, type RandomApi, type RandomOperation, type RandomRequest } from './policy-model.js';
import { allows, corsOf } from './reference-cors.js';
import { type Authenticated, authenticate, isUndecided, rolesOf } from './reference-authentication.js';
import { type Counted, type GuardedLogin, type LimitAnswer, ReferenceLimits } from './reference-limits.js';

export interface Verdict {
  readonly status: number;
  /** `code` of the problem; `null` for what is allowed. */
  readonly code: string | null;
  /** `type` of the problem. */
  readonly type: string | null;
  readonly stage: number;
  /** Who is on record, by scheme and id. */
  readonly actor: string | null;
  /** `kind outcome` of each record, in order. */
  readonly records: readonly string[];
  readonly ran: boolean;
  /** Whether it asks for credentials: a 401 does, but for that of a public login (§12), and a missing scope (§1). */
  readonly challenges: boolean;
  /** Values of `Access-Control-Allow-Origin` and `-Credentials`. */
  readonly allowOrigin: string | null;
  readonly allowCredentials: boolean;
  /** Whether the handler got the property that not everybody may send; `null` where it did not run. */
  readonly gotStatus: boolean | null;
  /** Whether the reply has the property that not everybody sees. */
  readonly showsMargin: boolean;
  /** What the context was asked to do at the end, where one was opened. */
  readonly settled: 'commit' | 'rollback' | null;
}

interface Refusal {
  readonly stage: number;
  readonly status: number;
  readonly code: string;
}

/** What has come to light about a request when it is answered. */
interface Course {
  operation: RandomOperation | null;
  caller: Authenticated['caller'];
  opened: boolean;
  /** Whether the outcome was good enough to commit. */
  commits: boolean;
  ran: boolean;
  gotStatus: boolean | null;
  intended: boolean;
}

/** One server, with what it remembers between requests. */
export class ReferenceEvaluator {
  readonly #api: RandomApi;
  readonly #limits: ReferenceLimits;

  constructor(api: RandomApi) {
    this.#api = api;
    this.#limits = new ReferenceLimits(api);
  }

  /** @param now Milliseconds since the epoch. */
  decide(request: RandomRequest, now: number): Verdict {
    const course: Course = {
      operation: null,
      caller: null,
      opened: false,
      commits: false,
      ran: false,
      gotStatus: null,
      intended: false,
    };
    const refusal = this.#refuse(request, now, course);
    return this.#verdict(request, course, refusal);
  }

  #verdict(request: RandomRequest, course: Course, refusal: Refusal | number): Verdict {
    const { operation, caller } = course;
    const isProblem = typeof refusal === 'object';
    const status = isProblem ? refusal.status : refusal;
    const stage = isProblem ? refusal.stage : status === 204 ? 6 : 19;
    const base = operation?.typeBase ?? this.#api.typeBase;
    const cors = corsOf(this.#api, operation);
    const isOpen = request.origin !== null && cors !== null && allows(cors, request.origin);
    const isAny = cors?.origins.includes('*') === true;
    return {
      status,
      code: isProblem ? refusal.code : null,
      type: isProblem ? (base === null ? 'about:blank' : base + refusal.code) : null,
      stage,
      actor: caller === null ? null : `${caller.scheme} ${caller.id}`,
      records: recordsOf(request, course, isProblem ? refusal : null),
      ran: course.ran,
      challenges:
        (status === 401 && !this.#isPublic(operation!)) ||
        (isProblem && refusal.code === 'insufficient-scope'),
      allowOrigin: isAny ? '*' : isOpen ? request.origin : null,
      allowCredentials: isOpen && cors.credentials,
      gotStatus: course.gotStatus,
      showsMargin: status === 200 && this.#mayRead(request, operation!, caller),
      settled: !course.opened ? null : course.commits ? 'commit' : 'rollback',
    };
  }

  /** The first failure, or the status of the answer. */
  #refuse(request: RandomRequest, now: number, course: Course): Refusal | number {
    const api = this.#api;
    const limits = this.#limits;
    const counted: Counted = { address: String(request.address), caller: null };

    if (!request.https) return refused(2, 403, 'https-required');
    if (request.host === 'other') return refused(2, 421, 'misdirected-request');

    if (request.target === 'too-long') return refused(3, 414, 'target-too-long');
    if (request.target === 'dot-segment' || request.target === 'encoded-slash') {
      return refused(3, 400, 'invalid-target');
    }

    const early = limits.take(limits.ofAddress, 1, counted, now, true);
    if (early !== 'allowed') return limited(4, early);

    if (request.target !== 'normal') return refused(5, 404, 'not-found');

    const operation = api.operations[request.operation]!;
    const { method } = request;
    if (method === 'preflight') {
      // It is answered for the operation it asks about.
      if (request.origin !== null) course.operation = operation;
      return 204;
    }
    if (method === 'nonstandard') return refused(6, 501, 'method-not-implemented');
    if (method === 'TRACE' || method === 'undeclared') return refused(6, 405, 'method-not-allowed');
    if (method === 'HEAD' && operation.method !== 'GET') return refused(6, 405, 'method-not-allowed');
    course.operation = operation;

    if (request.body === 'too-large') return refused(7, 413, 'content-too-large');

    const security = operation.security ?? api.security;
    const isPublic = this.#isPublic(operation);
    let deferred: string | null = null;
    let byCookie = false;
    if (!isPublic && security !== null) {
      const found = authenticate(api, security, request.credentials);
      if ('refusal' in found) return { stage: 8, ...found.refusal };
      ({ deferred, byCookie } = found);
      course.caller = found.caller;
    }
    const { caller } = course;

    if ((byCookie && isUnsafe(operation)) || this.#isFormLogin(request, operation, caller)) {
      const isSame = request.fetchSite === 'same-origin' || request.fetchSite === 'none';
      if (!isSame && !this.#isTrustedOrigin(request.origin, operation)) {
        return refused(9, 403, 'cross-site-request');
      }
    }

    const subject: Counted = { ...counted, caller };
    const listed = operation.rateLimit;
    const requests = limits.of(listed, 'requests');
    const countsAddress = [...limits.ofAddress, ...requests].some(({ key }) => key.join() === 'ip');
    const charged = limits.take(requests, 1, subject, now, countsAddress);
    if (charged !== 'allowed') return limited(10, charged);

    if (!isPublic && isUndecided(api, operation, security)) return refused(11, 403, 'access-undecided');
    if (deferred !== null) return refused(11, 403, deferred);
    const { access } = operation;
    const tenant = caller?.tenant ?? null;
    if (typeof access === 'object' && access !== null) {
      const held = rolesOf(api, caller?.roles ?? []);
      if (access.roles !== null && !access.roles.some((role) => held.includes(role))) {
        return refused(11, 403, 'insufficient-role');
      }
      if (access.tenant !== null && tenant === null) return refused(11, 403, 'insufficient-tenant');
      if (access.tenant === 'header' && tenant !== request.tenantHeader) {
        return refused(11, 403, 'insufficient-tenant');
      }
    }

    const { body } = request;
    if (body !== 'none') {
      if (operation.body === 'none') return refused(12, 400, 'unexpected-content');
      if (body === 'text' || (body === 'form' && !operation.takesForms)) {
        return refused(12, 415, 'unsupported-media-type');
      }
      if (body === 'compressed') return refused(12, 415, 'unsupported-content-encoding');
    }
    if (request.accept === 'text/html') return refused(12, 406, 'not-acceptable');

    if (body === 'malformed' || body === 'duplicate-key' || body === 'too-deep') {
      return refused(13, 400, 'malformed-content');
    }

    const invalid =
      (request.query === 'undeclared' && operation.unknownQuery === 'reject') ||
      request.query === 'invalid' ||
      body === 'missing-property' ||
      body === 'wrong-type' ||
      (body === 'undeclared-property' && operation.unknownProperties === 'reject') ||
      (body === 'none' && operation.body === 'required');
    if (invalid) return refused(14, operation.validationStatus, 'invalid-request');

    if (typeof access === 'object' && access?.tenant === 'body') {
      const named = body === 'none' ? null : request.tenantInBody;
      if (tenant !== named) return refused(15, 403, 'insufficient-tenant');
    }
    if (api.context) {
      if (request.contextFails === 'to-open') return refused(15, 500, 'internal-error');
      course.opened = true;
    }
    const isGuarded = (operation.hasId || operation.isList) && !isPublic;
    if (isGuarded) {
      if (request.decision === 'undecided') return refused(15, 403, 'policy-undecided');
      if (request.decision === 'absent') return refused(15, 404, 'not-found');
      if (request.decision === 'deny') {
        return operation.deny === 403 ? refused(15, 403, 'object-denied') : refused(15, 404, 'not-found');
      }
    }
    const isSent = body !== 'none' && request.sentStatus !== 'none';
    const isObject = isGuarded && !operation.isList;
    const mayWrite = this.#holds(operation.write, request, caller, isObject);
    // What says what the object says already is left out instead.
    const isCurrent = isObject && !creates(request, operation) && request.sentStatus === 'same';
    if (isSent && !mayWrite && !isCurrent) return refused(15, 403, 'property-denied');

    const login = this.#loginOf(request, operation);
    if (login !== null) {
      const reserved = limits.reserve(login, now);
      if (reserved !== 'allowed') return limited(16, reserved);
    }
    const costs = limits.of(listed, 'cost');
    // A limiter of requests does not count costs in place of another.
    const countsCost = costs.some(({ key }) => key.join() === 'ip');
    const ended = this.#run(request, operation, course, isSent && mayWrite, () =>
      limits.take(costs, operation.cost, subject, now, countsCost),
    );
    if (login !== null && !ended.isUnknown) {
      if (ended.status < 400) limits.settle(login, 'succeeded');
      else if (!course.ran || (ended.status !== 401 && ended.status !== 403))
        limits.settle(login, 'unjudged');
    }
    if (ended.tookCost && !ended.isUnknown && ended.status >= 400) {
      const counting = costs.filter(
        ({ key }) => key.join() !== 'principal' || caller !== null || !countsCost,
      );
      limits.giveBack(counting, operation.cost, subject, now);
    }
    return ended.refusal ?? ended.status;
  }

  /** Stages 16, after the login guard, to 18. */
  #run(
    request: RandomRequest,
    operation: RandomOperation,
    course: Course,
    getsStatus: boolean,
    take: () => LimitAnswer,
  ): Ended {
    const charged = take();
    if (charged !== 'allowed') return ended(limited(16, charged), false);
    if (isUnsafe(operation) && operation.auditLevel !== 'none') {
      if (request.sink !== 'up') return ended(refused(16, 503, 'audit-unavailable'));
      course.intended = true;
    }
    course.ran = true;
    course.gotStatus = getsStatus;
    switch (request.handler) {
      case 'conflict':
        return ended(refused(17, 409, 'conflict'));
      case 'unauthorized':
        return ended(refused(17, 401, 'unauthorized'));
      case 'forbidden':
        return ended(refused(17, 403, 'forbidden'));
      case 'throws':
        return ended(refused(17, 500, 'internal-error'));
      case 'hangs':
        if (operation.isHurried) {
          return { ...ended(refused(17, 503, 'deadline-exceeded')), isUnknown: true };
        }
        break;
      case 'misreplies':
        if (operation.responses === 'enforce') return ended(refused(18, 500, 'internal-error'));
        break;
      case 'replies':
    }
    if (operation.isList && request.items !== 'allowed') return ended(refused(18, 500, 'internal-error'));
    course.commits = true;
    if (course.opened && request.contextFails === 'to-commit') {
      return ended(refused(18, 500, 'internal-error'));
    }
    return { refusal: null, status: 200, isUnknown: false, tookCost: true };
  }

  #loginOf(request: RandomRequest, operation: RandomOperation): GuardedLogin | null {
    const { login } = operation;
    if (login === null) return null;
    const named = request.body === 'none' ? null : request.user;
    return {
      ...login,
      operation: request.operation,
      address: String(request.address),
      account: login.hasAccount ? named : null,
    };
  }

  /** Logins by what an HTML form of any page can send; nothing says what a body without a type is. */
  #isFormLogin(request: RandomRequest, operation: RandomOperation, caller: Authenticated['caller']): boolean {
    if (operation.login === null || !operation.takesForms || caller !== null) return false;
    return request.body === 'none' || request.body === 'form' || request.body === 'text';
  }

  #isTrustedOrigin(origin: string | null, operation: RandomOperation): boolean {
    if (origin === OWN_ORIGIN) return true;
    const cors = corsOf(this.#api, operation);
    return origin !== null && cors?.credentials === true && cors.origins.includes(origin);
  }

  #isPublic({ access, security }: RandomOperation): boolean {
    return access === 'public' || (access === null && (security ?? this.#api.security)?.length === 0);
  }

  #mayRead(request: RandomRequest, operation: RandomOperation, caller: Authenticated['caller']): boolean {
    const isObject = operation.hasId && !operation.isList && !this.#isPublic(operation);
    return this.#holds(operation.read, request, caller, isObject);
  }

  /** `[]` is the server only; `$owner` comes from the grant. */
  #holds(
    list: readonly string[] | null,
    request: RandomRequest,
    caller: Authenticated['caller'],
    hasGrant: boolean,
  ): boolean {
    if (list === null) return true;
    const held = rolesOf(this.#api, caller?.roles ?? []);
    return list.some((role) => (role === '$owner' ? hasGrant && request.owns : held.includes(role)));
  }
}

interface Ended {
  readonly refusal: Refusal | null;
  readonly status: number;
  /** Nobody knows what the handler did. */
  readonly isUnknown: boolean;
  readonly tookCost: boolean;
}

function ended(refusal: Refusal, tookCost = true): Ended {
  return { refusal, status: refusal.status, isUnknown: false, tookCost };
}

function refused(stage: number, status: number, code: string): Refusal {
  return { stage, status, code };
}

function limited(stage: number, answer: LimitAnswer): Refusal {
  return answer === 'limited'
    ? refused(stage, 429, 'rate-limited')
    : refused(stage, 503, 'limiter-unavailable');
}

function isUnsafe({ method }: RandomOperation): boolean {
  return method !== 'GET';
}

function creates({ decision }: RandomRequest, { method }: RandomOperation): boolean {
  return decision === 'create' && method === 'PUT';
}

/** One decision per denial, an intent and an outcome per unsafe operation (§7); allowed safe ones as §12 says. */
function recordsOf(
  request: RandomRequest,
  { operation, ran, intended }: Course,
  refusal: Refusal | null,
): readonly string[] {
  if (request.sink === 'refuses') return [];
  const isUnknown = refusal?.code === 'deadline-exceeded';
  const outcome = refusal === null ? 'allowed' : isUnknown ? 'unknown' : ran ? 'failed' : 'denied';
  if (intended) return ['intent', `outcome ${outcome}`];
  if (refusal === null && (operation === null || request.method === 'preflight')) return [];
  if (ran && operation!.auditLevel === 'none') return [];
  return [...(refusal?.code === 'audit-unavailable' ? ['intent'] : []), `decision ${outcome}`];
}
