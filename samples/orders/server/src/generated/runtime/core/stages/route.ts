// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Stages 5 to 7: which operation is asked for. From here on everything is bound to the matched operation. */
import type { Exchange } from '../exchange.js';
import type { Refusal } from '../refusal.js';
import { allowedMethods, endpointFor } from '../router.js';
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
  const { runtime, query } = exchange;
  const { method } = exchange.raw;
  const match = exchange.match!;
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
  if (route.authorities !== null && !exchange.local && !route.authorities.has(exchange.authority!)) {
    return OTHER_HOST;
  }
  exchange.operation = route.compile(runtime);
  exchange.parameterNames = parameters;
  return undefined;
}

/** Stage 7: a body that says itself that it is too large is not waited for. */
export function checkDeclaredLength({ fields, operation }: Exchange): Refusal | undefined {
  const { contentLength } = fields;
  if (contentLength === undefined) return undefined;
  return Number(contentLength) > operation!.definition.bodyLimits.max ? TOO_LARGE : undefined;
}
