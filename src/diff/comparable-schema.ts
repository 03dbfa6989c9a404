import { emptyObject, isJsonArray, isJsonObject, type Json } from '../load/json.js';
import type { Schema } from '../normalize/normalized-document.js';

/** Keywords that nothing is checked by. Extensions but `x-security` are none of ours. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'externalDocs',
  'xml',
  '$comment',
]);

const SCHEMA_MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const SCHEMA_LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS: ReadonlySet<string> = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'items',
  'unevaluatedItems',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'contentSchema',
]);

/** Keywords whose order says nothing. */
const SETS: ReadonlySet<string> = new Set(['required', 'enum', 'type']);

export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || (keyword.startsWith('x-') && keyword !== 'x-security');
}

/** What of a schema is enforced, in one form: no annotations, members by name, sets sorted. */
export function comparableSchema(schema: Schema): Json {
  if (typeof schema === 'boolean') return schema;
  const result = emptyObject();
  for (const keyword of Object.keys(schema).sort()) {
    if (isAnnotation(keyword)) continue;
    const value = schema[keyword]!;
    if (keyword === 'x-security') {
      const { because: _because, ...rules } = isJsonObject(value) ? value : {};
      result[keyword] = rules;
    } else result[keyword] = comparableValue(keyword, value);
  }
  return result;
}

function comparableValue(keyword: string, value: Json): Json {
  if (SCHEMAS.has(keyword)) return nested(value);
  if (SCHEMA_LISTS.has(keyword)) return isJsonArray(value) ? value.map(nested) : value;
  if (SCHEMA_MAPS.has(keyword) && isJsonObject(value)) {
    const result = emptyObject();
    for (const name of Object.keys(value).sort()) result[name] = nested(value[name]!);
    return result;
  }
  if (SETS.has(keyword) && isJsonArray(value)) {
    return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return value;
}

function nested(value: Json): Json {
  return typeof value === 'boolean' || isJsonObject(value) ? comparableSchema(value) : value;
}

const texts = new WeakMap<object, string>();

/** {@link comparableSchema} as text: equal for schemas that enforce the same, as far as they refer to the same. */
export function comparableText(schema: Schema): string {
  if (typeof schema === 'boolean') return String(schema);
  let text = texts.get(schema);
  if (text === undefined) texts.set(schema, (text = JSON.stringify(comparableSchema(schema))));
  return text;
}

/** Names of components that a comparable text refers to, and perhaps some that only look so. */
export function referencesIn(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/"#\/components\/schemas\/([A-Za-z0-9._-]+)"/gu)].map(([, name]) => name!),
  );
}
