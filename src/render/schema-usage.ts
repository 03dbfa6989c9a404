import type { Operation } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import { typedChildrenOf } from './schema-children.js';
import { refOf } from './schema-variants.js';
import type { Direction } from './typed-schema.js';

/** Names of the components that requests, and that replies, refer to, through others included. */
export function usedComponents(
  operations: readonly Operation[],
  schemas: ReadonlyMap<string, Schema>,
): Readonly<Record<Direction, ReadonlySet<string>>> {
  const used = { request: new Set<string>(), reply: new Set<string>() };
  const collect = (schema: Schema | null, found: Set<string>): void => {
    if (schema === null || typeof schema === 'boolean') return;
    const ref = refOf(schema);
    if (ref !== null) found.add(ref);
    for (const child of typedChildrenOf(schema)) collect(child, found);
  };
  for (const operation of operations) {
    for (const { schema } of operation.parameters) collect(schema, used.request);
    for (const { schema } of operation.requestBody?.content ?? []) collect(schema, used.request);
    for (const reply of operation.replies) {
      for (const { schema } of [...reply.content, ...reply.headers]) collect(schema, used.reply);
    }
  }
  for (const found of [used.request, used.reply]) {
    // A Set iterates over what is added meanwhile.
    for (const name of found) collect(schemas.get(name) ?? null, found);
  }
  return used;
}
