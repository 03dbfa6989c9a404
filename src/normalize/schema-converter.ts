import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { hasJsonSchema } from '../load/document-version.js';
import {
  copyObject,
  emptyObject,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import { schemaGrammar } from '../resolve/object-grammar.js';
import type { References } from '../resolve/resolve-references.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';
import { ComponentNames } from './component-names.js';
import type { MapExpander } from './expand-map.js';
import { DiscriminatorTags } from './discriminator-tags.js';
import { separateHierarchies } from './discriminated-hierarchies.js';
import type { Schema } from './normalized-document.js';
import { upgradeSchema } from './upgrade-schema.js';

/** Identify schemas or hold them for reference; both are settled once references are resolved. */
const settledKeywords = [
  '$schema',
  '$id',
  '$anchor',
  '$dynamicAnchor',
  '$defs',
  'definitions',
  '$comment',
] as const;

/** Beside `$ref` in OpenAPI 3.0, where the specification ignores siblings: what authors nevertheless rely on. */
const honouredSiblings = new Set(['nullable', 'readOnly', 'writeOnly', 'deprecated', 'default']);
const silentSiblings = new Set([
  'description',
  'title',
  'summary',
  'example',
  'examples',
  'xml',
  'externalDocs',
  'type',
]);

/**
 * Rewrites schemas to plain JSON Schema 2020-12 whose every reference is `#/components/schemas/<name>`. A schema is
 * copied only where something in it changes.
 */
export class SchemaConverter {
  readonly #loaded: LoadedDocument;
  readonly #references: References;
  readonly #maps: MapExpander;
  readonly #diagnostics: Diagnostics;
  readonly #tags: DiscriminatorTags;
  readonly #names = new ComponentNames();
  readonly #converted = new Map<JsonObject, Json>();
  /** Name and source of each component, in the order of the document. */
  readonly #components = new Map<string, Json>();
  readonly #waiting: { readonly name: string; readonly node: Json }[] = [];
  /** Boolean schemas have no identity to look a name up by. */
  readonly #booleanNames = new Map<string, string>();

  constructor(loaded: LoadedDocument, references: References, maps: MapExpander, diagnostics: Diagnostics) {
    this.#maps = maps;
    this.#loaded = loaded;
    this.#references = references;
    this.#diagnostics = diagnostics;
    this.#tags = new DiscriminatorTags(references);
  }

  /** Gives the root document's component schemas their names, before anything else can take them. */
  addComponents(schemas: JsonObject | null): void {
    const entries = Object.entries(schemas ?? {});
    const isAlias = (node: Json): node is JsonObject => isJsonObject(node) && this.#isPureReference(node);
    const named = new Map<string, { readonly name: string; readonly node: Json }>();
    for (const [key, node] of entries) {
      if (isAlias(node)) continue;
      const name = this.#names.keep(node, key);
      if (typeof node === 'boolean')
        this.#booleanNames.set(`${this.#loaded.root.path} components/schemas/${key}`, name);
      named.set(key, { name, node });
    }
    for (const [key, node] of entries) if (isAlias(node)) named.set(key, this.#nameAlias(key, node));
    for (const [key] of entries) {
      const { name, node } = named.get(key)!;
      this.#components.set(name, node);
    }
  }

  /** A component that only refers to another file lends its name to what stands there. */
  #nameAlias(key: string, node: JsonObject): { readonly name: string; readonly node: Json } {
    const target = this.#finalTarget(node);
    if (target === null || this.#nameOf(target) !== undefined)
      return { name: this.#names.keep(node, key), node };
    const name = this.#names.keep(target.node, key);
    if (typeof target.node === 'boolean') this.#booleanNames.set(targetKey(target), name);
    return { name, node: target.node };
  }

  convert(schema: Json): Json {
    if (!isJsonObject(schema)) return schema;
    const known = this.#converted.get(schema);
    if (known !== undefined) return known;
    const converted = this.#convert(schema);
    this.#converted.set(schema, converted);
    return converted;
  }

  /** Every named schema, converted: the author's in their order, then those that were given a name. */
  finish(): ReadonlyMap<string, Schema> {
    const schemas = new Map<string, Schema>();
    for (const [name, node] of this.#components) schemas.set(name, this.convert(node) as Schema);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      schemas.set(next.name, this.convert(next.node) as Schema);
    }
    return separateHierarchies(schemas, (name) => this.#names.alias(name), this.#loaded.origins);
  }

  #convert(schema: JsonObject): Json {
    const { version } = this.#loaded;
    let copy = this.#children(schema);
    const target = this.#references.targets.get(schema);
    if (target !== undefined) copy = this.#reference(schema, copy, target);
    const dynamic = this.#references.dynamicTargets.get(schema);
    if (dynamic !== undefined) copy = this.#dynamicReference(copy, dynamic);
    if (hasJsonSchema(version)) for (const keyword of settledKeywords) copy = without(copy, keyword);
    copy = version === '2.0' ? this.#discriminator20(copy) : this.#discriminator(copy);
    copy = this.#tags.constrain(schema, copy);
    const result = upgradeSchema(copy);
    if (result !== schema) this.#register(schema, result);
    return result;
  }

  /** New objects inside a converted schema stand where the schema was written. */
  #register(from: JsonObject, to: JsonObject): void {
    const { origins } = this.#loaded;
    origins.copy(from, to);
    for (const keyword of ['anyOf', 'oneOf', 'allOf', 'properties', 'not', 'type', 'enum', 'discriminator']) {
      const made = to[keyword];
      if (typeof made !== 'object' || made === null || made === from[keyword]) continue;
      if (!origins.has(made)) origins.copy(from, made);
      for (const member of Object.values(made) as readonly Json[]) {
        if (typeof member === 'object' && member !== null && !origins.has(member))
          this.#register(from, member as JsonObject);
      }
    }
  }

  #children(schema: JsonObject): JsonObject {
    const grammar = schemaGrammar;
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(schema)) {
      const member = grammar.get(key);
      if (member === undefined || key === '$defs' || key === 'definitions') continue;
      const value = schema[key]!;
      let next: Json = value;
      if (member.shape === 'one') next = this.convert(value);
      else if (member.shape === 'list') next = isJsonArray(value) ? this.#list(value) : value;
      else if (isJsonObject(value)) next = this.#map(value);
      if (next === value) continue;
      copy ??= copyObject(schema);
      copy[key] = next;
    }
    return copy ?? schema;
  }

  #list(list: readonly Json[]): readonly Json[] {
    const next = list.map((item) => this.convert(item));
    if (next.every((item, index) => item === list[index])) return list;
    this.#loaded.origins.copy(list, next);
    return next;
  }

  #map(original: JsonObject): JsonObject {
    const map = this.#maps.expand(original);
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(map)) {
      const value = map[key]!;
      const next = this.convert(value);
      if (next === value) continue;
      copy ??= copyObject(map);
      copy[key] = next;
    }
    if (copy === null) return map;
    this.#loaded.origins.copy(map, copy);
    return copy;
  }

  #reference(schema: JsonObject, converted: JsonObject, target: ReferenceTarget): JsonObject {
    const reference = `#/components/schemas/${this.#require(target)}`;
    const siblings = hasJsonSchema(this.#loaded.version)
      ? this.#siblings31(schema)
      : this.#siblings30(schema);
    if (siblings.length === 0) {
      if (schema['$ref'] === reference && Object.keys(schema).length === 1) return schema;
      return pureReference(reference);
    }
    const wrapped = emptyObject();
    for (const key of siblings) wrapped[key] = converted[key]!;
    const branches = wrapped['allOf'];
    wrapped['allOf'] = [pureReference(reference), ...(isJsonArray(branches) ? branches : [])];
    return wrapped;
  }

  /** Resolved to the one anchor there is, and therefore a plain reference. */
  #dynamicReference(schema: JsonObject, target: ReferenceTarget): JsonObject {
    const copy = copyObject(schema);
    delete copy['$dynamicRef'];
    const branches = copy['allOf'];
    const reference = pureReference(`#/components/schemas/${this.#require(target)}`);
    copy['allOf'] = [reference, ...(isJsonArray(branches) ? branches : [])];
    return copy;
  }

  #siblings31(schema: JsonObject): readonly string[] {
    return Object.keys(schema).filter(
      (key) => key !== '$ref' && !(settledKeywords as readonly string[]).includes(key),
    );
  }

  #siblings30(schema: JsonObject): readonly string[] {
    const kept: string[] = [];
    for (const key of Object.keys(schema)) {
      if (key === '$ref' || silentSiblings.has(key)) continue;
      if (key.startsWith('x-') || honouredSiblings.has(key)) {
        kept.push(key);
        continue;
      }
      this.#diagnostics.report(
        'reference-siblings',
        this.#loaded.origins.member(schema, key, 'key'),
        `${JSON.stringify(key)} beside a $ref is ignored before OpenAPI 3.1`,
      );
    }
    return kept;
  }

  /** In Swagger 2.0 the name of the property stands alone. */
  #discriminator20(schema: JsonObject): JsonObject {
    const { discriminator } = schema;
    if (typeof discriminator !== 'string') return schema;
    const copy = copyObject(schema);
    const named = emptyObject();
    named['propertyName'] = discriminator;
    this.#loaded.origins.copyMember(named, 'propertyName', schema, 'discriminator');
    copy['discriminator'] = named;
    return copy;
  }

  #discriminator(schema: JsonObject): JsonObject {
    const { discriminator } = schema;
    if (!isJsonObject(discriminator)) return schema;
    const { mapping } = discriminator;
    const renamed = isJsonObject(mapping) ? this.#renamed(mapping) : null;
    const fallback = this.#renamed(discriminator)?.['defaultMapping'];
    if (renamed === null && fallback === undefined) return schema;
    const nextDiscriminator = copyObject(discriminator);
    if (renamed !== null) nextDiscriminator['mapping'] = renamed;
    if (fallback !== undefined) nextDiscriminator['defaultMapping'] = fallback;
    const copy = copyObject(schema);
    copy['discriminator'] = nextDiscriminator;
    this.#loaded.origins.copy(discriminator, nextDiscriminator);
    if (renamed !== null) this.#loaded.origins.copy(mapping as JsonObject, renamed);
    return copy;
  }

  /** What a mapping names, as references to components; `null` where it names nothing. */
  #renamed(mapping: JsonObject): JsonObject | null {
    const targets = this.#references.mappings.get(mapping);
    if (targets === undefined || targets.size === 0) return null;
    const renamed = emptyObject();
    for (const [tag, target] of targets) renamed[tag] = `#/components/schemas/${this.#require(target)}`;
    return renamed;
  }

  #require(target: ReferenceTarget): string {
    const known = this.#nameOf(target);
    if (known !== undefined) return known;
    const final = isJsonObject(target.node) ? (this.#finalTarget(target.node) ?? target) : target;
    const finalName = this.#nameOf(final);
    if (finalName !== undefined) return finalName;
    const name = this.#names.invent(final);
    if (typeof final.node === 'boolean') this.#booleanNames.set(targetKey(final), name);
    this.#waiting.push({ name, node: final.node });
    return name;
  }

  #nameOf(target: ReferenceTarget): string | undefined {
    return typeof target.node === 'boolean'
      ? this.#booleanNames.get(targetKey(target))
      : this.#names.of(target.node);
  }

  /** What a chain of bare references arrives at; `null` where the schema is not a bare reference. */
  #finalTarget(schema: JsonObject): ReferenceTarget | null {
    let target: ReferenceTarget | null = null;
    let node: Json = schema;
    while (isJsonObject(node) && this.#isPureReference(node)) {
      target = this.#references.targets.get(node)!;
      if (this.#nameOf(target) !== undefined) return target;
      node = target.node;
    }
    return target;
  }

  #isPureReference(schema: JsonObject): boolean {
    return this.#references.targets.has(schema) && Object.keys(schema).length === 1;
  }
}

function pureReference(reference: string): JsonObject {
  const schema = emptyObject();
  schema['$ref'] = reference;
  return schema;
}

function targetKey(target: ReferenceTarget): string {
  return `${target.file} ${target.tokens.join('/')}`;
}

function without(schema: JsonObject, keyword: string): JsonObject {
  if (!Object.hasOwn(schema, keyword)) return schema;
  const copy = copyObject(schema);
  delete copy[keyword];
  return copy;
}
