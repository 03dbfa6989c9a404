import { isJsonObject, type Json } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';

/** Schemas directly inside one that may apply to the same value, references not followed; not that of `not`. */
export function inPlace(schema: SchemaObject): readonly Schema[] {
  return [
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => schemasIn(schema[keyword])),
    ...schemasAt(schema, ['if', 'then', 'else']),
    ...schemasInMap(schema['dependentSchemas']),
  ];
}

/** A schema and all that may apply to the same value, references followed, each once. */
export function applying(start: Schema, view: SchemaView): readonly SchemaObject[] {
  return closure(start, view, inPlace);
}

/** Schemas of property values. */
export function propertySchemas(schema: SchemaObject): readonly Schema[] {
  return [
    ...schemasInMap(schema['properties']),
    ...schemasInMap(schema['patternProperties']),
    ...schemasAt(schema, ['additionalProperties']),
  ];
}

/** Schemas of items. */
export function itemSchemas(schema: SchemaObject): readonly Schema[] {
  return [...schemasAt(schema, ['items']), ...schemasIn(schema['prefixItems'])];
}

/** Schemas that values are only held against: generated code takes no value apart by them. */
export function checkedSchemas(schema: SchemaObject): readonly Schema[] {
  return schemasAt(schema, [
    'not',
    'contains',
    'propertyNames',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contentSchema',
  ]);
}

/** A schema and everything in it, references followed, each once. */
export function reachable(start: Schema, view: SchemaView): readonly SchemaObject[] {
  return closure(start, view, (schema) => [
    ...inPlace(schema),
    ...propertySchemas(schema),
    ...itemSchemas(schema),
    ...checkedSchemas(schema),
  ]);
}

function closure(
  start: Schema,
  view: SchemaView,
  next: (schema: SchemaObject) => readonly Schema[],
): readonly SchemaObject[] {
  const found = new Set<SchemaObject>();
  const add = (schema: Schema | null): void => {
    if (typeof schema === 'object' && schema !== null) found.add(schema);
  };
  add(start);
  // A Set iterates over what is added meanwhile.
  for (const schema of found) {
    add(view.target(schema));
    next(schema).forEach(add);
  }
  return [...found];
}

function schemasAt(schema: SchemaObject, keywords: readonly string[]): readonly Schema[] {
  return keywords.map((keyword) => schema[keyword]).filter(isSchema);
}

function schemasInMap(value: Json | undefined): readonly Schema[] {
  return isJsonObject(value) ? Object.values(value).filter(isSchema) : [];
}
