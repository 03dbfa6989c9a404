import { AlternativeFlags } from '../model/alternative-flags.js';
import { roleLists, schemaPolicy } from '../model/schema-policy.js';
import { componentName, SchemaView } from '../model/schema-view.js';
import { reachable } from '../model/subschemas.js';
import type { Schema, SchemaObject } from '../normalize/normalized-document.js';
import { propertiesOf, typedChildrenOf } from './schema-children.js';
import type { Direction } from './typed-schema.js';

/**
 * What a property is to requests and replies: `readOnly` ones and those that only the server writes are not in requests,
 * `writeOnly` ones not in replies, and only what requests hold has met its `url` rule. Replies hold what some callers may
 * not see: the server takes it out.
 */
export class SchemaVariants {
  readonly #view: SchemaView;
  readonly #hasPolicies: boolean;
  /** What requests and replies hold of no alternative. */
  readonly #alternatives: Readonly<Record<Direction, AlternativeFlags>>;
  readonly #differing: ReadonlySet<string>;

  /** `hasPolicies`: whether any schema has `x-security`. */
  constructor(schemas: ReadonlyMap<string, Schema>, hasPolicies: boolean) {
    this.#view = new SchemaView(schemas);
    this.#hasPolicies = hasPolicies;
    this.#alternatives = {
      request: new AlternativeFlags(this.#view, (property) => this.isServerOnly(property)),
      reply: new AlternativeFlags(this.#view, (property) => this.isWriteOnly(property)),
    };
    this.#differing = this.#closure(schemas);
  }

  /** Whether no caller may send the property. */
  isServerOnly(property: Schema): boolean {
    return (
      this.#applies(property, (part) => part['readOnly'] === true) ||
      this.#writers(property).some((roles) => roles.length === 0)
    );
  }

  /** Whether some callers may not send the property: requests are complete without it. */
  isRestricted(property: Schema): boolean {
    return this.#writers(property).length > 0;
  }

  /** Names that `required` may list, and that no alternative has in the direction, or that some may not send. */
  missingNames(schema: SchemaObject, direction: Direction): ReadonlySet<string> {
    const hidden = this.#alternatives[direction].hidden(schema);
    return direction === 'reply' || !this.#hasPolicies
      ? hidden
      : new Set([...hidden, ...this.#restrictedNames(schema)]);
  }

  /** Of a schema and all that certainly applies with it. */
  #restrictedNames(schema: SchemaObject): ReadonlySet<string> {
    const properties = this.#view.conjunction(schema).flatMap(propertiesOf);
    return new Set(properties.filter(([, property]) => this.isRestricted(property)).map(([name]) => name));
  }

  #writers(property: Schema): ReturnType<typeof roleLists> {
    return this.#hasPolicies ? roleLists(property, 'write', this.#view) : [];
  }

  isWriteOnly(property: Schema): boolean {
    return this.#applies(property, (part) => part['writeOnly'] === true);
  }

  /** Whether requests that leave the property out have it filled in. */
  hasDefault(property: Schema): boolean {
    return this.#applies(property, (part) => part['default'] !== undefined) && !this.#keepsDefault(property);
  }

  /** A default that not every caller may send is not filled in for those who leave it out. */
  #keepsDefault(property: Schema): boolean {
    if (!this.#hasPolicies) return false;
    if (this.isRestricted(property)) return true;
    const isFlat = !this.#applies(property, (part) => typeof part['default'] === 'object');
    return !isFlat && reachable(property, this.#view).some(restrictsWriting);
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
      if (!differs)
        differs = this.#hasDifferingProperty(schema) || (schemaPolicy(schema)?.url ?? null) !== null;
      typedChildrenOf(schema).forEach(visit);
    };
    visit(root);
    return differs;
  }

  #hasDifferingProperty(schema: SchemaObject): boolean {
    const required = requiredOf(schema);
    return propertiesOf(schema).some(
      ([name, property]) =>
        this.isServerOnly(property) ||
        this.isWriteOnly(property) ||
        this.isRestricted(property) ||
        (!required.has(name) && this.hasDefault(property)),
    );
  }
}

function restrictsWriting(schema: SchemaObject): boolean {
  return (schemaPolicy(schema)?.write ?? null) !== null;
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
