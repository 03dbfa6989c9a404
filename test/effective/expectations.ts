/**
 * Rules of the security linter that fire for an effective document, and why: each time the document it was made from is
 * the cause, and oasgard would have to change what the API means to silence them.
 */
import { isJsonObject, type Json, type JsonObject } from '../../src/load/json.js';

/** Where a rule fires: what stands there, what holds it, and the operation or server around it. */
export interface Firing {
  /** Nearest object at or above the place. */
  readonly node: JsonObject;
  readonly at: readonly string[];
  readonly document: JsonObject;
}

export interface Reason {
  readonly why: string;
  /** Whether that is so at the place. */
  readonly holds: (firing: Firing) => boolean;
}

const lacks =
  (...names: readonly string[]): Reason['holds'] =>
  ({ node }) =>
    names.every((name) => !Object.hasOwn(node, name));

const isOpen: Reason['holds'] = ({ document, at }) => {
  const operation = nodeAt(document, at.slice(0, 3));
  const security = operation['security'] ?? document['security'];
  return (
    security === undefined ||
    (Array.isArray(security) &&
      (security.length === 0 ||
        security.some((one: Json) => isJsonObject(one) && Object.keys(one).length === 0)))
  );
};

/** The deepest object on the way to a place. */
export function nodeAt(document: JsonObject, at: readonly string[]): JsonObject {
  let found = document;
  let value: Json = document;
  for (const token of at) {
    value = (value as Readonly<Record<string, Json>>)[token] ?? null;
    if (value === null || typeof value !== 'object') break;
    if (isJsonObject(value)) found = value;
  }
  return found;
}

export const reasons: Readonly<Record<string, Reason>> = {
  'owasp:api1:2023-no-numeric-ids': {
    why: 'The document chose integers for ids; a finding of generation (numeric-id).',
    holds: ({ node }) => node['type'] === 'integer',
  },
  'owasp:api2:2023-jwt-best-practices': {
    why: 'Wants the words RFC8725 in the description of a scheme.',
    holds: ({ node }) => !JSON.stringify(node['description'] ?? '').includes('RFC8725'),
  },
  'owasp:api2:2023-no-credentials-in-url': {
    why: 'The document takes a password in the query.',
    holds: ({ node }) => node['in'] === 'query',
  },
  'owasp:api2:2023-no-http-basic': {
    why: 'The document uses Basic; a finding of generation (scheme-basic).',
    holds: ({ node }) => node['scheme'] === 'basic',
  },
  'owasp:api2:2023-read-restricted': {
    why: 'The document opens the operation to the public, or leaves it undecided.',
    holds: isOpen,
  },
  'owasp:api2:2023-write-restricted': {
    why: 'The document opens the operation to the public, or leaves it undecided.',
    holds: isOpen,
  },
  'owasp:api2:2023-short-lived-access-tokens': {
    why: 'Wants refreshUrl in flows; tokens are the issuer’s business.',
    holds: lacks('refreshUrl'),
  },
  'owasp:api4:2023-array-limit': {
    why: 'The document bounds no items, and sets no validation.maxItems.',
    holds: lacks('maxItems'),
  },
  'owasp:api4:2023-integer-format': {
    why: 'The document gives integers no format.',
    holds: lacks('format'),
  },
  'owasp:api4:2023-integer-limit': {
    why: 'The document gives integers no minimum or maximum.',
    holds: ({ node }) => node['minimum'] === undefined || node['maximum'] === undefined,
  },
  'owasp:api4:2023-string-limit': {
    why: 'The document bounds no length, and sets no validation.maxLength.',
    holds: lacks('maxLength', 'enum', 'const'),
  },
  'owasp:api4:2023-string-restricted': {
    why: 'The document gives texts no format or pattern. Two of ours are free too: names and details that documents choose.',
    holds: lacks('format', 'pattern', 'enum', 'const'),
  },
  'owasp:api4:2023-rate-limit': {
    why: 'Wants exactly one of RateLimit and X-RateLimit-Limit; every limited reply carries both (semantics §5).',
    holds: ({ node }) => node['RateLimit'] !== undefined && node['X-RateLimit-Limit'] !== undefined,
  },
  'owasp:api8:2023-define-cors-origin': {
    why: 'The document opens replies to no origin: the header is never sent.',
    holds: ({ node, document }) =>
      node['Access-Control-Allow-Origin'] === undefined &&
      (document['x-security'] as JsonObject)['cors'] === false,
  },
  'owasp:api8:2023-define-error-responses-401': {
    why: 'A public or undecided operation answers no 401 of its own accord.',
    holds: isOpen,
  },
  'owasp:api9:2023-inventory-access': {
    why: 'Wants x-internal on servers, which only the author knows.',
    holds: lacks('x-internal'),
  },
  'owasp:api9:2023-inventory-environment': {
    why: 'Wants the environment in descriptions of servers.',
    holds: ({ at }) => at[0] === 'servers',
  },
  'invalid-ref': {
    why: 'An extension of the document refers to a file that is no JSON.',
    holds: ({ at: [first = ''] }) => first.startsWith('x-') && first !== 'x-security',
  },
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
