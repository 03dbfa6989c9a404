/**
 * What would decide a request for one operation, stage by stage (semantics §1), and where the document says so.
 *
 * Verdicts about a caller are made by the runtime's own functions, so that they cannot say something else than the
 * server would.
 */
import type { Location } from '../diagnostics/diagnostic.js';
import type { Api, Operation } from '../model/api.js';
import { takesFormLogin } from '../runtime/authenticate/csrf.js';
import { compileFunctionLevel } from '../runtime/authorize/function-level.js';
import type { InputLocation, LimiterDefinition } from '../runtime/core/definition.js';
import { type Caller, identify } from './caller.js';

export interface ExplainedStage {
  readonly stage: number;
  readonly name: string;
  /** What must hold, and what happens otherwise. */
  readonly rule: string;
  /** Where it is written; `null` for a default or a rule of every operation. */
  readonly at: Location | null;
  /** What it says of the caller given with `--as`; `null` where it does not depend on who calls, or nobody was given. */
  readonly verdict: Verdict | null;
}

export interface Verdict {
  readonly passes: boolean;
  readonly reason: string;
}

/** @param claims verified claims of a token or attributes of an account; `null` explains without a caller */
export function explainOperation(
  api: Api,
  operation: Operation,
  claims: Readonly<Record<string, unknown>> | null,
): readonly ExplainedStage[] {
  const caller = claims === null ? null : identify(api, operation, claims);
  const { places, access } = operation;
  const at = (...members: string[]): Location | null => {
    for (const member of members) {
      const place = places.get(member) ?? [...places].find(([name]) => name.startsWith(`${member}.`))?.[1];
      if (place !== undefined) return place;
    }
    return null;
  };
  const stages: ExplainedStage[] = [];
  const add = (
    stage: number,
    name: string,
    rule: string,
    place: Location | null,
    verdict: Verdict | null = null,
  ) => stages.push({ stage, name, rule, at: place, verdict });

  const servers = operation.servers ?? api.servers;
  const hosts = servers.flatMap(({ authorities }) => authorities);
  add(
    2,
    'connection',
    `https only; ${hosts.length === 0 ? 'the hosts of the options' : `host ${hosts.join(' or ')}`}`,
    null,
  );
  const addressLimits = limitersOf(api, api.ipRateLimit);
  if (addressLimits.length > 0) add(4, 'rate limit by address', addressLimits.map(rateText).join(', '), null);
  const paths = [
    ...new Set(servers.map(({ basePath }) => `${operation.method} ${basePath}${operation.path}`)),
  ];
  add(5, 'path and method', paths.join(', '), operation.origin);
  if (operation.cors !== null)
    add(6, 'CORS', `replies open to ${operation.cors.origins.join(', ')}`, at('cors.origins', 'cors'));
  if (operation.requestBody !== null) {
    add(7, 'declared size', `at most ${operation.bodyLimits.max} bytes, else 413`, at('body.max'));
  }
  add(
    8,
    'authentication',
    authenticationRule(operation),
    securityPlace(api, operation),
    caller?.authentication ?? null,
  );
  const crossSite = crossSiteRule(api, operation);
  if (crossSite !== null) add(9, 'cross-site check', crossSite, at('cors.credentials', 'login'));
  const limits = limitersOf(api, operation.rateLimit);
  const byRequest = limits.filter(({ unit }) => unit === 'requests');
  if (byRequest.length > 0)
    add(10, 'rate limit by caller', byRequest.map(rateText).join(', '), at('rateLimit'));
  add(
    11,
    'function level',
    functionRule(operation),
    at('access.roles', 'access.tenant', 'access'),
    functionVerdict(operation, caller),
  );
  const media = operation.requestBody?.content.map(({ mediaType }) => mediaType) ?? [];
  if (media.length > 0) {
    add(12, 'content type', `${media.join(', ')}, else 415`, null);
    const { depth, nodes } = operation.bodyLimits;
    add(
      13,
      'body',
      `well-formed, at most ${depth} levels and ${nodes} values, else 400`,
      at('body.depth', 'body.nodes'),
    );
  }
  add(
    14,
    'validation',
    validationRule(operation),
    at('validation.unknownProperties', 'validation.unknownQuery', 'validation'),
  );
  const tenant = access.kind === 'authenticated' ? access.tenant : null;
  if (tenant !== null && tenant !== true && tenant.in === 'body') {
    add(15, 'tenant', `the tenant in ${placeText(tenant)}, else 403`, at('access.tenant'));
  }
  if (access.kind === 'authenticated' && access.object !== null) {
    const { policy, type, id, deny, list } = access.object;
    const what = list === null ? `the ${type} named by ${placeText(id)}` : `every ${type} of the reply`;
    add(
      15,
      'object policy',
      `${policy} decides about ${what}; a denial answers ${deny}`,
      at('access.object', 'access.list'),
    );
  }
  if (operation.login !== null) {
    const { account, perAccount, perIp } = operation.login;
    const each =
      account === null ? '' : `${perAccount.count} failures per account in ${perAccount.windowSeconds} s, `;
    add(
      16,
      'login guard',
      `${each}${perIp.count} per address in ${perIp.windowSeconds} s, then 429`,
      at('login'),
    );
  }
  const byCost = limits.filter(({ unit }) => unit === 'cost');
  if (byCost.length > 0)
    add(16, 'quota', `${operation.cost} of ${byCost.map(rateText).join(', ')}`, at('cost', 'rateLimit'));
  if (isUnsafe(operation) && operation.audit.level !== 'none') {
    add(
      16,
      'audit intent',
      `${operation.audit.action} is on record before the handler runs, else 503`,
      at('audit.action', 'audit'),
    );
  }
  add(17, 'handler', `${operation.name}, within ${operation.timeoutMs / 1000} s, else 503`, at('timeout'));
  const statuses = operation.replies.map(({ status }) => status).join(', ');
  add(
    18,
    'reply',
    `${statuses} as declared (${operation.validation.responses}), else 500`,
    at('validation.responses'),
  );
  return stages;
}

/** The operation's own list, or the document's. */
function securityPlace({ document, origins }: Api, { node }: Operation): Location | null {
  for (const holder of [node, document]) {
    if (Object.hasOwn(holder, 'security')) return origins.member(holder, 'security', 'key');
  }
  return null;
}

function limitersOf(api: Api, names: readonly string[]): readonly LimiterDefinition[] {
  return api.limiters.filter(({ name }) => names.includes(name));
}

function rateText({ name, key, count, windowSeconds, burst }: LimiterDefinition): string {
  const bursts = burst === count ? '' : `, ${burst} at once`;
  return `${name}: ${count} in ${windowSeconds} s per ${key.join('+')}${bursts}`;
}

function authenticationRule({ requirements, access }: Operation): string {
  if (access.kind === 'public') return 'none: credentials are ignored';
  if (requirements === null) return 'none is named';
  const alternatives = requirements.map(({ credentials }) =>
    credentials.length === 0
      ? 'nobody in particular'
      : credentials
          .map(({ scheme, scopes, roles }) => {
            const more = [...scopes, ...roles];
            return more.length === 0 ? scheme : `${scheme} with ${more.join(', ')}`;
          })
          .join(' and '),
  );
  return alternatives.length === 0 ? 'none is required' : `${alternatives.join(', or ')}, else 401`;
}

/** `null` where no browser sends the request with effect for a page that nobody trusts. */
function crossSiteRule(api: Api, operation: Operation): string | null {
  if (!isUnsafe(operation)) return null;
  const cookies = new Set(
    api.schemes.flatMap((scheme) =>
      scheme.kind === 'apiKey' && scheme.in === 'cookie' ? [scheme.name] : [],
    ),
  );
  const hasCookie = operation.requirements?.some(({ credentials }) =>
    credentials.some(({ scheme }) => cookies.has(scheme)),
  );
  const certificates = new Set(api.schemes.flatMap(({ kind, name }) => (kind === 'mutualTLS' ? [name] : [])));
  const hasCertificate = operation.requirements?.some(
    ({ credentials }) =>
      credentials.length > 0 && credentials.every(({ scheme }) => certificates.has(scheme)),
  );
  const what = [
    ...(operation.access.kind !== 'public' && hasCookie === true ? ['cookies count'] : []),
    ...(operation.access.kind !== 'public' && hasCertificate === true
      ? ['browsers’ certificates count']
      : []),
    ...(takesFormLogin(operation) ? ['forms log in'] : []),
  ];
  if (what.length === 0) return null;
  const { cors } = operation;
  const pages = ['this server', ...(cors?.credentials === true ? cors.origins : [])];
  return `${what.join(' and ')} from pages of ${pages.join(' or ')} only, else 403`;
}

function functionRule({ access }: Operation): string {
  if (access.kind === 'public') return 'anyone';
  if (access.kind === 'undecided') return 'undecided: 403 for everyone';
  const roles =
    access.roles.length === 0
      ? 'any caller stage 8 admits'
      : `any role of ${access.roles.join(', ')}, else 403`;
  if (access.tenant === null) return roles;
  const { tenant } = access;
  const ofTenant =
    tenant === true || tenant.in === 'body' ? 'a tenant' : `the tenant in ${placeText(tenant)}`;
  return `${roles}; ${ofTenant}, else 403`;
}

function functionVerdict(operation: Operation, caller: Caller | null): Verdict | null {
  if (caller === null) return null;
  const { access } = operation;
  if (caller.deferred !== null) return { passes: false, reason: caller.deferred.reason };
  const check = compileFunctionLevel(operation);
  const refusal = check(caller.principal, null, NO_PARAMETERS);
  const isNamed = access.kind === 'authenticated' && access.tenant !== null && access.tenant !== true;
  if (refusal?.code === 'insufficient-tenant' && isNamed && (caller.principal?.tenant ?? null) !== null) {
    return { passes: false, reason: 'depends on the tenant the request names' };
  }
  return refusal === null ? { passes: true, reason: 'admitted' } : { passes: false, reason: refusal.reason };
}

const NO_PARAMETERS = { pathValue: () => '', query: '', headerValues: () => [], cookie: undefined };

function validationRule({ parameters, requestBody, validation }: Operation): string {
  const body = requestBody === null ? 'no body' : requestBody.required ? 'a body' : 'an optional body';
  const count = `${parameters.length} parameter${parameters.length === 1 ? '' : 's'}`;
  return `${count} and ${body}; unknown query parameters: ${validation.unknownQuery}, unknown properties: ${validation.unknownProperties}; else ${validation.status}`;
}

function placeText(location: InputLocation | null): string {
  if (location === null) return 'the operation';
  return location.in === 'body'
    ? `$request.body#${location.pointer}`
    : `$request.${location.in}.${location.name}`;
}

function isUnsafe({ method }: Operation): boolean {
  return !['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'].includes(method);
}
