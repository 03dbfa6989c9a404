/**
 * What a `discriminator` says about alternatives (OAS, Discriminator Object), written as JSON Schema: each alternative
 * gets the values of the tag that name it, where it does not list them itself. Types, validators and writers then know
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
    const values = written.map((branch) => this.#valuesOf(branch, discriminator, tag));
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

  /** Values that name an alternative; `null` where its own schema says them, or nothing does. */
  #valuesOf(branch: Json, discriminator: JsonObject, tag: string): readonly string[] | null {
    const target = this.#target(branch);
    // Alternatives without a name are not considered (OAS 3.1.1, Discriminator Object).
    if (target === null || this.#listsTag(target.node, tag, new Set())) return null;
    const mapping = discriminator['mapping'];
    const targets = isJsonObject(mapping) ? this.#references.mappings.get(mapping) : undefined;
    const mapped = [...(targets ?? [])]
      .filter(([, named]) => named.node === target.node)
      .map(([value]) => value);
    if (mapped.length > 0) return mapped;
    // An alternative that is discriminated itself has names of its own.
    return isJsonObject(target.node) && target.node['discriminator'] !== undefined ? null : [nameOf(target)];
  }

  #target(branch: Json): ReferenceTarget | null {
    return isJsonObject(branch) ? (this.#references.targets.get(branch) ?? null) : null;
  }

  /** Whether a schema says which values its tag may have: by itself, through references or `allOf`. */
  #listsTag(schema: Json, tag: string, seen: Set<Json>): boolean {
    if (!isJsonObject(schema) || seen.has(schema)) return false;
    seen.add(schema);
    const { properties, allOf } = schema;
    const property = isJsonObject(properties) && Object.hasOwn(properties, tag) ? properties[tag]! : true;
    if (this.#listsValues(property, new Set())) return true;
    const parts = isJsonArray(allOf) ? allOf : [];
    return [this.#targetNode(schema), ...parts].some((part) => this.#listsTag(part, tag, seen));
  }

  #listsValues(schema: Json, seen: Set<Json>): boolean {
    if (!isJsonObject(schema) || seen.has(schema)) return false;
    seen.add(schema);
    if (schema['const'] !== undefined || schema['enum'] !== undefined) return true;
    const { allOf } = schema;
    const parts = isJsonArray(allOf) ? allOf : [];
    return [this.#targetNode(schema), ...parts].some((part) => this.#listsValues(part, seen));
  }

  #targetNode(schema: JsonObject): Json {
    return this.#references.targets.get(schema)?.node ?? true;
  }
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

function oneOf(values: readonly string[]): JsonObject {
  const schema = emptyObject();
  schema['enum'] = values;
  return schema;
}

function not(values: readonly string[]): JsonObject {
  const schema = emptyObject();
  schema['not'] = oneOf(values);
  return schema;
}
