/**
 * What is sent item by item: JSON text sequences, lines of JSON, server-sent events. OpenAPI 3.2 says what an item is
 * (Media Type Object, `itemSchema`). Earlier versions have only `schema`, which documents use for the item too: see
 * docs/bodies.md.
 */
import { isJsonObject, type JsonObject } from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { ReplyMediaType } from '../runtime/core/definition.js';
import { isJson, itemFraming } from './media-type.js';
import { isBytes, isSchema, schemasIn, type SchemaView } from './schema-view.js';

export type ItemCodec = Extract<ReplyMediaType['codec'], 'lines' | 'sequence' | 'data' | 'events'>;

export interface ItemContent {
  readonly codec: ItemCodec;
  readonly schema: Schema;
}

/** `null` where the media type is none of these, or where nothing says what an item is. */
export function itemContent(
  mediaType: string,
  node: JsonObject,
  view: SchemaView,
  origins: Origins,
): ItemContent | null {
  const framing = itemFraming(mediaType);
  if (framing === null) return null;
  const { itemSchema } = node;
  const written = isSchema(itemSchema) ? itemSchema : node['schema'];
  if (!isSchema(written) || isBytes(written, view)) return null;
  if (framing === 'events') {
    return isSchema(itemSchema) || isEvent(written, view)
      ? { codec: 'events', schema: withContent(written, view, origins) }
      : { codec: 'data', schema: written };
  }
  return { codec: framing, schema: isSchema(itemSchema) ? itemSchema : itemOf(written, view) };
}

/** The schema of a whole that is an array says what its items are; any other is that of an item. */
function itemOf(schema: Schema, view: SchemaView): Schema {
  const types = typeof schema === 'boolean' ? null : view.types(schema);
  if (types?.size !== 1 || !types.has('array')) return schema;
  const items = view.keyword(schema, 'items');
  return isSchema(items) ? items : true;
}

/** Fields of an event stream (HTML, server-sent events). */
const EVENT_FIELDS: ReadonlySet<string> = new Set(['event', 'data', 'id', 'retry']);

/** Whether a schema, or each of its alternatives, describes an event and not what stands in its `data`. */
function isEvent(schema: Schema, view: SchemaView, open: ReadonlySet<Schema> = new Set()): boolean {
  if (typeof schema === 'boolean' || open.has(schema)) return false;
  const parts = view.conjunction(schema);
  const names = parts.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : []));
  if (names.length > 0) return names.includes('data') && names.every((name) => EVENT_FIELDS.has(name));
  const alternatives = parts.flatMap((part) => [...schemasIn(part['oneOf']), ...schemasIn(part['anyOf'])]);
  const within = new Set(open).add(schema);
  return alternatives.length > 0 && alternatives.every((alternative) => isEvent(alternative, view, within));
}

/**
 * `data` that is text of a JSON media type becomes what the text stands for (`contentSchema`), so that it is checked
 * and typed. Looks through references and alternatives.
 */
function withContent(schema: Schema, view: SchemaView, origins: Origins): Schema {
  if (typeof schema === 'boolean') return schema;
  const target = view.target(schema);
  if (target !== null && Object.keys(schema).length === 1) {
    const replaced = withContent(target, view, origins);
    return replaced === target ? schema : replaced;
  }
  const changes: Record<string, unknown> = {};
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const branches = schemasIn(schema[keyword]);
    const replaced = branches.map((branch) => withContent(branch, view, origins));
    if (replaced.some((branch, index) => branch !== branches[index])) changes[keyword] = replaced;
  }
  const { properties } = schema;
  const data = isJsonObject(properties) && Object.hasOwn(properties, 'data') ? properties['data'] : undefined;
  const content = isJsonObject(data) ? contentOf(data) : null;
  if (content !== null) changes['properties'] = { ...(properties as JsonObject), data: content };
  if (Object.keys(changes).length === 0) return schema;
  const copy = { ...schema, ...changes } as JsonObject;
  origins.copy(schema, copy);
  for (const keyword of Object.keys(changes))
    origins.copy(schema[keyword] as object, copy[keyword] as object);
  return copy;
}

function contentOf(data: JsonObject): Schema | null {
  const { contentMediaType: mediaType, contentSchema: schema } = data;
  return typeof mediaType === 'string' && isJson(mediaType.toLowerCase()) && isSchema(schema) ? schema : null;
}
