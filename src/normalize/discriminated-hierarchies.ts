/**
 * A schema with a `discriminator` and no alternatives is the parent of those that name it in their `allOf` (OAS,
 * Discriminator Object). Where it is referred to, a value of any of its children is meant: it becomes the alternatives
 * of its children and of itself, told apart by the tag, and what the children build on gets a name of its own.
 */
import {
  copyObject,
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../load/json.js';
import type { Origins } from '../load/origins.js';
import type { Schema } from './normalized-document.js';

const PREFIX = '#/components/schemas/';

/** What says something about a schema as a whole, and stays with its name. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
]);

/**
 * @param schemas every named schema, converted
 * @param alias makes a name that none of them has
 */
export function separateHierarchies(
  schemas: ReadonlyMap<string, Schema>,
  alias: (name: string) => string,
  origins: Origins,
): ReadonlyMap<string, Schema> {
  const hierarchies = new Hierarchies(schemas);
  const found = [...schemas.keys()].flatMap((name) => hierarchies.of(name) ?? []);
  if (found.length === 0) return schemas;
  const bases = new Map(found.map(({ parent }) => [parent, alias(`${parent}Base`)]));
  const heirs = new Map<string, Set<string>>();
  for (const { parent, members } of found) {
    for (const { name } of members) heirs.set(name, (heirs.get(name) ?? new Set()).add(parent));
  }
  const result = new Map<string, Schema>();
  for (const [name, schema] of schemas) {
    const parents = heirs.get(name) ?? new Set();
    const based = rebased(schema, (target) =>
      target !== name && parents.has(target) ? bases.get(target)! : null,
    );
    if (isJsonObject(schema) && isJsonObject(based)) origins.copy(schema, based);
    const hierarchy = found.find(({ parent }) => parent === name);
    if (hierarchy === undefined || !isJsonObject(based)) {
      result.set(name, based);
      continue;
    }
    const base = copyObject(based);
    delete base['discriminator'];
    origins.copy(based, base);
    result.set(name, unionOf(hierarchy, based, bases.get(name)!, origins));
    result.set(bases.get(name)!, base);
  }
  return result;
}

interface Member {
  readonly name: string;
  readonly values: readonly string[];
}

interface Hierarchy {
  readonly parent: string;
  readonly tag: string;
  /** Children, and the parent itself where values may be no child. Each value names one. */
  readonly members: readonly Member[];
}

class Hierarchies {
  readonly #schemas: ReadonlyMap<string, Schema>;
  /** Names that a named schema refers to in its `allOf`, at any depth of it. */
  readonly #built = new Map<string, ReadonlySet<string>>();

  constructor(schemas: ReadonlyMap<string, Schema>) {
    this.#schemas = schemas;
    for (const [name, schema] of schemas) this.#built.set(name, new Set(builtOn(schema)));
  }

  /** The children of a schema; `null` where it is no parent. */
  of(parent: string): Hierarchy | null {
    const schema = this.#schemas.get(parent);
    if (!isJsonObject(schema) || schema['oneOf'] !== undefined || schema['anyOf'] !== undefined) return null;
    const { discriminator } = schema;
    const tag = isJsonObject(discriminator) ? discriminator['propertyName'] : undefined;
    if (!isJsonObject(discriminator) || typeof tag !== 'string') return null;
    const mapping = namesOf(discriminator['mapping']);
    const taken = new Set(mapping.keys());
    const children: Member[] = [];
    for (const name of this.#schemas.keys()) {
      if (name === parent || !this.#inherits(name, parent, new Set())) continue;
      const mapped = [...mapping].filter(([, target]) => target === name).map(([value]) => value);
      const values =
        mapped.length > 0 ? mapped : this.#ownValues(name, parent, tag).filter((value) => !taken.has(value));
      for (const value of values) taken.add(value);
      if (values.length > 0) children.push({ name, values });
    }
    if (children.length === 0) return null;
    const allowed = this.#listed(schema, tag);
    // Values that the parent's own schema rules out name no child: the document means something else by it.
    if (allowed !== null && !children.every(({ values }) => values.some((value) => allowed.includes(value))))
      return null;
    const own = [...mapping].filter(([, target]) => target === parent).map(([value]) => value);
    const values = [...new Set([...own, ...(allowed ?? [parent])])].filter(
      (value) => own.includes(value) || !taken.has(value),
    );
    const itself = values.length === 0 ? [] : [{ name: parent, values }];
    return { parent, tag, members: [...children, ...itself] };
  }

  #inherits(name: string, parent: string, seen: Set<string>): boolean {
    if (seen.has(name)) return false;
    seen.add(name);
    const names = this.#built.get(name) ?? new Set();
    return names.has(parent) || [...names].some((next) => this.#inherits(next, parent, seen));
  }

  /** The values a child lists itself, or its name. A schema that only wraps its parent is none. */
  #ownValues(name: string, parent: string, tag: string): readonly string[] {
    const schema = this.#schemas.get(name)!;
    const listed = isJsonObject(schema) ? this.#listed(schema, tag, new Set([parent])) : null;
    if (listed !== null) return listed;
    return isJsonObject(schema) && extendsParent(schema, PREFIX + parent) ? [name] : [];
  }

  /** Values that a schema lists for a property; `null` where it lists none. Schemas named in `without` are not asked. */
  #listed(
    schema: JsonObject,
    tag: string,
    without: ReadonlySet<string> = new Set(),
  ): readonly string[] | null {
    const { properties, allOf } = schema;
    const property = isJsonObject(properties) && Object.hasOwn(properties, tag) ? properties[tag]! : null;
    const values = property === null ? null : this.#valuesOf(property);
    if (values !== null) return values;
    for (const part of [schema, ...(isJsonArray(allOf) ? allOf : [])]) {
      if (!isJsonObject(part)) continue;
      const target = nameIn(part['$ref']);
      if (part !== schema) {
        const inner = this.#listed(part, tag, without);
        if (inner !== null) return inner;
      }
      if (target === null || without.has(target)) continue;
      const named = this.#schemas.get(target);
      const inner = isJsonObject(named) ? this.#listed(named, tag, new Set([...without, target])) : null;
      if (inner !== null) return inner;
    }
    return null;
  }

  #valuesOf(schema: Json, depth = 0): readonly string[] | null {
    if (!isJsonObject(schema) || depth > MAX_CHAIN) return null;
    if (typeof schema['const'] === 'string') return [schema['const']];
    const { enum: values, allOf } = schema;
    if (isJsonArray(values)) return values.filter((value) => typeof value === 'string');
    const target = nameIn(schema['$ref']);
    const parts = [
      ...(target === null ? [] : [this.#schemas.get(target) ?? true]),
      ...(isJsonArray(allOf) ? allOf : []),
    ];
    for (const part of parts) {
      const inner = this.#valuesOf(part, depth + 1);
      if (inner !== null) return inner;
    }
    return null;
  }
}

/** References after which a chain that comes back to itself is given up. */
const MAX_CHAIN = 16;

function namesOf(mapping: Json | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (!isJsonObject(mapping)) return names;
  for (const [value, reference] of Object.entries(mapping)) {
    const name = nameIn(reference);
    if (name !== null) names.set(value, name);
  }
  return names;
}

function nameIn(reference: Json | undefined): string | null {
  return typeof reference === 'string' && reference.startsWith(PREFIX)
    ? reference.slice(PREFIX.length)
    : null;
}

function* builtOn(schema: Json): Generator<string> {
  if (!isJsonObject(schema) || !isJsonArray(schema['allOf'])) return;
  for (const part of schema['allOf']) {
    const name = isJsonObject(part) ? nameIn(part['$ref']) : null;
    if (name !== null) yield name;
    yield* builtOn(part);
  }
}

/** Whether a schema says more than its parent, not only something about it. */
function extendsParent(schema: JsonObject, reference: string): boolean {
  const { allOf } = schema;
  if (schema['properties'] !== undefined || schema['required'] !== undefined) return true;
  return isJsonArray(allOf) && allOf.some((part) => isJsonObject(part) && part['$ref'] !== reference);
}

/** A schema whose references in `allOf` lead to the base of a parent. */
function rebased(schema: Schema, base: (name: string) => string | null): Schema {
  if (!isJsonObject(schema) || !isJsonArray(schema['allOf'])) return schema;
  let changed = false;
  const parts = schema['allOf'].map((part) => {
    const name = isJsonObject(part) ? nameIn(part['$ref']) : null;
    const next = name === null ? rebased(part as Schema, base) : base(name);
    if (next === null || next === part) return part;
    changed = true;
    return typeof next === 'string' ? referenceTo(next) : next;
  });
  if (!changed) return schema;
  const copy = copyObject(schema);
  copy['allOf'] = parts;
  return copy;
}

function unionOf(
  { parent, tag, members }: Hierarchy,
  schema: JsonObject,
  base: string,
  origins: Origins,
): JsonObject {
  const union = emptyObject();
  origins.copy(schema, union);
  for (const keyword of Object.keys(schema)) {
    if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) union[keyword] = schema[keyword]!;
  }
  const branches = members.map(({ name, values }) =>
    branchOf(name === parent ? base : name, tag, values, schema, origins),
  );
  origins.copy(schema, branches);
  union['anyOf'] = branches;
  const { discriminator } = schema;
  union['discriminator'] = discriminator!;
  return union;
}

function branchOf(
  name: string,
  tag: string,
  values: readonly string[],
  schema: JsonObject,
  origins: Origins,
): JsonObject {
  const constraint = emptyObject();
  const properties = emptyObject();
  const property = emptyObject();
  property['enum'] = values;
  properties[tag] = property;
  constraint['properties'] = properties;
  const branch = emptyObject();
  const parts = [referenceTo(name), constraint];
  branch['allOf'] = parts;
  for (const made of [branch, parts, ...parts, properties, property, values]) origins.copy(schema, made);
  return branch;
}

function referenceTo(name: string): JsonObject {
  const schema = emptyObject();
  schema['$ref'] = PREFIX + name;
  return schema;
}
