/** A random request as it goes over the wire. */
import { PARAMETERS } from './api-document.js';
import type { RandomBody, RandomOperation, RandomRequest } from './policy-model.js';
import type { Tokens } from './tokens.js';

export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
}

export function wireRequest(
  request: RandomRequest,
  index: number,
  operation: RandomOperation,
  tokens: Tokens,
): WireRequest {
  const body = request.body === 'none' ? null : bodyOf(request, request.body);
  const cookies: string[] = [];
  const headers: Record<string, string | readonly string[]> = {
    Host: request.host === 'declared' ? 'api.example.com' : 'other.example.com',
    'X-Forwarded-For': `198.51.100.${String(request.address + 1)}`,
    'X-Forwarded-Proto': request.https ? 'https' : 'http',
  };
  for (const [scheme, presented] of request.credentials) {
    const values = tokens.of(scheme, presented);
    if (scheme === 'session') cookies.push(...values.map((value) => `sid=${value}`));
    else if (scheme === 'oauth') headers['Authorization'] = values.map((value) => `Bearer ${value}`);
    else headers[PARAMETERS[scheme]] = values;
  }
  if (cookies.length > 0) headers['Cookie'] = cookies.join('; ');
  if (request.fetchSite !== null) headers['Sec-Fetch-Site'] = request.fetchSite;
  if (request.origin !== null) headers['Origin'] = request.origin;
  if (request.method === 'preflight') headers['Access-Control-Request-Method'] = operation.method;
  if (request.tenantHeader !== null) headers['X-Tenant'] = request.tenantHeader;
  if (request.accept !== null) headers['Accept'] = request.accept;
  if (body !== null) {
    headers['Content-Type'] = contentTypeOf(request.body);
    headers['Content-Length'] = String(Buffer.byteLength(body));
    if (request.body === 'compressed') headers['Content-Encoding'] = 'gzip';
  }
  return {
    method: methodOf(request, operation),
    target: `${targetOf(request, index, operation)}${QUERIES[request.query]}`,
    headers,
    body,
  };
}

const QUERIES = { none: '', valid: '?page=2', invalid: '?page=two', undeclared: '?sort=up' } as const;

function contentTypeOf(body: RandomBody): string {
  if (body === 'text') return 'text/plain';
  return body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
}

function bodyOf(request: RandomRequest, body: Exclude<RandomBody, 'none'>): string {
  const rest = {
    ...(request.user !== null && { user: request.user }),
    ...(request.tenantInBody !== null && { tenant: request.tenantInBody }),
    ...(request.sentStatus !== 'none' && { status: request.sentStatus }),
  };
  switch (body) {
    case 'valid':
    case 'compressed':
      return JSON.stringify({ quantity: 1, ...rest });
    case 'form':
      return new URLSearchParams({ quantity: '1', ...rest }).toString();
    case 'undeclared-property':
      return JSON.stringify({ quantity: 1, more: 1, ...rest });
    case 'missing-property':
      return JSON.stringify(rest);
    case 'wrong-type':
      return JSON.stringify({ quantity: '1', ...rest });
    case 'malformed':
      return '{"quantity":1';
    case 'duplicate-key':
      return '{"quantity":1,"quantity":2}';
    case 'too-deep':
      return `{"quantity":${'['.repeat(9)}${']'.repeat(9)}}`;
    case 'too-large':
      return JSON.stringify({ quantity: 1, more: 'x'.repeat(2048) });
    case 'text':
      return 'quantity';
  }
}

function methodOf({ method }: RandomRequest, operation: RandomOperation): string {
  switch (method) {
    case 'declared':
      return operation.method;
    case 'undeclared':
      return 'PATCH';
    case 'nonstandard':
      return 'PURGE';
    case 'preflight':
      return 'OPTIONS';
    case 'TRACE':
    case 'HEAD':
      return method;
  }
}

function targetOf({ target }: RandomRequest, index: number, { hasId }: RandomOperation): string {
  const path = `/v1/operation${String(index)}${hasId ? '/one' : ''}`;
  switch (target) {
    case 'normal':
      return path;
    case 'dot-segment':
      return path.replace('/v1/', '/v1/../v1/');
    case 'encoded-slash':
      return `${path}%2fx`;
    case 'too-long':
      return `${path}${'x'.repeat(9000)}`;
    case 'unknown-path':
      return '/v1/unknown';
    case 'trailing-slash':
      return `${path}/`;
  }
}
