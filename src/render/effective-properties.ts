import {
  copyObject,
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../load/json.js';
import { OWNER, schemaPolicy } from '../model/schema-policy.js';
import type { SchemaObject } from '../normalize/normalized-document.js';
import { visitChildren } from '../resolve/children.js';
import { normalizedGrammar, type ObjectKind } from '../resolve/object-grammar.js';

/**
 * A document whose schemas say in OpenAPI's own words what their role lists enforce: `readOnly` where only the server
 * sets a property, `writeOnly` where nobody is shown it, and a sentence of the description for everything else.
 */
export function withPropertyRules(document: JsonObject): JsonObject {
  const replaced = new Map<JsonObject, JsonObject>();
  const pending: { readonly node: JsonObject; readonly kind: ObjectKind }[] = [
    { node: document, kind: 'document' },
  ];
  const seen = new Set<JsonObject>();
  for (const { node, kind } of pending) {
    if (seen.has(node)) continue;
    seen.add(node);
    const rules = kind === 'schema' ? described(node) : null;
    if (rules !== null) replaced.set(node, rules);
    visitChildren(node, kind, normalizedGrammar, (child) => {
      if (isJsonObject(child.value)) pending.push({ node: child.value, kind: child.kind });
    });
  }
  return replaced.size === 0 ? document : (copyWith(document, replaced) as JsonObject);
}

/** The schema with what its rules mean; `null` where it has none. */
function described(schema: SchemaObject): JsonObject | null {
  const policy = schemaPolicy(schema);
  if (policy === null) return null;
  const { read, write, sensitive } = policy;
  const isServersOwn = read?.length === 0 && write?.length === 0;
  const sentences = [
    isServersOwn ? 'Neither sent nor shown.' : null,
    write !== null && write.length > 0 ? `Sent by ${named(write)} only.` : null,
    read !== null && read.length > 0 ? `Shown to ${named(read)} only.` : null,
    sensitive === null ? null : 'Kept out of logs, audit records and errors.',
  ].filter((sentence) => sentence !== null);
  const result = copyObject(schema);
  // Both at once would be contradictory (OpenAPI, Schema Object).
  if (!isServersOwn && write?.length === 0) result['readOnly'] = true;
  if (!isServersOwn && read?.length === 0) result['writeOnly'] = true;
  if (sentences.length > 0) {
    const { description } = schema;
    const before = typeof description === 'string' && description !== '' ? [description] : [];
    result['description'] = [...before, sentences.join(' ')].join('\n\n');
  }
  return result;
}

function named(roles: readonly string[]): string {
  return roles.map((role) => (role === OWNER ? 'the owner' : role)).join(' or ');
}

function copyWith(value: Json, replaced: ReadonlyMap<JsonObject, JsonObject>): Json {
  if (isJsonArray(value)) return value.map((item) => copyWith(item, replaced));
  if (!isJsonObject(value)) return value;
  const copy = emptyObject();
  for (const [name, member] of Object.entries(replaced.get(value) ?? value)) {
    copy[name] = copyWith(member, replaced);
  }
  return copy;
}
