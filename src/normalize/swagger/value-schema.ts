import { emptyObject, isJsonObject, type Json, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { upgradeSchema } from '../upgrade-schema.js';

/** Members of parameters, headers and Items Objects that say which values they take (Swagger 2.0, Parameter Object). */
const valueKeywords: ReadonlySet<string> = new Set([
  'type',
  'format',
  'items',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'enum',
  'multipleOf',
  // Ours stands beside the keywords it is about.
  'x-security',
]);

export function isValueKeyword(key: string): boolean {
  return valueKeywords.has(key);
}

/** The schema of what a parameter, a header or an Items Object describes by members of its own. */
export function valueSchema(node: JsonObject, origins: Origins): JsonObject {
  const schema = emptyObject();
  origins.copy(node, schema);
  for (const [key, value] of Object.entries(node)) {
    if (valueKeywords.has(key)) schema[key] = key === 'items' ? itemsOf(value, origins) : value;
  }
  if (schema['type'] === 'file') {
    schema['type'] = 'string';
    schema['format'] = 'binary';
  }
  const upgraded = upgradeSchema(schema);
  origins.copy(node, upgraded);
  return upgraded;
}

function itemsOf(items: Json, origins: Origins): Json {
  return isJsonObject(items) ? valueSchema(items, origins) : items;
}
