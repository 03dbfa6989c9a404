import { isJsonObject, type Json, type JsonObject } from '../../load/json.js';
import type { Schema, SchemaObject } from '../../normalize/normalized-document.js';
import type { JsonType } from './schema-node.js';
import type { SchemaFaults } from './schema-faults.js';

const jsonTypes: ReadonlySet<unknown> = new Set<JsonType>([
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]);

/** The keywords of one schema with the types that JSON Schema gives them; others are reported and read as absent. */
export class KeywordValues {
  readonly schema: SchemaObject;
  readonly #faults: SchemaFaults;

  constructor(schema: SchemaObject, faults: SchemaFaults) {
    this.schema = schema;
    this.#faults = faults;
  }

  has(keyword: string): boolean {
    return Object.hasOwn(this.schema, keyword);
  }

  raw(keyword: string): Json | undefined {
    return this.has(keyword) ? this.schema[keyword] : undefined;
  }

  number(keyword: string): number | undefined {
    return this.#checked(keyword, 'a number', isNumber);
  }

  positiveNumber(keyword: string): number | undefined {
    return this.#checked(keyword, 'a number above 0', isPositive);
  }

  count(keyword: string): number | undefined {
    return this.#checked(keyword, 'an integer from 0', isCount);
  }

  string(keyword: string): string | undefined {
    return this.#checked(keyword, 'a string', (value) => typeof value === 'string');
  }

  boolean(keyword: string): boolean | undefined {
    return this.#checked(keyword, 'true or false', (value) => typeof value === 'boolean');
  }

  values(keyword: string): readonly Json[] | undefined {
    return this.#checked(keyword, 'an array', isArray);
  }

  names(keyword: string): readonly string[] | undefined {
    return this.#checked(keyword, 'an array of strings', isStringArray);
  }

  nameMap(keyword: string): ReadonlyMap<string, readonly string[]> | undefined {
    const map = this.#checked(keyword, 'an object of arrays of strings', isNameMap);
    return map && new Map(Object.entries(map));
  }

  types(keyword: string): readonly JsonType[] | undefined {
    const value = this.#checked(keyword, 'a type of JSON Schema, or several', isTypes);
    if (value === undefined) return undefined;
    return typeof value === 'string' ? [value] : [...new Set(value)];
  }

  schemaValue(keyword: string): Schema | undefined {
    return this.#checked(keyword, 'a schema', isSchema);
  }

  schemas(keyword: string): readonly Schema[] | undefined {
    return this.#checked(keyword, 'a non-empty array of schemas', isSchemaArray);
  }

  schemaMap(keyword: string): readonly (readonly [string, Schema])[] | undefined {
    const map = this.#checked(keyword, 'an object of schemas', isSchemaMap);
    return map && Object.entries(map);
  }

  #checked<T extends Json>(
    keyword: string,
    expected: string,
    fits: (value: Json) => value is T,
  ): T | undefined {
    const value = this.raw(keyword);
    if (value === undefined) return undefined;
    if (fits(value)) return value;
    this.#faults.report('schema-keyword-invalid', this.schema, keyword, `${keyword} must be ${expected}.`);
    return undefined;
  }
}

function isNumber(value: Json): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isPositive(value: Json): value is number {
  return isNumber(value) && value > 0;
}

function isCount(value: Json): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isStringArray(value: Json): value is readonly string[] {
  return isArray(value) && value.every((name) => typeof name === 'string');
}

function isNameMap(value: Json): value is Readonly<Record<string, readonly string[]>> {
  return isJsonObject(value) && Object.values(value).every(isStringArray);
}

function isType(value: Json): value is JsonType {
  return jsonTypes.has(value);
}

function isTypes(value: Json): value is JsonType | readonly JsonType[] {
  return isArray(value) ? value.length > 0 && value.every(isType) : isType(value);
}

function isSchema(value: Json): value is boolean | JsonObject {
  return typeof value === 'boolean' || isJsonObject(value);
}

function isSchemaArray(value: Json): value is readonly (boolean | JsonObject)[] {
  return isArray(value) && value.length > 0 && value.every(isSchema);
}

function isSchemaMap(value: Json): value is Readonly<Record<string, boolean | JsonObject>> {
  return isJsonObject(value) && Object.values(value).every(isSchema);
}
