import type { JsonObject } from '../support/json-values.js';
import { isObject, resolveReference, textOf } from '../support/json-values.js';
import type { DocumentOperation } from '../support/openapi-operations.js';
import type { SampleRequest } from '../support/sample-request.js';
import { SchemaSampler } from '../support/sample-schema.js';

export interface MutatedRequest {
  /** What was done to the request. */
  readonly change: string;
  readonly request: SampleRequest;
}

/**
 * Requests that an operation should refuse with 400, made of one that it accepts; those that break its own schemas
 * first. The last, where there may be one, sends a query parameter that the operation does not declare.
 */
export function mutatedRequests(
  document: JsonObject,
  operation: DocumentOperation,
  mediaType: string | null,
  accepted: SampleRequest,
): readonly MutatedRequest[] {
  return [
    ...withoutRequiredProperty(document, operation, mediaType, accepted),
    ...withWrongPathParameter(document, operation, accepted),
    ...withWrongBody(mediaType, accepted),
    ...withUndeclaredQuery(document, operation, accepted),
  ];
}

/** None for operations that take an exploded object, whose members are parameters of any name. */
function withUndeclaredQuery(
  document: JsonObject,
  operation: DocumentOperation,
  accepted: SampleRequest,
): readonly MutatedRequest[] {
  const sampler = new SchemaSampler(document, { seed: 0, optionalDepth: 0 });
  const isOpen = operation.parameters.some((parameter) => {
    const isForm =
      [undefined, 'form'].includes(parameter['style'] as string) && parameter['explode'] !== false;
    if (parameter['in'] === 'querystring') return true;
    return (
      parameter['in'] === 'query' &&
      isForm &&
      sampler.typeOf(sampler.flatten(parameter['schema'])) === 'object'
    );
  });
  if (isOpen) return [];
  const target = `${accepted.target}${accepted.target.includes('?') ? '&' : '?'}oasgard-none=1`;
  return [{ change: UNDECLARED, request: { ...accepted, target } }];
}

/** Says nothing of an operation's own schemas: for those that have none to break. */
export const UNDECLARED = 'an undeclared query parameter';

function withoutRequiredProperty(
  document: JsonObject,
  { body }: DocumentOperation,
  mediaType: string | null,
  accepted: SampleRequest,
): readonly MutatedRequest[] {
  if (mediaType === null || !/[/+]json(?:;|$)/.test(mediaType) || accepted.body === null) return [];
  const media = ((body ?? {})['content'] as Record<string, JsonObject>)[mediaType];
  const value: unknown = JSON.parse(accepted.body.toString());
  if (!isObject(value) || media === undefined) return [];
  const flat = new SchemaSampler(document, { seed: 0, optionalDepth: 0 }).flatten(media['schema'] ?? {});
  const required = ((flat['required'] ?? []) as readonly string[]).filter((name) =>
    Object.hasOwn(value, name),
  );
  return required.map((name) => {
    const { [name]: _, ...rest } = value;
    return { change: `without ${name}`, request: { ...accepted, body: Buffer.from(JSON.stringify(rest)) } };
  });
}

/** A word in place of a number. */
function withWrongPathParameter(
  document: JsonObject,
  operation: DocumentOperation,
  accepted: SampleRequest,
): readonly MutatedRequest[] {
  const sampler = new SchemaSampler(document, { seed: 0, optionalDepth: 0 });
  const numeric = operation.parameters.find((parameter) => {
    if (parameter['in'] !== 'path' || parameter['schema'] === undefined) return false;
    // One of several alternatives says nothing of the others.
    const { oneOf, anyOf } = resolveReference(document, parameter['schema']) as JsonObject;
    if (oneOf !== undefined || anyOf !== undefined) return false;
    const { type } = sampler.flatten(parameter['schema']);
    return type === 'integer' || type === 'number';
  });
  const segment = `{${textOf(numeric?.['name'] ?? '')}}`;
  const segments = `${operation.basePath}${operation.path}`.split('/');
  const index = numeric === undefined ? -1 : segments.indexOf(segment);
  if (index < 0) return [];
  const [path = '', query] = accepted.target.split('?');
  const sent = path.split('/');
  sent[index] = 'word';
  const target = `${sent.join('/')}${query === undefined ? '' : `?${query}`}`;
  return [{ change: `a word as ${segment}`, request: { ...accepted, target } }];
}

/** Another type than the one that was accepted. */
function withWrongBody(mediaType: string | null, accepted: SampleRequest): readonly MutatedRequest[] {
  if (mediaType === null || !/[/+]json(?:;|$)/.test(mediaType) || accepted.body === null) return [];
  const isText = accepted.body.toString().startsWith('"');
  return [
    {
      change: 'a body of another type',
      request: { ...accepted, body: Buffer.from(isText ? '7' : '"text"') },
    },
    { change: 'a body that is no JSON', request: { ...accepted, body: Buffer.from('{"a":') } },
  ];
}
