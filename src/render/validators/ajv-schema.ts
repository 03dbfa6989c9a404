import { EXACT } from '../../runtime/validate/schema-errors.js';
import type { KeywordNode, SchemaNode } from './schema-node.js';
import { isInheritedName } from './literal.js';
import { accepts, valueTypes, type Locations } from './location.js';
import { tagOf } from './tag.js';
import { unevaluatedItems } from './unevaluated-items.js';

/** A schema in the form ajv compiles. Keywords that `ajv-keywords.ts` defines carry what they need as values. */
export type AjvSchema = boolean | Record<string, unknown>;

type Translate = (node: SchemaNode) => AjvSchema;

/** References are the names of definitions. */
export function ajvSchema(node: SchemaNode, locations: Locations): AjvSchema {
  if (typeof node === 'boolean') return node;
  const translate = (part: SchemaNode): AjvSchema => ajvSchema(part, locations);
  const schema: Record<string, unknown> = {};
  const isExact = node.exact === true;
  for (const keyword of plainKeywords) {
    if (node[keyword] === undefined) continue;
    schema[isExact && exactKeywords.has(keyword) ? EXACT + keyword : keyword] = node[keyword];
  }
  if (node.serverOnly) schema['readOnly'] = true;
  if (node.ref) schema['$ref'] = node.ref.name;
  if (node.type && isExact) schema[`${EXACT}type`] = node.type;
  else if (node.type) writeType(node.type, schema);
  if (node.pattern) schema['pattern'] = node.pattern.source;
  for (const keyword of schemaKeywords) {
    const part = node[keyword];
    const isSpelledOut = keyword === 'unevaluatedItems' && node.untrackedItems === true;
    if (part !== undefined && !isSpelledOut) schema[keyword] = translate(part);
  }
  for (const keyword of listKeywords) if (node[keyword]) schema[keyword] = node[keyword].map(translate);
  writeCondition(node, schema, translate);
  if (node.untrackedItems === true) {
    for (const part of unevaluatedItems(node, translate)) addToAllOf(schema, part);
  }
  writeProperties(node, schema, translate);
  writeRequired(node, schema, translate);
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = node[keyword];
    if (branches) writeBranches(keyword, branches, schema, locations, translate);
  }
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
  'url',
  'maxItems',
  'minItems',
  'uniqueItems',
  'minContains',
  'maxContains',
  'maxProperties',
  'minProperties',
] as const satisfies readonly (keyof KeywordNode)[];

/** What ajv says of numbers only, said of bigints as well. */
const exactKeywords: ReadonlySet<string> = new Set<keyof KeywordNode>([
  'enum',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'format',
]);

const schemaKeywords = [
  'items',
  'contains',
  'unevaluatedItems',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'not',
] as const satisfies readonly (keyof KeywordNode)[];

const listKeywords = ['prefixItems', 'allOf'] as const satisfies readonly (keyof KeywordNode)[];

function writeType(type: readonly string[], schema: Record<string, unknown>): void {
  schema['type'] = type.length === 1 ? type[0] : type;
  if (type.includes('integer') && !type.includes('number')) schema['safeInteger'] = true;
}

/** ajv forgets what `if` evaluates where no `then` follows. */
function writeCondition(node: KeywordNode, schema: Record<string, unknown>, translate: Translate): void {
  if (node.if === undefined) return;
  const condition = translate(node.if);
  if (node.then === undefined) {
    const otherwise = node.else === undefined ? {} : { allOf: [{ not: condition }, translate(node.else)] };
    addToAllOf(schema, { anyOf: [condition, otherwise] });
    return;
  }
  addToAllOf(
    schema,
    conditional(condition, translate(node.then), node.else === undefined ? undefined : translate(node.else)),
  );
}

/**
 * ajv reads `data.name`, which finds inherited members and skips `__proto__`; patterns look at own members only.
 */
function writeProperties(node: KeywordNode, schema: Record<string, unknown>, translate: Translate): void {
  const properties: Record<string, AjvSchema> = {};
  const patterns: Record<string, AjvSchema> = {};
  for (const [name, property] of node.properties ?? []) {
    // No JSON that is accepted holds such a name, and ajv cannot write it into a path.
    if (holdsLoneSurrogate(name)) continue;
    const value = node.refused?.has(name) ? { readOnly: true } : translate(property);
    if (isInheritedName(name)) patterns[`^${name}$`] = value;
    else properties[name] = value;
  }
  for (const { pattern, node: property } of node.patternProperties ?? []) {
    const value = translate(property);
    // As a key of a plain object that one pattern would set the prototype.
    const source = pattern.source === '__proto__' ? '(?:__proto__)' : escapeSurrogates(pattern.source);
    const present = patterns[source];
    patterns[source] = present === undefined ? value : { allOf: [present, value] };
  }
  if (Object.keys(properties).length > 0) schema['properties'] = properties;
  if (Object.keys(patterns).length > 0) schema['patternProperties'] = patterns;
}

function holdsLoneSurrogate(name: string): boolean {
  return /\p{Surrogate}/u.test(name);
}

function escapeSurrogates(pattern: string): string {
  return pattern.replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

function writeRequired(node: KeywordNode, schema: Record<string, unknown>, translate: Translate): void {
  Object.assign(schema, requirement(node.required ?? []));
  const conditions: AjvSchema[] = [];
  for (const [name, names] of node.dependentRequired ?? []) {
    conditions.push(conditional(requirement([name]), requirement(names)));
  }
  for (const [name, part] of node.dependentSchemas ?? []) {
    conditions.push(conditional(requirement([name]), translate(part)));
  }
  if (conditions.length === 0) return;
  // Only objects have properties; `required` is met by anything else.
  addToAllOf(schema, conditional({ type: 'object' }, { allOf: conditions }));
}

/**
 * Alternatives told apart by a property are checked by it: the branch it names and no other. The verdict is the same,
 * the errors are those of the branch that was meant.
 */
function writeBranches(
  keyword: 'anyOf' | 'oneOf',
  branches: readonly SchemaNode[],
  schema: Record<string, unknown>,
  locations: Locations,
  translate: Translate,
): void {
  const tag = tagOf(locations, branches);
  if (tag === null) {
    schema[keyword] = branches.map(translate);
    return;
  }
  const cases = [...tag.values].map(([index, values]) =>
    conditional(tagged(tag.name, values), translate(branches[index] ?? true)),
  );
  const objects = { allOf: [tagged(tag.name, [...tag.values.values()].flat()), ...cases] };
  // Without a `type`, a branch that names properties accepts everything that is no object.
  const rest = branches
    .filter((branch) => valueTypes.some((type) => type !== 'object' && accepts(branch, type)))
    .map(translate);
  addToAllOf(
    schema,
    conditional({ type: 'object' }, objects, rest.length === 0 ? { type: 'object' } : { [keyword]: rest }),
  );
}

function tagged(name: string, values: readonly unknown[]): AjvSchema {
  if (holdsLoneSurrogate(name)) return { required: [name] };
  return { required: [name], properties: { [name]: { enum: values } } };
}

function addToAllOf(schema: Record<string, unknown>, part: AjvSchema): void {
  schema['allOf'] = [...((schema['allOf'] as AjvSchema[] | undefined) ?? []), part];
}

function requirement(names: readonly string[]): Record<string, unknown> {
  const own = names.filter(isInheritedName);
  const plain = names.filter((name) => !isInheritedName(name));
  return { ...(plain.length > 0 && { required: plain }), ...(own.length > 0 && { ownRequired: own }) };
}

function conditional(condition: AjvSchema, consequence: AjvSchema, alternative?: AjvSchema): AjvSchema {
  const entries = new Map().set('if', condition).set('then', consequence);
  if (alternative !== undefined) entries.set('else', alternative);
  return Object.fromEntries(entries);
}
