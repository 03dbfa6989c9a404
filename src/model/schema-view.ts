import { isJsonObject, type Json } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import type { Int64Form } from './api.js';

const PREFIX = '#/components/schemas/';

/** Looks through the references of normalized schemas. */
export class SchemaView {
  /** What integers with `format: int64` are read as. */
  readonly int64: Int64Form;
  readonly #schemas: ReadonlyMap<string, Schema>;

  constructor(schemas: ReadonlyMap<string, Schema>, int64: Int64Form = 'number') {
    this.#schemas = schemas;
    this.int64 = int64;
  }

  /** The component a reference names; `null` for a schema without one. */
  target(schema: Schema): Schema | null {
    if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string') return null;
    return this.#schemas.get(componentName(schema['$ref']) ?? '') ?? null;
  }

  /**
   * A schema and every schema that applies with it: through `$ref` and `allOf`, each once, outermost first. Cycles end.
   */
  conjunction(schema: Schema): readonly SchemaObject[] {
    const found = new Set<SchemaObject>();
    const visit = (candidate: Schema): void => {
      if (typeof candidate === 'boolean' || found.has(candidate)) return;
      found.add(candidate);
      const target = this.target(candidate);
      if (target !== null) visit(target);
      for (const part of schemasIn(candidate['allOf'])) visit(part);
    };
    visit(schema);
    return [...found];
  }

  /** The first value of a keyword that applies to a schema; `undefined` where none does. */
  keyword(schema: Schema, name: string): Json | undefined {
    for (const part of this.conjunction(schema)) if (part[name] !== undefined) return part[name];
    return undefined;
  }

  /** Types a value may have as far as `type`, `const` and `enum` say; `null` where they say nothing. */
  types(schema: Schema): ReadonlySet<string> | null {
    const [first, ...rest] = this.conjunction(schema).flatMap((part) => typesOf(part) ?? []);
    if (first === undefined) return null;
    return new Set([...first].filter((type) => rest.every((types) => types.has(type))));
  }
}

/** Component name of `#/components/schemas/<name>`; `null` for another reference. */
export function componentName(ref: string): string | null {
  if (!ref.startsWith(PREFIX)) return null;
  return ref.slice(PREFIX.length).replaceAll('~1', '/').replaceAll('~0', '~');
}

export function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'boolean' || isJsonObject(value);
}

export function schemasIn(value: Json | undefined): readonly Schema[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isSchema) : [];
}

/** Whether a schema says no more than that there are bytes or text. */
export function isBytes(schema: Schema, view: SchemaView): boolean {
  if (typeof schema === 'boolean') return schema;
  const types = view.types(schema);
  if (types !== null) return types.size === 1 && types.has('string');
  return view.conjunction(schema).every((part) => STRUCTURAL.every((keyword) => part[keyword] === undefined));
}

const STRUCTURAL = ['properties', 'items', 'oneOf', 'anyOf', 'not', 'pattern'];

function typesOf(schema: SchemaObject): ReadonlySet<string> | null {
  const { type } = schema;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) {
    const names: readonly unknown[] = type;
    return new Set(names.filter((name) => typeof name === 'string'));
  }
  if (schema['const'] !== undefined) return new Set([typeName(schema['const'])]);
  if (Array.isArray(schema['enum'])) return new Set((schema['enum'] as readonly Json[]).map(typeName));
  return null;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
