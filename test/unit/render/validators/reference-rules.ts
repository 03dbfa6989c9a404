import {
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../../../../src/load/json.js';
import type { Schema, SchemaObject } from '../../../../src/normalize/normalized-document.js';
import { ReferenceEvaluator } from './reference-evaluator.js';

type Right = 'read' | 'write';

/** A property somewhere in a value, with a role list that holds for it. */
interface Held {
  readonly object: MutableJsonObject;
  readonly name: string;
  readonly list: readonly string[];
}

/** Roles a caller has, `$owner` among them where the grant says so. */
export type Roles = readonly string[];

/**
 * Semantics §4, Property level, written down without any thought of speed: a property is restricted where a schema that
 * applies to the object around it has role lists for it.
 */
export class ReferenceRules {
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #right: Right;
  /** Of the schemas as they hold: what some may not send or see is required of nobody. */
  readonly evaluator: ReferenceEvaluator;

  constructor(schemas: Readonly<Record<string, Schema>>, right: Right) {
    this.#right = right;
    this.#schemas = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, this.#relaxed(schema, new Set())]),
    );
    this.evaluator = new ReferenceEvaluator(this.#schemas);
  }

  /** JSON Pointers of the properties that a caller may not send or see. */
  restricted(schema: Schema, value: Json, roles: Roles): readonly string[] {
    const found = this.#found(schema, value, roles);
    const pointers: string[] = [];
    const visit = (part: Json, pointer: string): void => {
      if (typeof part !== 'object' || part === null) return;
      for (const [name, member] of Object.entries<Json>(part as JsonObject)) {
        if (found.some((held) => held.object === part && held.name === name))
          pointers.push(`${pointer}/${name}`);
        visit(member, `${pointer}/${name}`);
      }
    };
    visit(value, '');
    return pointers.sort();
  }

  /** What is left of a value for a caller. */
  readable(schema: Schema, value: Json, roles: Roles): Json {
    const copy = JSON.parse(JSON.stringify(value)) as Json;
    for (;;) {
      const found = this.#found(schema, copy, roles);
      if (found.length === 0) return copy;
      for (const { object, name } of found) delete object[name];
    }
  }

  #found(schema: Schema, value: Json, roles: Roles): readonly Held[] {
    const held: Held[] = [];
    this.#visit(schema, value, held);
    return held.filter(({ list }) => !list.some((role) => roles.includes(role)));
  }

  #visit(schema: Schema, value: Json, held: Held[]): void {
    if (typeof schema === 'boolean' || typeof value !== 'object' || value === null) return;
    const target = this.#target(schema);
    if (target !== null) this.#visit(target, value, held);
    for (const part of list(schema, 'allOf')) this.#visit(part, value, held);
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = list(schema, keyword);
      const applying = branches.filter(
        (branch) => tagMatches(branches, branch, value) ?? this.evaluator.isValid(branch, value),
      );
      // A reply nobody has checked yet: what might apply, does.
      const all = applying.length === 0 && this.#right === 'read';
      for (const branch of all ? branches : applying) this.#visit(branch, value, held);
    }
    if (schema['if'] !== undefined) {
      const holds = this.evaluator.isValid(schema['if'] as Schema, value);
      if (holds) this.#visit(schema['if'] as Schema, value, held);
      this.#visit((schema[holds ? 'then' : 'else'] ?? true) as Schema, value, held);
    }
    if (Array.isArray(value)) {
      const prefix = list(schema, 'prefixItems');
      for (const [index, item] of (value as readonly Json[]).entries()) {
        this.#visit(prefix[index] ?? ((schema['items'] ?? true) as Schema), item, held);
      }
      return;
    }
    const object = value as MutableJsonObject;
    for (const [name, part] of map(schema, 'dependentSchemas')) {
      if (Object.hasOwn(object, name)) this.#visit(part, value, held);
    }
    for (const [name, member] of Object.entries(object)) {
      const parts = schemasFor(schema, name);
      for (const part of parts) {
        for (const roles of this.#lists(part, new Set())) held.push({ object, name, list: roles });
        this.#visit(part, member, held);
      }
    }
  }

  /** Lists anywhere in what may apply to the property's value. */
  #lists(schema: Schema, seen: Set<Schema>): readonly (readonly string[])[] {
    if (typeof schema === 'boolean' || seen.has(schema)) return [];
    seen.add(schema);
    const keyword = schema['x-security'];
    const own = isJsonObject(keyword) ? keyword[this.#right] : undefined;
    const target = this.#target(schema);
    return [
      ...(own === undefined ? [] : [own as readonly string[]]),
      ...(target === null ? [] : this.#lists(target, seen)),
      ...inPlace(schema).flatMap((part) => this.#lists(part, seen)),
    ];
  }

  #target(schema: SchemaObject): Schema | null {
    const reference = schema['$ref'];
    return typeof reference === 'string' ? this.#schemas[reference.split('/')[3]!]! : null;
  }

  /** `withheld`: names that schemas around say are not for everybody. */
  #relaxed(schema: Schema, withheld: ReadonlySet<string>): Schema {
    if (typeof schema === 'boolean') return schema;
    const all = new Set([...withheld, ...conjunction(schema).flatMap((part) => this.#restrictedNames(part))]);
    const relaxed: Record<string, Json> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      const one = (part: Json, names: ReadonlySet<string>): Json => this.#relaxed(part as Schema, names);
      const each = (part: Json, names: ReadonlySet<string>): Json =>
        Object.fromEntries(
          Object.entries(part as object).map(([name, inner]) => [name, one(inner as Json, names)]),
        );
      const none = new Set<string>();
      if (keyword === 'required') relaxed[keyword] = (value as string[]).filter((name) => !all.has(name));
      else if (['allOf', 'anyOf', 'oneOf'].includes(keyword))
        relaxed[keyword] = (value as Json[]).map((part) => one(part, all));
      else if (['if', 'then', 'else', 'not'].includes(keyword)) relaxed[keyword] = one(value, all);
      else if (keyword === 'dependentSchemas') relaxed[keyword] = each(value, all);
      else if (['properties', 'patternProperties'].includes(keyword)) relaxed[keyword] = each(value, none);
      else if (['items', 'additionalProperties', 'contains'].includes(keyword))
        relaxed[keyword] = one(value, none);
      else if (keyword === 'prefixItems') relaxed[keyword] = (value as Json[]).map((part) => one(part, none));
      else relaxed[keyword] = value;
    }
    return relaxed;
  }

  #restrictedNames(schema: SchemaObject): readonly string[] {
    return map(schema, 'properties')
      .filter(([, property]) => this.#listsUnresolved(property))
      .map(([name]) => name);
  }

  /** As `#lists`, before the schemas referred to are known: no reference stands beside a property’s lists in samples. */
  #listsUnresolved(schema: Schema): boolean {
    if (typeof schema === 'boolean') return false;
    const keyword = schema['x-security'];
    if (isJsonObject(keyword) && keyword[this.#right] !== undefined) return true;
    return inPlace(schema).some((part) => this.#listsUnresolved(part));
  }
}

/** Whether the tag that tells objects apart names the branch; `null` where there is no tag. */
function tagMatches(branches: readonly Schema[], branch: Schema, value: Json): boolean | null {
  if (!isJsonObject(value)) return null;
  const tags = branches.map((each) => (typeof each === 'boolean' ? undefined : tagOf(each)));
  if (branches.length < 2 || tags.includes(undefined) || new Set(tags).size < tags.length) return null;
  return tags[branches.indexOf(branch)] === value['kind'];
}

/** Samples tell objects apart by `kind`, if by anything. */
function tagOf(schema: SchemaObject): Json | undefined {
  const kind = map(schema, 'properties').find(([name]) => name === 'kind')?.[1];
  const isRequired = (schema['required'] as readonly string[] | undefined)?.includes('kind') === true;
  return isRequired && typeof kind === 'object' ? kind['const'] : undefined;
}

function schemasFor(schema: SchemaObject, name: string): readonly Schema[] {
  const found = [
    ...map(schema, 'properties').filter(([declared]) => declared === name),
    ...map(schema, 'patternProperties').filter(([pattern]) => new RegExp(pattern, 'u').test(name)),
  ].map(([, part]) => part);
  const additional = schema['additionalProperties'] as Schema | undefined;
  return found.length > 0 || additional === undefined ? found : [additional];
}

function inPlace(schema: SchemaObject): readonly Schema[] {
  const single = ['if', 'then', 'else'].flatMap((keyword) =>
    schema[keyword] === undefined ? [] : [schema[keyword] as Schema],
  );
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => list(schema, keyword));
  return [...branches, ...single, ...map(schema, 'dependentSchemas').map(([, part]) => part)];
}

function conjunction(schema: SchemaObject): readonly SchemaObject[] {
  const parts = list(schema, 'allOf').flatMap((part) => (typeof part === 'boolean' ? [] : conjunction(part)));
  return [schema, ...parts];
}

function list(schema: SchemaObject, keyword: string): readonly Schema[] {
  return (schema[keyword] ?? []) as readonly Schema[];
}

function map(schema: SchemaObject, keyword: string): readonly (readonly [string, Schema])[] {
  return Object.entries(schema[keyword] ?? {}) as [string, Schema][];
}
