import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { isJsonObject, type Json } from '../../../../src/load/json.js';
import type { Schema, SchemaObject } from '../../../../src/normalize/normalized-document.js';

/** What schemas say of one object or array of a value. */
interface Mark {
  readonly names: Set<string>;
  named: boolean;
  open: boolean;
  /** Evaluated items, where `prefixItems` bounds them. */
  items: number;
  itemsOpen: boolean;
}

/** Semantics §6, Objects, written down again without any thought of speed; plain ajv decides what is valid. */
export class ReferenceEvaluator {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, ownProperties: true });
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #checks = new Map<Schema, ValidateFunction>();

  constructor(schemas: Readonly<Record<string, Schema>>) {
    this.#schemas = schemas;
    // Tracking what unevaluated keywords need makes ajv throw for some schemas; none of these has such keywords.
    this.#ajv.opts.unevaluated = false;
    this.#ajv.addSchema({ $id: 'root:', components: { schemas } });
  }

  isValid(schema: Schema, value: Json): boolean {
    if (typeof schema === 'boolean') return schema;
    let check = this.#checks.get(schema);
    if (check === undefined) {
      check = this.#ajv.compile(absolute(schema) as SchemaObject);
      this.#checks.set(schema, check);
    }
    return check(value);
  }

  /** A valid value without what no successful schema evaluates. */
  pruned(schema: Schema, value: Json): Json {
    const marks = new Map<object, Mark>();
    this.#mark(schema, value, marks);
    return prune(value, marks);
  }

  #mark(schema: Schema, value: Json, marks: Map<object, Mark>): void {
    if (typeof schema === 'boolean' || typeof value !== 'object' || value === null) return;
    const list = (keyword: string): readonly Schema[] => (schema[keyword] ?? []) as readonly Schema[];
    const one = (keyword: string): Schema => (schema[keyword] ?? true) as Schema;
    if (typeof schema['$ref'] === 'string')
      this.#mark(this.#schemas[schema['$ref'].split('/')[3]!]!, value, marks);
    for (const part of list('allOf')) this.#mark(part, value, marks);
    for (const part of [...list('anyOf'), ...list('oneOf')]) {
      if (this.isValid(part, value)) this.#mark(part, value, marks);
    }
    if (schema['if'] !== undefined) {
      const holds = this.isValid(one('if'), value);
      if (holds) this.#mark(one('if'), value, marks);
      this.#mark(one(holds ? 'then' : 'else'), value, marks);
    }
    if (Array.isArray(value)) this.#markItems(schema, value as readonly Json[], marks);
    else if (isJsonObject(value)) this.#markMembers(schema, value, marks);
  }

  #markMembers(schema: SchemaObject, value: Readonly<Record<string, Json>>, marks: Map<object, Mark>): void {
    const map = (keyword: string): readonly [string, Schema][] =>
      Object.entries(schema[keyword] ?? {}) as [string, Schema][];
    for (const [name, part] of map('dependentSchemas')) {
      if (Object.hasOwn(value, name)) this.#mark(part, value, marks);
    }
    const mark = markOf(value, marks);
    const additional = schema['additionalProperties'] as Schema | undefined;
    const properties = map('properties');
    const patterns = map('patternProperties');
    if (properties.length > 0 || patterns.length > 0 || additional !== undefined) mark.named = true;
    if (additional !== undefined && additional !== false) mark.open = true;
    for (const [name, member] of Object.entries(value)) {
      const parts = [
        ...properties.filter(([declared]) => declared === name),
        ...patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name)),
      ].map(([, part]) => part);
      if (parts.length > 0) mark.names.add(name);
      else if (additional !== undefined) parts.push(additional);
      for (const part of parts) this.#mark(part, member, marks);
    }
  }

  #markItems(schema: SchemaObject, value: readonly Json[], marks: Map<object, Mark>): void {
    const prefix = (schema['prefixItems'] ?? []) as readonly Schema[];
    const items = schema['items'] as Schema | undefined;
    const mark = markOf(value, marks);
    mark.items = Math.max(mark.items, prefix.length);
    if (items !== undefined || schema['contains'] !== undefined) mark.itemsOpen = true;
    for (const [index, item] of value.entries()) this.#mark(prefix[index] ?? items ?? true, item, marks);
  }
}

function markOf(value: object, marks: Map<object, Mark>): Mark {
  const present = marks.get(value);
  if (present) return present;
  const mark: Mark = { names: new Set(), named: false, open: false, items: 0, itemsOpen: false };
  marks.set(value, mark);
  return mark;
}

function prune(value: Json, marks: ReadonlyMap<object, Mark>): Json {
  if (typeof value !== 'object' || value === null) return value;
  const mark = marks.get(value);
  if (Array.isArray(value)) {
    const kept = mark && mark.items > 0 && !mark.itemsOpen ? value.slice(0, mark.items) : value;
    return (kept as readonly Json[]).map((item) => prune(item, marks));
  }
  const stays = (name: string): boolean => !mark || !mark.named || mark.open || mark.names.has(name);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => stays(name))
      .map(([name, member]) => [name, prune(member, marks)]),
  );
}

function absolute(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(absolute);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string' ? `root:${member}` : absolute(member),
    ]),
  );
}
