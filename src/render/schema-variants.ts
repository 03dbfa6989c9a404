import { componentName, SchemaView } from '../model/schema-view.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { propertiesOf, typedChildrenOf } from './schema-children.js';

/** What a property is to requests and replies: `readOnly` ones are not in requests, `writeOnly` ones not in replies. */
export class SchemaVariants {
  readonly #view: SchemaView;
  readonly #differing: ReadonlySet<string>;

  constructor(schemas: ReadonlyMap<string, Schema>) {
    this.#view = new SchemaView(schemas);
    this.#differing = this.#closure(schemas);
  }

  isReadOnly(property: Schema): boolean {
    return this.#applies(property, (part) => part['readOnly'] === true);
  }

  isWriteOnly(property: Schema): boolean {
    return this.#applies(property, (part) => part['writeOnly'] === true);
  }

  /** Whether requests that leave the property out have it filled in. */
  hasDefault(property: Schema): boolean {
    return this.#applies(property, (part) => part['default'] !== undefined);
  }

  /** Through `$ref` and `allOf`, which most properties have none of. */
  #applies(schema: Schema, says: (part: SchemaObject) => boolean): boolean {
    if (typeof schema === 'boolean') return false;
    if (schema['$ref'] === undefined && schema['allOf'] === undefined) return says(schema);
    return this.#view.conjunction(schema).some(says);
  }

  /** Whether requests see another type of the component `name` than replies do. */
  differs(name: string): boolean {
    return this.#differing.has(name);
  }

  /** Every component that differs itself or through one it refers to. */
  #closure(schemas: ReadonlyMap<string, Schema>): ReadonlySet<string> {
    const referrers = new Map<string, string[]>();
    const differing = new Set<string>();
    for (const [name, schema] of schemas) {
      const refs = new Set<string>();
      if (this.#differsItself(schema, refs)) differing.add(name);
      for (const ref of refs) {
        const known = referrers.get(ref);
        if (known === undefined) referrers.set(ref, [name]);
        else known.push(name);
      }
    }
    // A Set iterates over what is added meanwhile.
    for (const name of differing) for (const referrer of referrers.get(name) ?? []) differing.add(referrer);
    return differing;
  }

  #differsItself(root: Schema, refs: Set<string>): boolean {
    let differs = false;
    const visit = (schema: Schema): void => {
      if (typeof schema === 'boolean') return;
      const ref = refOf(schema);
      if (ref !== null) refs.add(ref);
      if (!differs) differs = this.#hasDifferingProperty(schema);
      typedChildrenOf(schema).forEach(visit);
    };
    visit(root);
    return differs;
  }

  #hasDifferingProperty(schema: SchemaObject): boolean {
    const required = requiredOf(schema);
    return propertiesOf(schema).some(
      ([name, property]) =>
        this.isReadOnly(property) ||
        this.isWriteOnly(property) ||
        (!required.has(name) && this.hasDefault(property)),
    );
  }
}

export function requiredOf(schema: SchemaObject): ReadonlySet<string> {
  const { required } = schema;
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []);
}

/** Name of the component a schema refers to. */
export function refOf(schema: SchemaObject): string | null {
  const { $ref } = schema;
  return typeof $ref === 'string' ? componentName($ref) : null;
}
