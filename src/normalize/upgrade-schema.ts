import {
  copyObject,
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../load/json.js';

/** Keywords that restrict whatever the value's type is, so that `null` must be let in beside them. */
const applicators = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'] as const;

/** What describes a schema rather than restricting values; stays outside when the rest moves into a union. */
const annotations = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
]);

/**
 * Rewrites what older drafts of JSON Schema say otherwise than 2020-12: `nullable` (OpenAPI 3.0 section 4.7.24),
 * boolean exclusive bounds, boolean `required` and `dependencies`. Documents of 3.1 have them too. Looks at this schema
 * only. Returns it itself where nothing differs.
 */
export function upgradeSchema(schema: JsonObject): JsonObject {
  let upgraded = upgradeBound(schema, 'exclusiveMinimum', 'minimum');
  upgraded = upgradeBound(upgraded, 'exclusiveMaximum', 'maximum');
  upgraded = upgradeRequired(upgraded);
  upgraded = upgradeDependencies(upgraded);
  return Object.hasOwn(upgraded, 'nullable') ? upgradeNullable(upgraded) : upgraded;
}

/** Draft 3 marked each property; a repeated name is an error to validators and says nothing. */
function upgradeRequired(schema: JsonObject): JsonObject {
  const { required } = schema;
  if (required === undefined) return schema;
  const names = isJsonArray(required) ? new Set(required) : null;
  if (names !== null && names.size === (required as readonly Json[]).length) return schema;
  if (names === null && typeof required !== 'boolean') return schema;
  const upgraded = copyObject(schema);
  if (names === null) delete upgraded['required'];
  else upgraded['required'] = [...names];
  return upgraded;
}

/** Draft 4 to 7 wrote `dependentRequired` and `dependentSchemas` as one. */
function upgradeDependencies(schema: JsonObject): JsonObject {
  const { dependencies } = schema;
  if (!isJsonObject(dependencies)) return schema;
  const upgraded = copyObject(schema);
  delete upgraded['dependencies'];
  const required = Object.entries(dependencies).filter(([, value]) => isJsonArray(value));
  const schemas = Object.entries(dependencies).filter(([, value]) => !isJsonArray(value));
  addMembers(upgraded, 'dependentRequired', required);
  addMembers(upgraded, 'dependentSchemas', schemas);
  return upgraded;
}

/** What the schema says under the newer name itself stays. */
function addMembers(
  schema: MutableJsonObject,
  keyword: string,
  entries: readonly (readonly [string, Json])[],
): void {
  if (entries.length === 0) return;
  const own = schema[keyword];
  const members = isJsonObject(own) ? copyObject(own) : emptyObject();
  for (const [name, value] of entries) members[name] ??= value;
  schema[keyword] = members;
}

function upgradeBound(
  schema: JsonObject,
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  bound: 'minimum' | 'maximum',
): JsonObject {
  if (typeof schema[exclusive] !== 'boolean') return schema;
  const upgraded = copyObject(schema);
  delete upgraded[exclusive];
  if (schema[exclusive] && typeof schema[bound] === 'number') {
    delete upgraded[bound];
    upgraded[exclusive] = schema[bound];
  }
  return upgraded;
}

function upgradeNullable(schema: JsonObject): JsonObject {
  const upgraded = copyObject(schema);
  delete upgraded['nullable'];
  if (schema['nullable'] !== true) return upgraded;
  if (applicators.some((keyword) => Object.hasOwn(upgraded, keyword))) return unionWithNull(upgraded);
  const { type } = upgraded;
  if (type !== undefined) upgraded['type'] = withMember(isJsonArray(type) ? type : [type], 'null');
  // Authors who say `nullable` mean it, though an enum without null would forbid it to the letter (OAS 3.0.3).
  const values = upgraded['enum'];
  if (isJsonArray(values)) upgraded['enum'] = withMember(values, null);
  return upgraded;
}

function unionWithNull(schema: JsonObject): JsonObject {
  const outside: MutableJsonObject = emptyObject();
  const inside: MutableJsonObject = emptyObject();
  for (const [keyword, value] of Object.entries(schema)) {
    if (annotations.has(keyword) || keyword.startsWith('x-')) outside[keyword] = value;
    else inside[keyword] = value;
  }
  outside['anyOf'] = [inside, nullSchema()];
  return outside;
}

function nullSchema(): JsonObject {
  const schema = emptyObject();
  schema['type'] = 'null';
  return schema;
}

function withMember(list: readonly Json[], member: Json): readonly Json[] {
  return list.includes(member) ? list : [...list, member];
}
