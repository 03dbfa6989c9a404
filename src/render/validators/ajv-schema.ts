import type { KeywordNode, SchemaNode } from './schema-node.js';
import { isInheritedName } from './literal.js';

/** A schema in the form ajv compiles. Keywords that `ajv-keywords.ts` defines carry what they need as values. */
export type AjvSchema = boolean | Record<string, unknown>;

/** References are the names of definitions. */
export function ajvSchema(node: SchemaNode): AjvSchema {
  if (typeof node === 'boolean') return node;
  const schema: Record<string, unknown> = {};
  for (const keyword of plainKeywords) if (node[keyword] !== undefined) schema[keyword] = node[keyword];
  if (node.ref) schema['$ref'] = node.ref.name;
  if (node.type) writeType(node.type, schema);
  if (node.pattern) schema['pattern'] = node.pattern.source;
  for (const keyword of schemaKeywords)
    if (node[keyword] !== undefined) schema[keyword] = ajvSchema(node[keyword]);
  for (const keyword of listKeywords) if (node[keyword]) schema[keyword] = node[keyword].map(ajvSchema);
  writeProperties(node, schema);
  writeRequired(node, schema);
  return schema;
}

const plainKeywords = [
  'enum',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'format',
  'maxItems',
  'minItems',
  'uniqueItems',
  'minContains',
  'maxContains',
  'maxProperties',
  'minProperties',
] as const satisfies readonly (keyof KeywordNode)[];

const schemaKeywords = [
  'items',
  'contains',
  'unevaluatedItems',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
] as const satisfies readonly (keyof KeywordNode)[];

const listKeywords = [
  'prefixItems',
  'allOf',
  'anyOf',
  'oneOf',
] as const satisfies readonly (keyof KeywordNode)[];

function writeType(type: readonly string[], schema: Record<string, unknown>): void {
  schema['type'] = type.length === 1 ? type[0] : type;
  if (type.includes('integer') && !type.includes('number')) schema['safeInteger'] = true;
}

/**
 * ajv reads `data.name`, which finds inherited members and skips `__proto__`; patterns look at own members only.
 */
function writeProperties(node: KeywordNode, schema: Record<string, unknown>): void {
  const properties: Record<string, AjvSchema> = {};
  const patterns: Record<string, AjvSchema> = {};
  for (const [name, property] of node.properties ?? []) {
    const value = node.refused?.has(name) ? { readOnly: true } : ajvSchema(property);
    if (isInheritedName(name)) patterns[`^${name}$`] = value;
    else properties[name] = value;
  }
  for (const { pattern, node: property } of node.patternProperties ?? []) {
    const value = ajvSchema(property);
    // As a key of a plain object that one pattern would set the prototype.
    const source = pattern.source === '__proto__' ? '(?:__proto__)' : pattern.source;
    const present = patterns[source];
    patterns[source] = present === undefined ? value : { allOf: [present, value] };
  }
  if (Object.keys(properties).length > 0) schema['properties'] = properties;
  if (Object.keys(patterns).length > 0) schema['patternProperties'] = patterns;
}

function writeRequired(node: KeywordNode, schema: Record<string, unknown>): void {
  Object.assign(schema, requirement(node.required ?? []));
  const conditions: AjvSchema[] = [];
  for (const [name, names] of node.dependentRequired ?? []) {
    conditions.push(conditional(requirement([name]), requirement(names)));
  }
  for (const [name, part] of node.dependentSchemas ?? []) {
    conditions.push(conditional(requirement([name]), ajvSchema(part)));
  }
  if (conditions.length === 0) return;
  // Only objects have properties; `required` is met by anything else.
  schema['allOf'] = [
    ...((schema['allOf'] as AjvSchema[] | undefined) ?? []),
    conditional({ type: 'object' }, { allOf: conditions }),
  ];
}

function requirement(names: readonly string[]): Record<string, unknown> {
  const own = names.filter(isInheritedName);
  const plain = names.filter((name) => !isInheritedName(name));
  return { ...(plain.length > 0 && { required: plain }), ...(own.length > 0 && { ownRequired: own }) };
}

function conditional(condition: AjvSchema, consequence: AjvSchema): AjvSchema {
  return Object.fromEntries(new Map().set('if', condition).set('then', consequence));
}
