import type { Json } from '../load/json.js';
import type { Int64Form } from '../model/api.js';
import { schemaPolicy } from '../model/schema-policy.js';
import { schemasIn, isSchema, SchemaView } from '../model/schema-view.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { commentLine, commentText } from './comment-text.js';
import { otherPropertiesOf, propertiesOf } from './schema-children.js';
import { refOf, requiredOf, SchemaVariants } from './schema-variants.js';
import { reachesInt64 } from './reaches-int64.js';
import { nameExactTypes, nameTypes, type TypeNames } from './type-names.js';
import { LINE_BREAK, type Direction, type TypedSchema } from './typed-schema.js';

const UNKNOWN: TypedSchema = {};
const NEVER: TypedSchema = { enum: [] };

/** Reduces schemas to what their TypeScript types say, for requests and for replies. */
export class SchemaTyper {
  /** What each component goes by, where integers of 64 bits are numbers and where they are bigint. */
  readonly names: Readonly<Record<Int64Form, ReadonlyMap<string, TypeNames>>>;
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #variants: SchemaVariants;
  readonly #view: SchemaView;

  /**
   * `schemas`: every component, by its name; `hasPolicies`: whether any schema has `x-security`; `forms`: what the
   * operations take integers of 64 bits as; `given`: types of components in the last run.
   */
  constructor(
    schemas: ReadonlyMap<string, Schema>,
    hasPolicies: boolean,
    forms: ReadonlySet<Int64Form>,
    given: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.#schemas = schemas;
    this.#variants = new SchemaVariants(schemas, hasPolicies);
    this.#view = new SchemaView(schemas);
    const names = nameTypes(schemas.keys(), (name) => this.#variants.differs(name), given);
    const exact = forms.size > 1 ? reachesInt64(schemas) : null;
    this.names = {
      number: names,
      bigint: exact === null ? names : nameExactTypes(names, (name) => exact.has(name)),
    };
  }

  /** The typed schema of a component, as `types.ts` declares it: it refers to others by their name. */
  component(name: string, direction: Direction, int64: Int64Form): TypedSchema {
    return this.#typing(direction, int64, '').type(this.#schemas.get(name)!);
  }

  /** The typed schema of a schema that stands in an operation. `prefix`: how that file refers to `types.ts`. */
  inline(schema: Schema, direction: Direction, int64: Int64Form, prefix: string): TypedSchema {
    return this.#typing(direction, int64, prefix).type(schema);
  }

  #typing(direction: Direction, int64: Int64Form, prefix: string): Typing {
    const view = int64 === 'bigint' ? this.#view : null;
    return new Typing(this.names[int64], this.#variants, direction, prefix, view);
  }
}

class Typing {
  readonly #names: ReadonlyMap<string, TypeNames>;
  readonly #variants: SchemaVariants;
  readonly #direction: Direction;
  readonly #prefix: string;
  /** Set where integers of 64 bits are bigint. */
  readonly #exact: SchemaView | null;

  constructor(
    names: ReadonlyMap<string, TypeNames>,
    variants: SchemaVariants,
    direction: Direction,
    prefix: string,
    exact: SchemaView | null,
  ) {
    this.#names = names;
    this.#variants = variants;
    this.#direction = direction;
    this.#prefix = prefix;
    this.#exact = exact;
  }

  /** `isInt64`: a schema beside this one says that numbers are integers of 64 bits. */
  type(schema: Schema, isInt64 = false): TypedSchema {
    if (typeof schema === 'boolean') return schema ? UNKNOWN : NEVER;
    const isBigint = isInt64 || this.#isInt64(schema);
    const parts: TypedSchema[] = [];
    const ref = refOf(schema);
    if (ref !== null) parts.push(this.#reference(ref));
    for (const part of schemasIn(schema['allOf'])) parts.push(this.type(part, isBigint));
    parts.push(this.#union(schema, 'anyOf', isBigint), this.#union(schema, 'oneOf', isBigint));
    const told = parts.filter((part) => !isUnknown(part));
    const own = this.#own(schema, told.length > 0, isBigint);
    if (!isUnknown(own)) told.unshift(own);
    return this.#intersection(told, schema);
  }

  #isInt64(schema: SchemaObject): boolean {
    return this.#exact?.conjunction(schema).some((part) => part['format'] === 'int64') === true;
  }

  #intersection(parts: readonly TypedSchema[], schema: SchemaObject): TypedSchema {
    const [first, second] = parts;
    if (first === undefined) return UNKNOWN;
    const required = this.#requiredNames(schema);
    if (second === undefined && (required.length === 0 || !('$ref' in first))) return first;
    return { allOf: parts, required };
  }

  #requiredNames(schema: SchemaObject): readonly string[] {
    const names = [...requiredOf(schema)];
    if (names.length === 0) return names;
    const missing = this.#variants.missingNames(schema, this.#direction);
    return names.filter((name) => !missing.has(name));
  }

  #reference(component: string): TypedSchema {
    const names = this.#names.get(component);
    return names === undefined ? UNKNOWN : { $ref: `#/${this.#prefix}${names[this.#direction]}` };
  }

  #union(schema: SchemaObject, keyword: 'anyOf' | 'oneOf', isInt64: boolean): TypedSchema {
    const members = schemasIn(schema[keyword]);
    if (members.length === 0) return UNKNOWN;
    const types = members.map((member) => this.type(member, isInt64));
    // A union with a member that says nothing says nothing; so does one of conditions on an object typed beside it.
    if (types.some(isUnknown)) return UNKNOWN;
    if (types.every(isBareObject) && typesOf(schema).includes('object')) return UNKNOWN;
    return anyOf(types);
  }

  /** What the schema's own keywords say. `composed`: other parts describe the value too. */
  #own(schema: SchemaObject, composed: boolean, isInt64: boolean): TypedSchema {
    const { const: constant } = schema;
    const listed = (value: Json): TypedSchema => (isInt64 ? exactLiteral(value) : literal(value));
    if (constant !== undefined) return anyOf([listed(constant)]);
    if (Array.isArray(schema['enum'])) return anyOf((schema['enum'] as readonly Json[]).map(listed));
    const types = typesOf(schema).map((type) => this.#ofType(type, schema, isInt64));
    if (types.length === 0) return UNKNOWN;
    // `type: object` beside the parts that list the properties.
    if (composed && types.every((type) => isBareObject(type) || isNull(type))) return UNKNOWN;
    return anyOf(types);
  }

  #ofType(type: string, schema: SchemaObject, isInt64: boolean): TypedSchema {
    switch (type) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return this.#array(schema);
      case 'integer':
      case 'number':
        return isInt64 ? { type: 'number', bigint: true } : { type: 'number' };
      case 'string':
        return this.#isSafeUrl(schema) ? { type, format: 'safe-url' } : { type };
      case 'boolean':
      case 'null':
        return { type };
      default:
        return UNKNOWN;
    }
  }

  #isSafeUrl(schema: SchemaObject): boolean {
    return this.#direction === 'request' && (schemaPolicy(schema)?.url ?? null) !== null;
  }

  #object(schema: SchemaObject): TypedSchema {
    const required = new Set(this.#requiredNames(schema));
    const properties: [string, TypedSchema][] = [];
    const always: string[] = [];
    for (const [name, property] of propertiesOf(schema)) {
      if (
        this.#direction === 'request'
          ? this.#variants.isServerOnly(property)
          : this.#variants.isWriteOnly(property)
      ) {
        continue;
      }
      properties.push([name, documented(this.type(property), property)]);
      if (this.#isAlways(property, required.has(name))) always.push(name);
    }
    const others = this.#others(schema, properties.length > 0);
    return {
      type: 'object',
      ...(properties.length > 0 ? { properties: record(properties), required: always } : {}),
      ...(others === null ? {} : { additionalProperties: others }),
    };
  }

  #isAlways(property: Schema, required: boolean): boolean {
    if (this.#direction === 'reply') return required;
    return required || this.#variants.hasDefault(property);
  }

  /** The index signature; `null` for none. */
  #others(schema: SchemaObject, besideProperties: boolean): TypedSchema | true | null {
    const others = otherPropertiesOf(schema).map((other) => this.type(other));
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
    const first = schemasIn(schema['prefixItems']).map((item) => this.type(item));
    const rest = isSchema(items) ? this.type(items) : UNKNOWN;
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

function exactLiteral(value: Json): TypedSchema {
  return typeof value === 'number' && Number.isInteger(value)
    ? { type: 'number', bigint: value }
    : literal(value);
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
  if (value !== undefined && typeof value !== 'object') {
    lines.push(`@default ${JSON.stringify(typeof value === 'string' ? commentLine(value) : value)}`);
  }
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
