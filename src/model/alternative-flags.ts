import { isJsonObject } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';

/** Properties of an object, by what is said of each in one direction of traffic. */
interface Flags {
  /** Named by the schema or by some alternative. */
  readonly declared: ReadonlySet<string>;
  /** Of these, what cannot travel in that direction, whichever alternative a value is. */
  readonly hidden: ReadonlySet<string>;
}

const nothing: Flags = { declared: new Set(), hidden: new Set() };

/**
 * Which properties do not travel in a direction (`readOnly` in requests, `writeOnly` in replies) though nothing says so
 * but the alternatives of a `oneOf` or `anyOf`: those that every alternative which declares them marks. What requires
 * such a property beside the alternatives can be met by no value.
 */
export class AlternativeFlags {
  readonly #view: SchemaView;
  readonly #isHidden: (property: Schema) => boolean;
  readonly #known = new Map<SchemaObject, Flags>();

  /** @param isHidden whether the schema of a property says that it does not travel, itself or by what certainly applies with it */
  constructor(view: SchemaView, isHidden: (property: Schema) => boolean) {
    this.#view = view;
    this.#isHidden = isHidden;
  }

  /** Names that a schema with alternatives keeps from travelling; none of one without. */
  hidden(schema: Schema): ReadonlySet<string> {
    const parts = this.#view.conjunction(schema);
    return parts.some(hasAlternatives) ? this.#flags(schema).hidden : nothing.hidden;
  }

  #flags(schema: Schema): Flags {
    if (typeof schema === 'boolean') return nothing;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    // Schemas that apply themselves to the same value were refused; until this one is known it says nothing.
    this.#known.set(schema, nothing);
    const flags = this.#read(this.#view.conjunction(schema));
    this.#known.set(schema, flags);
    return flags;
  }

  #read(parts: readonly SchemaObject[]): Flags {
    const declared = new Set<string>();
    const hidden = new Set<string>();
    for (const { properties } of parts) {
      for (const [name, property] of isJsonObject(properties) ? Object.entries(properties) : []) {
        declared.add(name);
        if (isSchema(property) && this.#isHidden(property)) hidden.add(name);
      }
    }
    const certain = new Set(declared);
    for (const part of parts) {
      for (const keyword of ['oneOf', 'anyOf']) {
        const alternatives = schemasIn(part[keyword]).map((alternative) => this.#flags(alternative));
        for (const name of hiddenInAll(alternatives, certain)) hidden.add(name);
        for (const alternative of alternatives) for (const name of alternative.declared) declared.add(name);
      }
    }
    return { declared, hidden };
  }
}

function hasAlternatives({ oneOf, anyOf }: SchemaObject): boolean {
  return oneOf !== undefined || anyOf !== undefined;
}

/** @param certain names that apply in each alternative, declared there or not */
function hiddenInAll(alternatives: readonly Flags[], certain: ReadonlySet<string>): ReadonlySet<string> {
  const some = new Set(alternatives.flatMap(({ hidden }) => [...hidden]));
  for (const { hidden, declared } of alternatives) {
    for (const name of some) {
      if (!hidden.has(name) && (declared.has(name) || certain.has(name))) some.delete(name);
    }
  }
  return some;
}
