import { isJsonArray, isJsonObject, type Json } from '../load/json.js';
import { isSchema, type SchemaView } from '../model/schema-view.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';

/** Everything that applies to one value: schemas, what they refer to, and their `allOf`. */
export class SchemaParts {
  /** `false` stands among them: no value is taken. */
  readonly never: boolean;
  readonly parts: readonly SchemaObject[];

  constructor(schemas: readonly Schema[], view: SchemaView) {
    const found = new Set<SchemaObject>();
    let never = false;
    const visit = (schema: Schema): void => {
      if (schema === false) never = true;
      if (typeof schema === 'boolean' || found.has(schema)) return;
      found.add(schema);
      const target = view.target(schema);
      if (target !== null) visit(target);
      const { allOf } = schema;
      if (isJsonArray(allOf)) allOf.filter(isSchema).forEach(visit);
    };
    schemas.forEach(visit);
    this.never = never;
    this.parts = [...found];
  }

  /** The part that has a keyword, the outermost where none does. */
  holder(keyword: string): SchemaObject | null {
    return this.parts.find((part) => part[keyword] !== undefined) ?? this.parts[0] ?? null;
  }

  values(keyword: string): readonly Json[] {
    return this.parts.map((part) => part[keyword]).filter((value) => value !== undefined);
  }

  numbers(keyword: string): readonly number[] {
    return this.values(keyword).filter((value) => typeof value === 'number');
  }

  texts(keyword: string): ReadonlySet<string> {
    return new Set(this.values(keyword).filter((value) => typeof value === 'string'));
  }

  has(keyword: string): boolean {
    return this.parts.some((part) => part[keyword] === true);
  }

  schemas(keyword: string): readonly Schema[] {
    return this.values(keyword).filter(isSchema);
  }

  /** Schemas by name of `properties` and its like, from all parts. */
  named(keyword: 'properties' | 'patternProperties'): ReadonlyMap<string, readonly Schema[]> {
    const found = new Map<string, readonly Schema[]>();
    for (const value of this.values(keyword)) {
      for (const [name, schema] of isJsonObject(value) ? Object.entries(value) : []) {
        if (isSchema(schema)) found.set(name, [...(found.get(name) ?? []), schema]);
      }
    }
    return found;
  }

  required(): ReadonlySet<string> {
    const names = this.values('required').filter(isJsonArray).flat();
    return new Set(names.filter((name) => typeof name === 'string'));
  }

  /** Types that `type` leaves; `null` where it says nothing. `number` holds `integer`. */
  types(): ReadonlySet<string> | null {
    const sets = this.values('type').map((value) => {
      const names = new Set([value].flat().filter((name) => typeof name === 'string'));
      return names.has('number') ? names.add('integer') : names;
    });
    const [first, ...rest] = sets;
    if (first === undefined) return null;
    return new Set([...first].filter((type) => rest.every((other) => other.has(type))));
  }

  /** Texts of the values that `enum` and `const` leave; `null` where they say nothing. */
  listed(): ReadonlySet<string> | null {
    const sets = [
      ...this.values('enum').filter(isJsonArray),
      ...this.values('const').map((value) => [value]),
    ].map((values) => new Set(values.map((value) => JSON.stringify(value))));
    const [first, ...rest] = sets;
    if (first === undefined) return null;
    return new Set([...first].filter((value) => rest.every((other) => other.has(value))));
  }

  /**
   * What becomes of undeclared properties: `false` where they are refused or dropped, else what they must meet.
   *
   * @param keep whether they are kept where no schema says anything (`unknownProperties: keep`)
   */
  rest(keep: boolean): false | readonly Schema[] {
    const said = [...this.schemas('additionalProperties'), ...this.schemas('unevaluatedProperties')];
    if (said.includes(false)) return false;
    return said.length === 0 && !keep ? false : said;
  }

  /** Whether any schema says what becomes of undeclared properties. */
  get saysRest(): boolean {
    return this.values('additionalProperties').length > 0 || this.values('unevaluatedProperties').length > 0;
  }
}
