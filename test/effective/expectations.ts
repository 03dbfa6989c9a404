/**
 * Rules of the security linter that fire for an effective document, and why: each time the document it was made from is
 * the cause, and oasgard would have to change what the API means to silence them.
 */
export const reasons: Readonly<Record<string, string>> = {
  'owasp:api1:2023-no-numeric-ids':
    'The document chose integers for ids; a finding of generation (numeric-id).',
  'owasp:api2:2023-jwt-best-practices': 'Wants the words RFC8725 in the description of a scheme.',
  'owasp:api2:2023-no-credentials-in-url': 'The document takes a password in the query.',
  'owasp:api2:2023-no-http-basic': 'The document uses Basic; a finding of generation (scheme-basic).',
  'owasp:api2:2023-read-restricted':
    'The document opens the operation to the public, or leaves it undecided.',
  'owasp:api2:2023-write-restricted':
    'The document opens the operation to the public, or leaves it undecided.',
  'owasp:api2:2023-short-lived-access-tokens': 'Wants refreshUrl in flows; tokens are the issuer’s business.',
  'owasp:api4:2023-array-limit': 'The document bounds no items, and sets no validation.maxItems.',
  'owasp:api4:2023-integer-format': 'The document gives integers no format.',
  'owasp:api4:2023-integer-limit': 'The document gives integers no minimum or maximum.',
  'owasp:api4:2023-string-limit': 'The document bounds no length, and sets no validation.maxLength.',
  'owasp:api4:2023-string-restricted':
    'The document gives texts no format or pattern. Two of ours are free too: names and details that documents choose.',
  'owasp:api4:2023-rate-limit':
    'Wants exactly one of RateLimit and X-RateLimit-Limit; every limited reply carries both (semantics §5).',
  'owasp:api8:2023-define-cors-origin': 'The document opens replies to no origin: the header is never sent.',
  'owasp:api8:2023-define-error-responses-401':
    'A public or undecided operation answers no 401 of its own accord.',
  'owasp:api9:2023-inventory-access': 'Wants x-internal on servers, which only the author knows.',
  'owasp:api9:2023-inventory-environment': 'Wants the environment in descriptions of servers.',
  'invalid-ref': 'An extension of the document refers to a file that is no JSON.',
};

/** By document, below `shared/corpus/docs`, or of this repository. */
export const expectations: Readonly<Record<string, readonly string[]>> = {
  'samples/orders/openapi.yaml': [
    'owasp:api2:2023-jwt-best-practices',
    'owasp:api2:2023-no-http-basic',
    'owasp:api2:2023-read-restricted',
    'owasp:api2:2023-short-lived-access-tokens',
    'owasp:api2:2023-write-restricted',
    'owasp:api4:2023-integer-format',
    'owasp:api4:2023-integer-limit',
    'owasp:api4:2023-rate-limit',
    'owasp:api4:2023-string-limit',
    'owasp:api4:2023-string-restricted',
    'owasp:api8:2023-define-error-responses-401',
    'owasp:api9:2023-inventory-access',
  ],
  'museum.yaml': [
    'owasp:api2:2023-no-http-basic',
    'owasp:api4:2023-array-limit',
    'owasp:api4:2023-integer-format',
    'owasp:api4:2023-integer-limit',
    'owasp:api4:2023-rate-limit',
    'owasp:api4:2023-string-limit',
    'owasp:api4:2023-string-restricted',
    'owasp:api8:2023-define-cors-origin',
    'owasp:api9:2023-inventory-access',
  ],
  'petstore-3.yaml': [
    'owasp:api1:2023-no-numeric-ids',
    'owasp:api2:2023-jwt-best-practices',
    'owasp:api2:2023-no-credentials-in-url',
    'owasp:api2:2023-read-restricted',
    'owasp:api2:2023-short-lived-access-tokens',
    'owasp:api2:2023-write-restricted',
    'owasp:api4:2023-array-limit',
    'owasp:api4:2023-integer-limit',
    'owasp:api4:2023-rate-limit',
    'owasp:api4:2023-string-limit',
    'owasp:api4:2023-string-restricted',
    'owasp:api8:2023-define-cors-origin',
    'owasp:api8:2023-define-error-responses-401',
    'owasp:api9:2023-inventory-access',
  ],
  'train-travel/openapi.yaml': [
    'invalid-ref',
    'owasp:api2:2023-short-lived-access-tokens',
    'owasp:api4:2023-array-limit',
    'owasp:api4:2023-integer-format',
    'owasp:api4:2023-integer-limit',
    'owasp:api4:2023-rate-limit',
    'owasp:api4:2023-string-limit',
    'owasp:api4:2023-string-restricted',
    'owasp:api8:2023-define-cors-origin',
    'owasp:api9:2023-inventory-environment',
  ],
};
