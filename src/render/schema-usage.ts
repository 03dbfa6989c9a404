import type { Operation } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import { typedChildrenOf } from './schema-children.js';
import { refOf } from './schema-variants.js';
import type { Direction } from './typed-schema.js';

/**
 * Names of the components that requests, and that replies, refer to, through others included. Components that no
 * operation refers to count as replies.
 */
export function usedComponents(
  operations: readonly Operation[],
  schemas: ReadonlyMap<string, Schema>,
): Readonly<Record<Direction, ReadonlySet<string>>> {
  const { request, reply } = refersTo(operations);
  close(request, schemas);
  close(reply, schemas);
  for (const name of schemas.keys()) if (!request.has(name)) reply.add(name);
  close(reply, schemas);
  return { request, reply };
}

/** Names of the components that operations refer to, through others included. */
export function referredComponents(
  operations: readonly Operation[],
  schemas: ReadonlyMap<string, Schema>,
): ReadonlySet<string> {
  const { request, reply } = refersTo(operations);
  const names = new Set([...request, ...reply]);
  close(names, schemas);
  return names;
}

function refersTo(operations: readonly Operation[]): Readonly<Record<Direction, Set<string>>> {
  const request = new Set<string>();
  const reply = new Set<string>();
  for (const operation of operations) {
    for (const { schema } of operation.parameters) collectRefs(schema, request);
    for (const { schema } of operation.requestBody?.content ?? []) collectRefs(schema, request);
    for (const { content, headers } of operation.replies) {
      for (const { schema } of [...content, ...headers]) collectRefs(schema, reply);
    }
  }
  return { request, reply };
}

/** Adds what the names refer to: a Set iterates over what is added meanwhile. */
function close(names: Set<string>, schemas: ReadonlyMap<string, Schema>): void {
  for (const name of names) collectRefs(schemas.get(name) ?? null, names);
}

function collectRefs(schema: Schema | null, found: Set<string>): void {
  if (schema === null || typeof schema === 'boolean') return;
  const ref = refOf(schema);
  if (ref !== null) found.add(ref);
  for (const child of typedChildrenOf(schema)) collectRefs(child, found);
}
