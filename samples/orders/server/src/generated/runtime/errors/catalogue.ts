// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Every `code` an oasgard server can answer with: the one list. A code is stable once released and never reused.
 *
 * `title` and `detail` are fixed texts; `detail` is sent as it stands. Neither ever holds anything of the request.
 */
export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  readonly detail: string | null;
}

const entry = (status: number, title: string, detail: string | null = null): CatalogueEntry => ({
  status,
  title,
  detail,
});

export const catalogue = {
  // Stages 0 to 3: connection and target.
  'malformed-request': entry(400, 'Malformed request', 'The request is not well-formed HTTP.'),
  'invalid-target': entry(400, 'Invalid request target', 'The request target is not in its normal form.'),
  'target-too-long': entry(414, 'Request target too long'),
  'headers-too-large': entry(431, 'Request header fields too large'),
  'https-required': entry(
    403,
    'HTTPS required',
    'This API answers over HTTPS only. Credentials sent without it are exposed: replace them.',
  ),
  'misdirected-request': entry(
    421,
    'Misdirected request',
    'This server does not answer for the requested host.',
  ),
  // Stages 4 and 10: rate limits.
  'rate-limited': entry(
    429,
    'Too many requests',
    'A rate limit was exceeded. Try again after the time in Retry-After.',
  ),
  'limiter-unavailable': entry(
    503,
    'Service unavailable',
    'The request could not be admitted. Try again later.',
  ),
  // Stages 5 to 7: routing and size.
  'not-found': entry(404, 'Not found'),
  'method-not-allowed': entry(405, 'Method not allowed'),
  'method-not-implemented': entry(501, 'Method not implemented'),
  'content-too-large': entry(413, 'Content too large'),
  // Stage 8: authentication.
  'ambiguous-credentials': entry(400, 'Ambiguous credentials', 'Send one credential per scheme, once.'),
  'credentials-required': entry(401, 'Credentials required'),
  'invalid-credentials': entry(401, 'Invalid credentials'),
  'authentication-unavailable': entry(
    503,
    'Service unavailable',
    'The credentials could not be checked. Try again later.',
  ),
  // Stage 9: cross-site request forgery.
  'cross-site-request': entry(403, 'Cross-site request refused'),
  // Stage 11: function level.
  'access-undecided': entry(
    403,
    'Access undecided',
    'The API document does not say who may call this operation.',
  ),
  'insufficient-scope': entry(403, 'Insufficient scope'),
  'insufficient-role': entry(403, 'Insufficient role'),
  'insufficient-tenant': entry(
    403,
    'Insufficient tenant',
    'The credentials do not belong to the tenant that the request is about.',
  ),
  // Stage 12: negotiation.
  'unsupported-media-type': entry(415, 'Unsupported media type'),
  'unsupported-content-encoding': entry(415, 'Unsupported content encoding'),
  'not-acceptable': entry(406, 'Not acceptable'),
  'unexpected-content': entry(400, 'Unexpected content', 'This operation takes no request body.'),
  // Stages 13 and 14: body and validation.
  'request-timeout': entry(408, 'Request timeout'),
  'malformed-content': entry(400, 'Malformed content', 'The request body is not well-formed.'),
  'invalid-request': entry(400, 'Invalid request', 'The request does not match the API document.'),
  // Stage 15: object level.
  'policy-undecided': entry(403, 'Policy undecided', 'No policy decides who may reach this object yet.'),
  'object-denied': entry(403, 'Forbidden'),
  'property-denied': entry(403, 'Forbidden', 'The request sets a property that this caller may not set.'),
  // Stage 16: login guard, intent.
  'audit-unavailable': entry(
    503,
    'Service unavailable',
    'The request could not be recorded. Try again later.',
  ),
  // Stage 17: handler.
  'not-implemented': entry(501, 'Not implemented', 'This operation has no handler yet.'),
  'deadline-exceeded': entry(503, 'Service unavailable', 'The request took too long.'),
  overloaded: entry(503, 'Service unavailable', 'The server is busy. Try again later.'),
  'upstream-timeout': entry(504, 'Gateway timeout'),
  'internal-error': entry(500, 'Internal server error'),
  // Answers a handler gives with `problem(status, code)`.
  'bad-request': entry(400, 'Bad request'),
  unauthorized: entry(401, 'Unauthorized'),
  forbidden: entry(403, 'Forbidden'),
  conflict: entry(409, 'Conflict'),
  gone: entry(410, 'Gone'),
  'precondition-failed': entry(412, 'Precondition failed'),
  'unprocessable-content': entry(422, 'Unprocessable content'),
  locked: entry(423, 'Locked'),
  'precondition-required': entry(428, 'Precondition required'),
  'service-unavailable': entry(503, 'Service unavailable'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
