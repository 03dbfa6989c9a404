/**
 * What a `discriminator` says about alternatives (OAS, Discriminator Object), written as JSON Schema: each alternative
 * gets the values of the tag that name it, and loses those that name another. Types, validators and writers then know
 * which alternative a value is meant to be, and a value that names none is refused at the tag.
 */
import path from 'node:path';
import {
  copyObject,
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../load/json.js';
import type { References } from '../resolve/resolve-references.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';

export class DiscriminatorTags {
  readonly #references: References;

  constructor(references: References) {
    this.#references = references;
  }

  /** `converted` with what the discriminator of `schema`, as written, says about its alternatives. */
  constrain(schema: JsonObject, converted: JsonObject): JsonObject {
    const { discriminator } = schema;
    const tag = isJsonObject(discriminator) ? discriminator['propertyName'] : undefined;
    if (!isJsonObject(discriminator) || typeof tag !== 'string') return converted;
    for (const keyword of ['oneOf', 'anyOf']) {
      const written = schema[keyword];
      const branches = converted[keyword];
      if (!isJsonArray(written) || !isJsonArray(branches)) continue;
      const next = this.#branches(written, branches, discriminator, tag);
      if (next === null) continue;
      const copy = copyObject(converted);
      copy[keyword] = next;
      return copy;
    }
    return converted;
  }

  #branches(
    written: readonly Json[],
    branches: readonly Json[],
    discriminator: JsonObject,
    tag: string,
  ): readonly Json[] | null {
    const alternatives = written.map((branch) => this.#alternative(branch, discriminator, tag));
    const values = alternatives.map((alternative) => valuesOf(alternative, alternatives));
    const fallback = written.findIndex((branch) => isDefault(branch, this.#target(branch), discriminator));
    if (values.every((list) => list === null) && fallback === -1) return null;
    return branches.map((branch, index) => {
      // OAS 3.2: whatever names no other alternative, and nothing at all, means this one.
      if (index === fallback) {
        const others = values.flatMap((list, other) => (other === fallback || list === null ? [] : list));
        return constrained(branch, tag, not(others));
      }
      const list = values[index] ?? null;
      return list === null ? branch : constrained(branch, tag, oneOf(list));
    });
  }

  #alternative(branch: Json, discriminator: JsonObject, tag: string): Alternative {
    const target = this.#target(branch);
    // Alternatives without a name are not considered (OAS 3.1.1, Discriminator Object).
    if (target === null) return { names: [], isMapped: false, listed: null };
    const listed = this.#listed(target.node, tag, new Set());
    const mapping = discriminator['mapping'];
    const targets = isJsonObject(mapping) ? this.#references.mappings.get(mapping) : undefined;
    const mapped = [...(targets ?? [])]
      .filter(([, named]) => named.node === target.node)
      .map(([value]) => value);
    if (mapped.length > 0) return { names: mapped, isMapped: true, listed };
    // An alternative that is discriminated itself has names of its own.
    const isNested = isJsonObject(target.node) && target.node['discriminator'] !== undefined;
    return { names: isNested ? [] : [nameOf(target)], isMapped: false, listed };
  }

  #target(branch: Json): ReferenceTarget | null {
    return isJsonObject(branch) ? (this.#references.targets.get(branch) ?? null) : null;
  }

  /** The values that a schema lists for its tag: by itself, through references or `allOf`; `null` where it does not. */
  #listed(schema: Json, tag: string, seen: Set<Json>): readonly Json[] | null {
    if (!isJsonObject(schema) || seen.has(schema)) return null;
    seen.add(schema);
    const { properties } = schema;
    const property = isJsonObject(properties) && Object.hasOwn(properties, tag) ? properties[tag]! : true;
    const own = this.#valuesIn(property, new Set());
    return this.#parts(schema).reduce<readonly Json[] | null>(
      (listed, part) => inBoth(listed, this.#listed(part, tag, seen)),
      own,
    );
  }

  #valuesIn(schema: Json, seen: Set<Json>): readonly Json[] | null {
    if (!isJsonObject(schema) || seen.has(schema)) return null;
    seen.add(schema);
    const constant = schema['const'];
    const values = constant === undefined ? schema['enum'] : [constant];
    return this.#parts(schema).reduce<readonly Json[] | null>(
      (listed, part) => inBoth(listed, this.#valuesIn(part, seen)),
      isJsonArray(values) ? values : null,
    );
  }

  /** The schemas that apply with one: what it refers to, and `allOf`. */
  #parts(schema: JsonObject): readonly Json[] {
    const { allOf } = schema;
    return [this.#targetNode(schema), ...(isJsonArray(allOf) ? allOf : [])];
  }

  #targetNode(schema: JsonObject): Json {
    return this.#references.targets.get(schema)?.node ?? true;
  }
}

/** What of an alternative tells it from the others. */
interface Alternative {
  /** Values of the tag that mean it: those of the mapping, or the name of its component. */
  readonly names: readonly string[];
  readonly isMapped: boolean;
  /** Values of the tag that its schema lists; `null` where it lists none. */
  readonly listed: readonly Json[] | null;
}

/**
 * The values that the tag of an alternative is held to; `null` where its own schema, or nothing, says more. Alternatives
 * often inherit one list of all values: then each keeps those that mean it, and none that mean another.
 */
function valuesOf(
  { names, isMapped, listed }: Alternative,
  all: readonly Alternative[],
): readonly Json[] | null {
  if (listed === null) return names.length > 0 ? names : null;
  const own = listed.filter((value) => names.includes(value as string));
  const others = new Set<Json>(all.flatMap((other) => other.names));
  const kept =
    isMapped && own.length > 0 ? own : listed.filter((value) => own.includes(value) || !others.has(value));
  return kept.length > 0 && kept.length < listed.length ? kept : null;
}

function inBoth(left: readonly Json[] | null, right: readonly Json[] | null): readonly Json[] | null {
  if (left === null || right === null) return left ?? right;
  return left.filter((value) => right.includes(value));
}

/** The name a schema has without a mapping: that of its component, or of the file it fills. */
function nameOf({ file, tokens }: ReferenceTarget): string {
  return tokens.at(-1) ?? path.basename(file, path.extname(file));
}

function isDefault(branch: Json, target: ReferenceTarget | null, discriminator: JsonObject): boolean {
  const named = discriminator['defaultMapping'];
  if (typeof named !== 'string' || target === null || !isJsonObject(branch)) return false;
  return named === branch['$ref'] || named === target.tokens.at(-1);
}

function constrained(branch: Json, tag: string, condition: JsonObject): JsonObject {
  const schema = emptyObject();
  const properties = emptyObject();
  const constraint = emptyObject();
  properties[tag] = condition;
  constraint['properties'] = properties;
  schema['allOf'] = [branch, constraint];
  return schema;
}

function oneOf(values: readonly Json[]): JsonObject {
  const schema = emptyObject();
  schema['enum'] = values;
  return schema;
}

function not(values: readonly Json[]): JsonObject {
  const schema = emptyObject();
  schema['not'] = oneOf(values);
  return schema;
}
