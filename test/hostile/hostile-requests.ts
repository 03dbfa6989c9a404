import type { JsonObject } from '../support/json-values.js';
import { textOf } from '../support/json-values.js';
import type { DocumentOperation } from '../support/openapi-operations.js';
import { mediaTypesOf, sampleRequest, type SampleRequest } from '../support/sample-request.js';

/** Requests of one operation that try what its document prepared. */
export function hostileRequests(
  document: JsonObject,
  operation: DocumentOperation,
): readonly SampleRequest[] {
  const requests: SampleRequest[] = [plainRequest(document, operation)];
  const [mediaType = null] = mediaTypesOf(operation);
  if (mediaType !== null && /json/.test(mediaType)) {
    for (const body of BODIES) {
      requests.push({
        ...bareRequest(operation),
        headers: { 'Content-Type': mediaType },
        body: Buffer.from(body),
      });
    }
  }
  // Patterns with super-linear backtracking take their time on texts that nearly match.
  const names = operation.parameters.flatMap((parameter) =>
    parameter['in'] === 'query' ? [textOf(parameter['name'])] : [],
  );
  for (const text of NEARLY_MATCHING) {
    const query = names.map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join('&');
    const { target, ...rest } = bareRequest(operation);
    if (query !== '' && query.length < 8000) requests.push({ ...rest, target: `${target}?${query}` });
  }
  if (names.length > 0) {
    const { target, ...rest } = bareRequest(operation);
    requests.push({ ...rest, target: `${target}?__proto__[polluted]=1&f[__proto__][x]=1&constructor=1` });
  }
  return requests;
}

const BODIES = [
  '{}',
  '{"__proto__":{"polluted":true}}',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"x":"x"}',
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
];

const NEARLY_MATCHING = ['a'.repeat(36) + '!', `${' '.repeat(400)}!`, `${','.repeat(400)}c`, 'a'.repeat(400)];

function plainRequest(document: JsonObject, operation: DocumentOperation): SampleRequest {
  try {
    const [mediaType = null] = mediaTypesOf(operation);
    return sampleRequest(document, operation, mediaType, { seed: 0, optionalDepth: 0 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return bareRequest(operation);
  }
}

function bareRequest(operation: DocumentOperation): SampleRequest {
  const path = operation.path.replaceAll(/\{[^}]*\}/g, '1');
  const target = encodeURI(`${operation.basePath}${path}`).replaceAll(/[#?]/g, encodeURIComponent);
  return { method: operation.method, target, headers: {}, body: null };
}
