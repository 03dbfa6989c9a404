import { copyObject, emptyObject, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { SchemaBounds } from '../model/api.js';

const REFERENCE = '#/components/schemas/';

/** Keywords whose schemas are about the same value; `not` and `if` only ask, and stay as they are. */
const SAME_VALUE = new Set(['then', 'else']);
const SAME_VALUE_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
/** Keywords whose schemas are about other values. */
const OTHER = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'unevaluatedItems',
  'contains',
]);
const OTHER_MAPS = new Set(['properties', 'patternProperties']);

/** Whether another schema of the same value bounds it already. */
interface Bounded {
  readonly strings: boolean;
  readonly arrays: boolean;
}

const free: Bounded = { strings: false, arrays: false };

/**
 * Writes `validation.maxLength` and `maxItems` into schemas of requests: into every string and array that declares no
 * bound of its own, as their checks do. Components keep their bounds for replies; those of requests are copies.
 */
export class EffectiveBounds {
  readonly #bounds: SchemaBounds;
  readonly #schemas: JsonObject;
  readonly #add: (name: string, schema: JsonObject) => string;
  readonly #copies = new Map<string, string>();

  /**
   * @param schemas the schemas of the document, by name
   * @param add adds a component under a name that is free, and returns that
   */
  constructor(bounds: SchemaBounds, schemas: JsonObject, add: (name: string, schema: JsonObject) => string) {
    this.#bounds = bounds;
    this.#schemas = schemas;
    this.#add = add;
  }

  schema(schema: Json): Json {
    return this.#write(schema, free);
  }

  #write(schema: Json, outer: Bounded): Json {
    if (!isJsonObject(schema)) return schema;
    const bounded: Bounded = {
      strings: outer.strings || this.#declares(schema, 'maxLength', new Set()),
      arrays: outer.arrays || this.#declares(schema, 'maxItems', new Set()),
    };
    const written = copyObject(schema);
    const types = new Set([schema['type']].flat());
    const { maxLength, maxItems } = this.#bounds;
    const isListed = schema['enum'] !== undefined || schema['const'] !== undefined;
    if (maxLength !== null && !bounded.strings && types.has('string') && !isListed) {
      written['maxLength'] = maxLength;
    }
    if (maxItems !== null && !bounded.arrays && types.has('array')) written['maxItems'] = maxItems;
    if (typeof schema['$ref'] === 'string') written['$ref'] = this.#reference(schema['$ref'], bounded);
    const same = (value: Json): Json => this.#write(value, bounded);
    const other = (value: Json): Json => this.#write(value, free);
    for (const [keyword, value] of Object.entries(schema)) {
      if (SAME_VALUE.has(keyword)) written[keyword] = same(value);
      else if (OTHER.has(keyword)) written[keyword] = other(value);
      else if (SAME_VALUE_LISTS.has(keyword)) written[keyword] = each(value, same);
      else if (keyword === 'prefixItems') written[keyword] = each(value, other);
      else if (OTHER_MAPS.has(keyword)) written[keyword] = each(value, other);
      else if (keyword === 'dependentSchemas') written[keyword] = each(value, same);
    }
    return written;
  }

  /** The copy of a component, made once for each way it can be bounded from outside. */
  #reference(reference: string, bounded: Bounded): string {
    const name = nameOf(reference);
    const target = name === null ? undefined : this.#schemas[name];
    if (name === null || !isJsonObject(target)) return reference;
    const key = `${String(bounded.strings)} ${String(bounded.arrays)} ${name}`;
    let copy = this.#copies.get(key);
    if (copy === undefined) {
      const component = emptyObject();
      copy = this.#add(`${name}Bounded`, component);
      this.#copies.set(key, copy);
      Object.assign(component, this.#write(target, bounded));
    }
    return REFERENCE + copy;
  }

  /** Whether a schema has a keyword, itself or through what it refers to. */
  #declares(schema: Json | undefined, keyword: string, seen: Set<JsonObject>): boolean {
    if (!isJsonObject(schema) || seen.has(schema)) return false;
    seen.add(schema);
    if (schema[keyword] !== undefined) return true;
    const { $ref: reference, allOf } = schema;
    const name = typeof reference === 'string' ? nameOf(reference) : null;
    if (name !== null && this.#declares(this.#schemas[name], keyword, seen)) return true;
    return (
      Array.isArray(allOf) && (allOf as readonly Json[]).some((part) => this.#declares(part, keyword, seen))
    );
  }
}

function nameOf(reference: string): string | null {
  return reference.startsWith(REFERENCE) ? reference.slice(REFERENCE.length) : null;
}

/** A list or an object with each of its members replaced. */
function each(value: Json, replace: (member: Json) => Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(replace);
  if (!isJsonObject(value)) return value;
  const replaced = emptyObject();
  for (const [name, member] of Object.entries(value)) replaced[name] = replace(member);
  return replaced;
}
