import { counted } from '../diagnostics/grouped-findings.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { Operation } from './api.js';
import type { ModelContext } from './model-context.js';
import { schemaPolicy } from './schema-policy.js';
import { reachable } from './subschemas.js';

type Traffic = Pick<Operation, 'parameters' | 'requestBody' | 'replies'>;

/** Whether the operation takes or returns anything marked `sensitive`. */
export function isSensitive({ parameters, requestBody, replies }: Traffic, context: ModelContext): boolean {
  const schemas = [
    ...parameters.map(({ schema }) => schema),
    ...(requestBody?.content ?? []).map(({ schema }) => schema),
    ...replies.flatMap(({ content, headers }) => [...content, ...headers].map(({ schema }) => schema)),
  ];
  return schemas.some((schema) => schema !== null && marked(schema, context).length > 0);
}

/** Finds sensitive values where they reach logs and screens of others: URLs, and secrets in replies. */
export function reportSensitiveValues(operations: readonly Operation[], context: ModelContext): void {
  const { findings } = context;
  for (const { parameters, replies } of operations) {
    for (const { schema, in: place } of parameters) {
      if (place !== 'path' && place !== 'query') continue;
      for (const node of marked(schema, context)) {
        findings.add('sensitive-in-url', '', { node }, (places) => {
          return `Sensitive values stand in the URL: ${counted(places, 'schema')} of path and query parameters.`;
        });
      }
    }
    for (const { schema } of replies.flatMap(({ content, headers }) => [...content, ...headers])) {
      for (const node of schema === null ? [] : marked(schema, context)) {
        if (schemaPolicy(node)?.sensitive !== 'secret') continue;
        findings.add('secret-in-reply', '', { node }, (places) => {
          return `Replies hold secrets: ${counted(places, 'schema')}.`;
        });
      }
    }
  }
}

function marked(schema: Schema, { view }: ModelContext): ReturnType<typeof reachable> {
  return reachable(schema, view).filter((part) => (schemaPolicy(part)?.sensitive ?? null) !== null);
}
