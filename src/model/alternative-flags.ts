import { isJsonObject } from '../load/json.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { isSchema, schemasIn, type SchemaView } from './schema-view.js';

const nothing: ReadonlySet<string> = new Set();

/**
 * Which properties do not travel in a direction (`readOnly` in requests, `writeOnly` in replies) though nothing says so
 * but the alternatives of a `oneOf` or `anyOf`: those that every alternative marks. What requires such a property beside
 * the alternatives can be met by no value. Where one alternative says nothing of it, values of that one have to have it.
 */
export class AlternativeFlags {
  readonly #view: SchemaView;
  readonly #isHidden: (property: Schema) => boolean;
  readonly #known = new Map<SchemaObject, ReadonlySet<string>>();

  /** @param isHidden whether the schema of a property says that it does not travel, itself or by what certainly applies with it */
  constructor(view: SchemaView, isHidden: (property: Schema) => boolean) {
    this.#view = view;
    this.#isHidden = isHidden;
  }

  /** Names that a schema with alternatives keeps from travelling; none of one without. */
  hidden(schema: Schema): ReadonlySet<string> {
    return this.#view.conjunction(schema).some(hasAlternatives) ? this.#hidden(schema) : nothing;
  }

  #hidden(schema: Schema): ReadonlySet<string> {
    if (typeof schema === 'boolean') return nothing;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    // Schemas that apply themselves to the same value were refused; until this one is known it says nothing.
    this.#known.set(schema, nothing);
    const hidden = new Set(this.#view.conjunction(schema).flatMap((part) => this.#hiddenBy(part)));
    this.#known.set(schema, hidden);
    return hidden;
  }

  #hiddenBy(part: SchemaObject): readonly string[] {
    const { properties } = part;
    const own = Object.entries(isJsonObject(properties) ? properties : {})
      .filter(([, property]) => isSchema(property) && this.#isHidden(property))
      .map(([name]) => name);
    const byAlternatives = ['oneOf', 'anyOf'].flatMap((keyword) => {
      const [first, ...others] = schemasIn(part[keyword]).map((alternative) => this.#hidden(alternative));
      return [...(first ?? nothing)].filter((name) => others.every((other) => other.has(name)));
    });
    return [...own, ...byAlternatives];
  }
}

function hasAlternatives({ oneOf, anyOf }: SchemaObject): boolean {
  return oneOf !== undefined || anyOf !== undefined;
}
