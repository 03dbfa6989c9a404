// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 5 to 7: which operation is asked for. From here on everything is bound to the matched operation. */
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import type { Route } from '../route.js';
import { allowedMethods, endpointFor, type PathMatch } from '../router.js';
import { ANSWERED, type StageResult } from '../stage.js';
import { answer } from '../reply.js';

/** RFC 9110 §9.3 and RFC 5789. Others are refused with 501 unless the document declares them. */
const STANDARD_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
]);

const NO_PATH: Refusal = { stage: 5, code: 'not-found', reason: 'path-not-served' };
const UNKNOWN_METHOD: Refusal = { stage: 6, code: 'method-not-implemented', reason: 'method-unknown' };
const OTHER_HOST: Refusal = { stage: 2, code: 'misdirected-request', reason: 'host-not-of-operation' };
const TOO_LARGE: Refusal = {
  stage: 7,
  code: 'content-too-large',
  reason: 'declared-length',
  close: true,
};

/** Stage 5. */
export function matchPath(exchange: Exchange): Refusal | undefined {
  const values: string[] = [];
  exchange.match = exchange.runtime.router.find(exchange.path, exchange.query, values);
  exchange.pathValues = values;
  return exchange.match === null ? NO_PATH : undefined;
}

/** Stage 6: declared HEAD and OPTIONS win; otherwise HEAD runs the GET operation and OPTIONS answers `Allow`. */
export function matchMethod(exchange: Exchange): StageResult {
  const { runtime, query, fields } = exchange;
  const { method } = exchange.raw;
  const match = exchange.match!;
  if (method === 'OPTIONS' && fields.origin !== undefined) {
    const requested = fields.get('access-control-request-method');
    if (requested !== undefined) {
      const result = answerPreflight(exchange, match, fields.origin, requested);
      if (result !== undefined) return result;
    }
  }
  let endpoint = method === 'TRACE' ? undefined : endpointFor(match, method, query);
  if (endpoint === undefined && method === 'HEAD') {
    endpoint = endpointFor(match, 'GET', query);
    exchange.head = endpoint !== undefined;
  }
  if (endpoint === undefined) {
    if (!STANDARD_METHODS.has(method) && !runtime.router.methods.has(method)) return UNKNOWN_METHOD;
    const headers = ['Allow', allowedMethods(match, query)];
    if (method !== 'OPTIONS') {
      return { stage: 6, code: 'method-not-allowed', reason: 'method-not-declared', headers };
    }
    answer(exchange, 204, headers);
    return ANSWERED;
  }
  const { value: route, parameters } = endpoint;
  if (!isServedHere(route, exchange)) return OTHER_HOST;
  exchange.operation = route.compile(runtime);
  exchange.cors = exchange.operation.cors;
  exchange.parameterNames = parameters;
  return undefined;
}

/**
 * Answers for the operation that the preflight asks about, without running it. An origin, or a method, that nothing is
 * open to gets the answer of any OPTIONS request, and the browser refuses.
 */
function answerPreflight(
  exchange: Exchange,
  match: PathMatch<Route>,
  origin: string,
  method: string,
): StageResult {
  const { runtime, query } = exchange;
  const endpoint =
    endpointFor(match, method, query) ?? (method === 'HEAD' ? endpointFor(match, 'GET', query) : undefined);
  // The request itself would get a 405 that the root's origins may read.
  if (endpoint === undefined) return undefined;
  const { value: route } = endpoint;
  if (!isServedHere(route, exchange)) return OTHER_HOST;
  const operation = route.compile(runtime);
  exchange.cors = operation.cors;
  if (operation.cors === null || !operation.cors.allows(origin)) return undefined;
  answer(exchange, 204, operation.cors.preflightHeaders(method, operation.corsRequestHeaders));
  return ANSWERED;
}

/** Servers of the operation's own are rechecked now that it is known. */
function isServedHere({ authorities }: Route, { authority, local }: Exchange): boolean {
  return authorities === null || local || authorities.has(authority!);
}

/** Stage 7: a body that says itself that it is too large is not waited for. */
export function checkDeclaredLength({ fields, operation }: Exchange): Refusal | undefined {
  const { contentLength } = fields;
  if (contentLength === undefined) return undefined;
  return Number(contentLength) > operation!.definition.bodyLimits.max ? TOO_LARGE : undefined;
}
