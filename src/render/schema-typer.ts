import { isJsonObject, type Json } from '../load/json.js';
import { schemasIn, isSchema } from '../model/schema-view.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { commentText } from './comment-text.js';
import { compositionsOf, otherPropertiesOf, propertiesOf } from './schema-children.js';
import { hasDefault, refOf, requiredOf, SchemaVariants } from './schema-variants.js';
import { nameTypes, type TypeNames } from './type-names.js';
import { LINE_BREAK, type Direction, type TypedSchema } from './typed-schema.js';

const UNKNOWN: TypedSchema = {};
const NEVER: TypedSchema = { enum: [] };

/** Reduces schemas to what their TypeScript types say, for requests and for replies. */
export class SchemaTyper {
  readonly names: ReadonlyMap<string, TypeNames>;
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #variants: SchemaVariants;

  /** `schemas`: every component, by its name. */
  constructor(schemas: ReadonlyMap<string, Schema>) {
    this.#schemas = schemas;
    this.#variants = new SchemaVariants(schemas);
    this.names = nameTypes(schemas.keys(), (name) => this.#variants.differs(name));
  }

  /** The typed schema of a component, as `types.ts` declares it: it refers to others by their name. */
  component(name: string, direction: Direction): TypedSchema {
    const forbidden = this.#cycle(name);
    return new Typing(this.#schemas, this.names, this.#variants, { direction, forbidden, prefix: '' }).type(
      this.#schemas.get(name)!,
    );
  }

  /** The typed schema of a schema that stands in an operation. `prefix`: how that file refers to `types.ts`. */
  inline(schema: Schema, direction: Direction, prefix: string): TypedSchema {
    const scope = { direction, forbidden: new Set<string>(), prefix };
    return new Typing(this.#schemas, this.names, this.#variants, scope).type(schema);
  }

  /**
   * Components that lead back to `start` with no object or array in between: an alias may not refer to itself that
   * way, so such references say nothing.
   */
  #cycle(start: string): ReadonlySet<string> {
    const back = new Set<string>();
    const leadsBack = (name: string, seen: Set<string>): boolean => {
      if (name === start) return true;
      if (seen.has(name)) return false;
      seen.add(name);
      return directRefs(this.#schemas.get(name) ?? true).some((next) => leadsBack(next, seen));
    };
    for (const name of directRefs(this.#schemas.get(start)!)) if (leadsBack(name, new Set())) back.add(name);
    return back;
  }
}

interface Scope {
  readonly direction: Direction;
  /** References that may not be followed at the top of the schema. */
  readonly forbidden: ReadonlySet<string>;
  /** Stands before the name of every type referred to. */
  readonly prefix: string;
}

class Typing {
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #names: ReadonlyMap<string, TypeNames>;
  readonly #variants: SchemaVariants;
  readonly #direction: Direction;
  readonly #forbidden: ReadonlySet<string>;
  readonly #prefix: string;

  constructor(
    schemas: ReadonlyMap<string, Schema>,
    names: ReadonlyMap<string, TypeNames>,
    variants: SchemaVariants,
    scope: Scope,
  ) {
    this.#schemas = schemas;
    this.#names = names;
    this.#variants = variants;
    this.#direction = scope.direction;
    this.#forbidden = scope.forbidden;
    this.#prefix = scope.prefix;
  }

  type(schema: Schema, top = true): TypedSchema {
    if (typeof schema === 'boolean') return schema ? UNKNOWN : NEVER;
    const parts: TypedSchema[] = [];
    const ref = refOf(schema);
    if (ref !== null) parts.push(this.#reference(ref, top));
    for (const part of schemasIn(schema['allOf'])) parts.push(this.type(part, top));
    parts.push(this.#union(schema, 'anyOf', top), this.#union(schema, 'oneOf', top));
    const told = parts.filter((part) => !isUnknown(part));
    const own = this.#own(schema, told.length > 0);
    if (!isUnknown(own)) told.unshift(own);
    return this.#intersection(told, schema);
  }

  #intersection(parts: readonly TypedSchema[], schema: SchemaObject): TypedSchema {
    const [first, second] = parts;
    if (first === undefined) return UNKNOWN;
    const required = [...requiredOf(schema)];
    if (second === undefined && (required.length === 0 || !('$ref' in first))) return first;
    return { allOf: parts, required };
  }

  #reference(component: string, top: boolean): TypedSchema {
    const names = this.#names.get(component);
    if (names === undefined || (top && this.#forbidden.has(component))) return UNKNOWN;
    return { $ref: `#/${this.#prefix}${names[this.#direction]}` };
  }

  #union(schema: SchemaObject, keyword: 'anyOf' | 'oneOf', top: boolean): TypedSchema {
    const members = schemasIn(schema[keyword]);
    if (members.length === 0) return UNKNOWN;
    const discriminator = this.#discriminator(schema);
    const types = members.map((member) => {
      const type = this.type(member, top);
      const component = typeof member === 'object' ? refOf(member) : null;
      const values = component === null ? undefined : discriminator?.tags.get(component);
      if (discriminator === null || component === null || values === undefined || isUnknown(type))
        return type;
      return this.#tagged(type, component, discriminator.property, values);
    });
    // A union with a member that says nothing says nothing; so does one of conditions on an object typed beside it.
    if (types.some(isUnknown)) return UNKNOWN;
    if (types.every(isBareObject) && (isTyped(schema, 'object') || propertiesOf(schema).length > 0))
      return UNKNOWN;
    return anyOf(types);
  }

  /** The values that tell the members of a union apart, by component (OAS 3.1 §4.8.25). */
  #discriminator(schema: SchemaObject): { property: string; tags: ReadonlyMap<string, string[]> } | null {
    const { discriminator } = schema;
    if (!isJsonObject(discriminator) || typeof discriminator['propertyName'] !== 'string') return null;
    const tags = new Map<string, string[]>();
    const mapping = discriminator['mapping'];
    for (const [value, target] of Object.entries(isJsonObject(mapping) ? mapping : {})) {
      if (typeof target !== 'string') continue;
      const component = refOf({ $ref: target }) ?? target;
      tags.set(component, [...(tags.get(component) ?? []), value]);
    }
    for (const member of compositionsOf(schema)) {
      const component = typeof member === 'object' ? refOf(member) : null;
      if (component !== null && !tags.has(component)) tags.set(component, [component]);
    }
    return { property: discriminator['propertyName'], tags };
  }

  /** A member narrowed to its tag, unless its own property says so. */
  #tagged(type: TypedSchema, component: string, property: string, values: readonly string[]): TypedSchema {
    const target = this.#schemas.get(component);
    const own =
      typeof target === 'object' ? propertiesOf(target).find(([name]) => name === property) : undefined;
    if (typeof own?.[1] === 'object' && (own[1]['const'] !== undefined || own[1]['enum'] !== undefined))
      return type;
    const properties = record([[property, anyOf(values.map((value) => ({ const: value })))]]);
    return { allOf: [type, { type: 'object', properties, required: [property] }] };
  }

  /** What the schema's own keywords say. `composed`: other parts describe the value too. */
  #own(schema: SchemaObject, composed: boolean): TypedSchema {
    const { const: constant } = schema;
    if (constant !== undefined) return literal(constant);
    if (Array.isArray(schema['enum'])) return anyOf((schema['enum'] as readonly Json[]).map(literal));
    const types = typesOf(schema).map((type) => this.#ofType(type, schema));
    if (types.length === 0) return UNKNOWN;
    // `type: object` beside the parts that list the properties.
    if (composed && types.every((type) => isBareObject(type) || isNull(type))) return UNKNOWN;
    return anyOf(types);
  }

  #ofType(type: string, schema: SchemaObject): TypedSchema {
    switch (type) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return this.#array(schema);
      case 'integer':
      case 'number':
        return { type: 'number' };
      case 'string':
      case 'boolean':
      case 'null':
        return { type };
      default:
        return UNKNOWN;
    }
  }

  #object(schema: SchemaObject): TypedSchema {
    const required = requiredOf(schema);
    const properties: [string, TypedSchema][] = [];
    const always: string[] = [];
    for (const [name, property] of propertiesOf(schema)) {
      if (
        this.#direction === 'request'
          ? this.#variants.isReadOnly(property)
          : this.#variants.isWriteOnly(property)
      ) {
        continue;
      }
      properties.push([name, documented(this.type(property, false), property)]);
      if (required.has(name) || (this.#direction === 'request' && hasDefault(property))) always.push(name);
    }
    const others = this.#others(schema, properties.length > 0);
    return {
      type: 'object',
      ...(properties.length > 0 ? { properties: record(properties), required: always } : {}),
      ...(others === null ? {} : { additionalProperties: others }),
    };
  }

  /** The index signature; `null` for none. */
  #others(schema: SchemaObject, besideProperties: boolean): TypedSchema | true | null {
    const others = otherPropertiesOf(schema).map((other) => this.type(other, false));
    if (others.length === 0) {
      const closed = schema['additionalProperties'] === false;
      return closed && !besideProperties ? NEVER : null;
    }
    // An index signature would have to fit the listed properties too, or no literal satisfies the type.
    if (besideProperties || others.some(isUnknown)) return true;
    return anyOf(others);
  }

  #array(schema: SchemaObject): TypedSchema {
    const { items } = schema;
    const first = schemasIn(schema['prefixItems']).map((item) => this.type(item, false));
    const rest = isSchema(items) ? this.type(items, false) : UNKNOWN;
    if (first.length === 0) return isUnknown(rest) ? { type: 'array' } : { type: 'array', items: rest };
    if (items === false && schema['minItems'] === first.length) return { type: 'array', prefixItems: first };
    const any = items === false ? first : [...first, rest];
    return any.some(isUnknown) ? { type: 'array' } : { type: 'array', items: anyOf(any) };
  }
}

function literal(value: Json): TypedSchema {
  if (value === null) return { type: 'null' };
  // JSON text such as `1e400` is a number no literal type can write.
  if (typeof value === 'number' && !Number.isFinite(value)) return { type: 'number' };
  return { const: value };
}

function anyOf(types: readonly TypedSchema[]): TypedSchema {
  if (types.length === 0) return NEVER;
  if (types.some(isUnknown)) return UNKNOWN;
  const seen = new Set<string>();
  const distinct = types
    .flatMap((type) => ('anyOf' in type ? type.anyOf : [type]))
    .filter((type) => {
      const key = JSON.stringify(type);
      return !seen.has(key) && seen.add(key);
    });
  const [only] = distinct;
  // A bare constant would be marked `@constant` in its comment.
  return distinct.length === 1 && !('const' in only!) ? only! : { anyOf: distinct };
}

function documented(type: TypedSchema, schema: Schema): TypedSchema {
  if (typeof schema === 'boolean') return type;
  const { title, description, deprecated, default: value } = schema;
  const about = typeof description === 'string' ? description : typeof title === 'string' ? title : '';
  const lines = [commentText(about)];
  if (value !== undefined && typeof value !== 'object')
    lines.push(`@default ${commentText(JSON.stringify(value))}`);
  if (deprecated === true) lines.push('@deprecated');
  const text = lines
    .filter((line) => line !== '')
    .join('\n')
    .replaceAll(LINE_BREAK, '')
    .replaceAll('\n', LINE_BREAK);
  return text === '' ? type : { ...type, title: text };
}

function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const result = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) result[key] = value;
  return result;
}

/** The types a schema names, or those its keywords are about. */
function typesOf(schema: SchemaObject): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((name): name is string => typeof name === 'string');
  const types: string[] = [];
  if (propertiesOf(schema).length > 0 || otherPropertiesOf(schema).length > 0) types.push('object');
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) types.push('array');
  return types;
}

function isTyped(schema: SchemaObject, type: string): boolean {
  return typesOf(schema).includes(type);
}

function isUnknown(type: TypedSchema): boolean {
  return Object.keys(type).every((key) => key === 'title');
}

function isBareObject(type: TypedSchema): boolean {
  return (
    'type' in type && type.type === 'object' && !('properties' in type) && !('additionalProperties' in type)
  );
}

function isNull(type: TypedSchema): boolean {
  return 'type' in type && type.type === 'null';
}

function directRefs(schema: Schema): readonly string[] {
  if (typeof schema === 'boolean') return [];
  const ref = refOf(schema);
  return [...(ref === null ? [] : [ref]), ...compositionsOf(schema).flatMap(directRefs)];
}
