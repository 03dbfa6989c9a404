import { AlternativeFlags } from '../../model/alternative-flags.js';
import { roleLists } from '../../model/schema-policy.js';
import type { SchemaView } from '../../model/schema-view.js';
import type { Schema } from '../../normalize/normalized-document.js';
import { KeywordValues } from './keyword-values.js';
import { PARAMETERS } from './operation-schemas.js';
import type { SchemaFaults } from './schema-faults.js';
import { hiddenFlag, propertyRight, type Variant } from './variant.js';

export interface Component {
  readonly name: string;
  readonly schema: Schema;
}

const none: ReadonlySet<string> = new Set();

const REFERENCE = '#/components/schemas/';

/** What a schema says in one variant together with everything that applies to the same value. */
export class AppliedSchemas {
  readonly #variant: Variant;
  readonly #view: SchemaView;
  readonly #components: ReadonlyMap<string, Schema>;
  readonly #hasPolicies: boolean;
  readonly #faults: SchemaFaults;
  readonly #alternatives: AlternativeFlags;

  /** @param options.hasPolicies whether any schema has `x-security` */
  constructor(
    variant: Variant,
    view: SchemaView,
    options: {
      readonly components: ReadonlyMap<string, Schema>;
      readonly hasPolicies: boolean;
      readonly faults: SchemaFaults;
    },
  ) {
    this.#variant = variant;
    this.#view = view;
    this.#components = options.components;
    this.#hasPolicies = options.hasPolicies;
    this.#faults = options.faults;
    this.#alternatives = new AlternativeFlags(view, (property) => this.isHidden(property));
  }

  /** What a `$ref` names; `null` for what is no component. */
  component(reference: string): Component | null {
    if (!reference.startsWith(REFERENCE)) return null;
    const name = reference.slice(REFERENCE.length);
    const schema = this.#components.get(name);
    return schema === undefined ? null : { name, schema };
  }

  declares(schema: Schema, keyword: string): boolean {
    return this.collect(schema, (part) => (part.has(keyword) ? [keyword] : [])).size > 0;
  }

  /** Whether a property's schema says that it does not travel this way, itself or through what it refers to. */
  isHidden(schema: Schema): boolean {
    const flag = hiddenFlag(this.#variant);
    return this.collect(schema, (part) => (part.boolean(flag) === true ? [flag] : [])).size > 0;
  }

  /** Names of properties that do not travel this way, or that role lists keep from some. */
  flaggedProperties(schema: Schema): ReadonlySet<string> {
    return this.collect(schema, (part) => {
      if (holdsParameters(part.schema)) return [];
      return (part.schemaMap('properties') ?? [])
        .filter(([, property]) => this.isHidden(property) || this.#isRestricted(property))
        .map(([name]) => name);
    });
  }

  /** Names of properties that all alternatives keep from travelling. */
  hiddenByAlternatives(schema: Schema): ReadonlySet<string> {
    return holdsParameters(schema) ? none : this.#alternatives.hidden(schema);
  }

  /** Collects from a schema and everything that applies to the same value, on condition too where asked. */
  collect(
    schema: Schema,
    collect: (part: KeywordValues) => readonly string[],
    conditional = false,
  ): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<Schema>();
    const visit = (part: Schema): void => {
      if (typeof part === 'boolean' || seen.has(part)) return;
      seen.add(part);
      const values = new KeywordValues(part, this.#faults);
      for (const item of collect(values)) found.add(item);
      const target = this.component(values.string('$ref') ?? '');
      if (target !== null) visit(target.schema);
      values.schemas('allOf')?.forEach(visit);
      if (!conditional) return;
      for (const keyword of ['anyOf', 'oneOf']) values.schemas(keyword)?.forEach(visit);
      for (const keyword of ['if', 'then', 'else']) visit(values.schemaValue(keyword) ?? true);
    };
    visit(schema);
    return found;
  }

  /** Whether role lists say who may send or see a property with the schema. */
  #isRestricted(schema: Schema): boolean {
    return this.#hasPolicies && roleLists(schema, propertyRight(this.#variant), this.#view).length > 0;
  }
}

/** Whether a schema is that of an operation's parameters, whose names are places and no properties. */
export function holdsParameters(schema: Schema): boolean {
  return typeof schema === 'object' && PARAMETERS in schema;
}
