import { isJsonObject, type Json } from '../load/json.js';
import { isSchema, schemasIn } from '../model/schema-view.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';

/** The `properties` of a schema, document order. */
export function propertiesOf(schema: SchemaObject): readonly (readonly [string, Schema])[] {
  return Object.entries(objectAt(schema, 'properties')).filter((entry): entry is [string, Schema] =>
    isSchema(entry[1]),
  );
}

/** Schemas of the property names that `properties` does not list; `false` is no schema here. */
export function otherPropertiesOf(schema: SchemaObject): readonly Schema[] {
  const schemas = [
    ...Object.values(objectAt(schema, 'patternProperties')),
    schema['additionalProperties'],
    schema['unevaluatedProperties'],
  ];
  return schemas.filter((value) => value !== false && isSchema(value)) as Schema[];
}

/** Schemas that apply to the same value as `schema` does. */
export function compositionsOf(schema: SchemaObject): readonly Schema[] {
  return [...schemasIn(schema['allOf']), ...schemasIn(schema['anyOf']), ...schemasIn(schema['oneOf'])];
}

/** Every subschema that shapes the TypeScript type. */
export function typedChildrenOf(schema: SchemaObject): readonly Schema[] {
  const { items } = schema;
  return [
    ...propertiesOf(schema).map(([, property]) => property),
    ...otherPropertiesOf(schema),
    ...(isSchema(items) ? [items] : []),
    ...schemasIn(schema['prefixItems']),
    ...compositionsOf(schema),
  ];
}

function objectAt(schema: SchemaObject, keyword: string): Readonly<Record<string, Json>> {
  const value = schema[keyword];
  return isJsonObject(value) ? value : {};
}
