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
import { parsePointer } from '../load/json-pointer.js';
import type { LoadedDocument } from '../load/load-document.js';
import { schemaGrammar } from '../resolve/object-grammar.js';
import type { References } from '../resolve/resolve-references.js';
import { identifierOf } from '../resolve/schema-resource.js';
import type { MapExpander } from './expand-map.js';
import { DiscriminatorTags } from './discriminator-tags.js';
import { separateHierarchies } from './discriminated-hierarchies.js';
import { DynamicScopes, noScope, type Scope } from './dynamic-scopes.js';
import type { Schema } from './normalized-document.js';
import { SchemaNames } from './schema-names.js';
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

/** Schemas that may follow from following dynamic references in every scope they are reached in. */
const MOST_SPECIALIZED = 10_000;

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

export interface ConverterOptions {
  readonly loaded: LoadedDocument;
  readonly references: References;
  readonly diagnostics: Diagnostics;
  /** Names that schemas outside of `components` had in the last run, by place. */
  readonly given: ReadonlyMap<string, string>;
}

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
  readonly #scopes: DynamicScopes;
  readonly #names: SchemaNames;
  readonly #converted = new Map<JsonObject, Json>();
  /** By scope, where one decides what a schema means. */
  readonly #specialized = new Map<JsonObject, Map<string, Json>>();
  #specializations = 0;
  /** Whether dynamic references multiply the schemas beyond bounds, which is reported once. */
  #gaveUp = false;
  /** Schemas whose members are being converted. */
  readonly #open = new Set<JsonObject>();

  constructor({ loaded, references, diagnostics, given }: ConverterOptions, maps: MapExpander) {
    this.#maps = maps;
    this.#loaded = loaded;
    this.#references = references;
    this.#diagnostics = diagnostics;
    this.#tags = new DiscriminatorTags(references);
    this.#scopes = new DynamicScopes(references, loaded.origins);
    this.#names = new SchemaNames(loaded, references, this.#scopes, given);
    if (this.#scopes.isExcessive) this.#giveUp([...references.dynamicNames.keys()].at(-1)!);
  }

  /** Names of what stands outside of `components`, by its place. */
  get given(): ReadonlyMap<string, string> {
    return this.#names.given;
  }

  /** Gives the root document's component schemas their names, before anything else can take them. */
  addComponents(schemas: JsonObject | null): void {
    this.#names.addComponents(schemas);
  }

  convert(schema: Json, scope: Scope = this.#names.entered(schema)): Json {
    if (!isJsonObject(schema)) return schema;
    const within = this.#scopes.within(scope, schema);
    if (within !== noScope) return this.#specialize(schema, within);
    const known = this.#converted.get(schema);
    if (known !== undefined) return known;
    if (this.#open.has(schema)) return this.#again(schema, noScope);
    const converted = this.#convert(schema, noScope);
    this.#converted.set(schema, converted);
    return converted;
  }

  /** A schema inside itself, which only a `$ref` in place of a whole map can bring about. */
  #again(schema: JsonObject, scope: Scope): JsonObject {
    const { file, pointer } = this.#loaded.origins.of(schema);
    const target = { file, tokens: parsePointer(pointer) ?? [], node: schema, resource: null };
    return pureReference(`#/components/schemas/${this.#names.require(target, scope)}`);
  }

  #specialize(schema: JsonObject, scope: Scope): Json {
    let known = this.#specialized.get(schema);
    if (known === undefined) this.#specialized.set(schema, (known = new Map()));
    const done = known.get(scope.key);
    if (done !== undefined) return done;
    if (this.#open.has(schema)) return this.#again(schema, scope);
    this.#specializations += 1;
    if (this.#specializations > MOST_SPECIALIZED) return this.#giveUp(schema);
    const converted = this.#convert(schema, scope);
    known.set(scope.key, converted);
    return converted;
  }

  #giveUp(schema: JsonObject): Json {
    if (this.#gaveUp) return false;
    this.#gaveUp = true;
    const message =
      'Following the dynamic references of this schema from everywhere leads to too many schemas';
    this.#diagnostics.report('too-many-specializations', this.#loaded.origins.of(schema), message);
    return false;
  }

  /** Every named schema, converted: the author's in their order, then those that were given a name. */
  finish(): ReadonlyMap<string, Schema> {
    const schemas = new Map<string, Schema>();
    for (const [name, { node, scope }] of this.#names.components)
      schemas.set(name, this.convert(node, scope) as Schema);
    for (let next = this.#names.take(); next !== undefined; next = this.#names.take()) {
      schemas.set(next.name, this.convert(next.node, next.scope) as Schema);
    }
    return separateHierarchies(schemas, (name) => this.#names.alias(name), this.#loaded.origins);
  }

  #convert(schema: JsonObject, scope: Scope): Json {
    const { version } = this.#loaded;
    this.#open.add(schema);
    let copy = this.#children(schema, scope);
    this.#open.delete(schema);
    const target = this.#references.targets.get(schema);
    if (target !== undefined) copy = this.#reference(schema, copy, this.#names.require(target, scope));
    if (this.#references.dynamicTargets.has(schema)) copy = this.#dynamicReference(schema, copy, scope);
    for (const member of this.#references.lost.get(schema) ?? []) copy = without(copy, member);
    if (hasJsonSchema(version)) for (const keyword of settledKeywords) copy = without(copy, keyword);
    copy = version === '2.0' ? this.#discriminator20(copy) : this.#discriminator(copy, scope);
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

  #children(schema: JsonObject, scope: Scope): JsonObject {
    const grammar = schemaGrammar;
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(schema)) {
      const member = grammar.get(key);
      if (member === undefined || key === '$defs' || key === 'definitions') continue;
      const value = schema[key]!;
      let next: Json = value;
      if (member.shape === 'one') next = this.#child(value, scope);
      else if (member.shape === 'list') next = isJsonArray(value) ? this.#list(value, scope) : value;
      else if (isJsonObject(value)) next = this.#map(value, scope);
      if (next === value) continue;
      copy ??= copyObject(schema);
      copy[key] = next;
    }
    return copy ?? schema;
  }

  /** A schema inside another: of the same resource, unless it has an `$id`. */
  #child(schema: Json, scope: Scope): Json {
    if (this.#scopes.isTrivial || !isJsonObject(schema) || identifierOf(schema) === null)
      return this.convert(schema, scope);
    const resource = this.#references.resources.of(schema, null, this.#loaded.root.path);
    return this.convert(schema, this.#scopes.enter(scope, resource));
  }

  #list(list: readonly Json[], scope: Scope): readonly Json[] {
    const next = list.map((item) => this.#child(item, scope));
    if (next.every((item, index) => item === list[index])) return list;
    this.#loaded.origins.copy(list, next);
    return next;
  }

  #map(original: JsonObject, scope: Scope): JsonObject {
    const map = this.#maps.expand(original);
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(map)) {
      const value = map[key]!;
      const next = this.#child(value, scope);
      if (next === value) continue;
      copy ??= copyObject(map);
      copy[key] = next;
    }
    if (copy === null) return map;
    this.#loaded.origins.copy(map, copy);
    return copy;
  }

  #reference(schema: JsonObject, converted: JsonObject, name: string): JsonObject {
    const reference = `#/components/schemas/${name}`;
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

  /** Resolved to what it names in a scope, and therefore a plain reference. */
  #dynamicReference(schema: JsonObject, converted: JsonObject, scope: Scope): JsonObject {
    const copy = copyObject(converted);
    delete copy['$dynamicRef'];
    const branches = copy['allOf'];
    const name = this.#names.require(this.#scopes.target(schema, scope), scope);
    const reference = pureReference(`#/components/schemas/${name}`);
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

  #discriminator(schema: JsonObject, scope: Scope): JsonObject {
    const { discriminator } = schema;
    if (!isJsonObject(discriminator)) return schema;
    const { mapping } = discriminator;
    const renamed = isJsonObject(mapping) ? this.#renamed(mapping, scope) : null;
    const fallback = this.#renamed(discriminator, scope)?.['defaultMapping'];
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
  #renamed(mapping: JsonObject, scope: Scope): JsonObject | null {
    const targets = this.#references.mappings.get(mapping);
    if (targets === undefined || targets.size === 0) return null;
    const renamed = emptyObject();
    for (const [tag, target] of targets)
      renamed[tag] = `#/components/schemas/${this.#names.require(target, scope)}`;
    return renamed;
  }
}

function pureReference(reference: string): JsonObject {
  const schema = emptyObject();
  schema['$ref'] = reference;
  return schema;
}

function without(schema: JsonObject, keyword: string): JsonObject {
  if (!Object.hasOwn(schema, keyword)) return schema;
  const copy = copyObject(schema);
  delete copy[keyword];
  return copy;
}
