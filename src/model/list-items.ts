import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { Reply } from './api.js';
import { isSchema, type SchemaView } from './schema-view.js';

/** The schema of the items that a list policy sees, or why there is none. */
export type ItemSchema = { readonly items: Schema } | { readonly fault: string };

/** Replies whose content is a list: those of success; `default` where no other stands for success. */
export function listReplies(replies: readonly Reply[]): readonly Reply[] {
  const successes = replies.filter(({ status }) => status.startsWith('2'));
  return successes.length > 0 ? successes : replies.filter(({ status }) => status === 'default');
}

/** Why the items of some reply cannot be checked; `null` where those of all can. */
export function itemsFault(pointer: string, replies: readonly Reply[], view: SchemaView): string | null {
  let any = false;
  for (const { status, content } of listReplies(replies)) {
    for (const { mediaType, codec, schema } of content) {
      if (codec !== 'json') return `the ${mediaType} content of the reply ${status} has no items.`;
      const found = findItemSchema(schema ?? true, pointer, view);
      if ('fault' in found) return `the reply ${status} ${found.fault}`;
      any = true;
    }
  }
  return any ? null : 'no reply of success has content.';
}

/** Follows declared properties only: an alternative may hold its items elsewhere. */
export function findItemSchema(schema: Schema, pointer: string, view: SchemaView): ItemSchema {
  let at = schema;
  for (const token of itemTokens(pointer)) {
    const property = view
      .conjunction(at)
      .map(({ properties }) =>
        isJsonObject(properties) && Object.hasOwn(properties, token) ? properties[token] : undefined,
      )
      .find(isSchema);
    if (property === undefined) return { fault: `declares no ${quoted(token)}.` };
    at = property;
  }
  const types = view.types(at);
  if (types?.size !== 1 || !types.has('array')) {
    return { fault: pointer === '' ? 'is not always an array.' : `holds not always an array at ${pointer}.` };
  }
  const items = view.keyword(at, 'items');
  return { items: isSchema(items) && view.keyword(at, 'prefixItems') === undefined ? items : true };
}

/** Reference tokens (RFC 6901). */
export function itemTokens(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
