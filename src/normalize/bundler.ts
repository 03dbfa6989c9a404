import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
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
import { grammarOf, type MemberGrammar, type ObjectKind } from '../resolve/object-grammar.js';
import type { References } from '../resolve/resolve-references.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';
import { ComponentNames } from './component-names.js';
import { MapExpander } from './expand-map.js';
import type { Schema } from './normalized-document.js';
import { SchemaConverter } from './schema-converter.js';
import { upgradeSwagger } from './swagger/upgrade-swagger.js';

/** Sections of `components` that what is referred to from elsewhere is gathered in. */
const sections = new Map<ObjectKind, string>([
  ['example', 'examples'],
  ['link', 'links'],
  ['callback', 'callbacks'],
  ['pathItem', 'pathItems'],
  ['securityScheme', 'securitySchemes'],
]);

/** Kinds whose references stay references. */
const kept: ReadonlySet<ObjectKind> = new Set<ObjectKind>(['example', 'link', 'callback']);

interface Hoisted {
  readonly kind: ObjectKind;
  readonly node: JsonObject;
  readonly name: string;
}

/**
 * Makes one tree of all files. References to parameters, headers, request bodies, responses, media types, security
 * schemes and path items are replaced by what they name; those to schemas, examples, links and callbacks, and to path items inside
 * callbacks, lead to `components`: all of these may be recursive.
 *
 * A node is copied only where something below it changes.
 */
export class Bundler {
  readonly #loaded: LoadedDocument;
  readonly #references: References;
  readonly #diagnostics: Diagnostics;
  readonly #maps: MapExpander;
  readonly #schemas: SchemaConverter;
  readonly #done = new Map<ObjectKind, Map<JsonObject, JsonObject>>();
  readonly #open = new Set<JsonObject>();
  readonly #names = new Map<string, ComponentNames>();
  readonly #waiting: Hoisted[] = [];

  constructor(
    loaded: LoadedDocument,
    references: References,
    diagnostics: Diagnostics,
    given: ReadonlyMap<string, string>,
  ) {
    this.#loaded = loaded;
    this.#references = references;
    this.#diagnostics = diagnostics;
    this.#maps = new MapExpander(references, loaded.origins);
    this.#schemas = new SchemaConverter({ loaded, references, diagnostics, given }, this.#maps);
  }

  bundle(): {
    readonly root: JsonObject;
    readonly schemas: ReadonlyMap<string, Schema>;
    readonly names: ReadonlyMap<string, string>;
  } {
    const { document } = this.#loaded;
    const components = this.#ownComponents();
    const own = components['schemas'];
    this.#schemas.addComponents(isJsonObject(own) ? this.#maps.expand(own) : null);
    this.#keepNames(components);
    const bundled = copyObject(this.#object(document, 'document'));
    const finished = new Map<string, MutableJsonObject>();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const section = sections.get(next.kind)!;
      let members = finished.get(section);
      if (members === undefined) finished.set(section, (members = emptyObject()));
      members[next.name] = this.#resolved(next.node, next.kind, true);
    }
    const schemas = this.#schemas.finish();
    const names = this.#schemas.given;
    this.#origin(document, bundled);
    const bundledComponents = this.#components(components, bundled['components'], finished, schemas);
    if (bundledComponents !== null) bundled['components'] = bundledComponents;
    if (this.#loaded.version !== '2.0') return { root: bundled, schemas, names };
    const root = upgradeSwagger(bundled, this.#loaded.origins, this.#diagnostics);
    return { root, schemas, names };
  }

  /** Swagger 2.0 has its schemas in `definitions`. */
  #ownComponents(): JsonObject {
    const { document, version } = this.#loaded;
    if (version !== '2.0')
      return isJsonObject(document['components']) ? document['components'] : emptyObject();
    const components = emptyObject();
    if (isJsonObject(document['definitions'])) components['schemas'] = document['definitions'];
    return components;
  }

  /** Hoisted objects must not take the names the author gave. */
  #keepNames(components: JsonObject): void {
    for (const section of sections.values()) {
      const names = new ComponentNames();
      this.#names.set(section, names);
      const members = components[section];
      if (!isJsonObject(members)) continue;
      for (const [name, node] of Object.entries(this.#maps.expand(members))) names.keep(node, name);
    }
  }

  #components(
    original: JsonObject,
    bundled: Json | undefined,
    hoisted: ReadonlyMap<string, JsonObject>,
    schemas: ReadonlyMap<string, Schema>,
  ): JsonObject | null {
    if (!isJsonObject(bundled) && hoisted.size === 0 && schemas.size === 0) return null;
    const components = isJsonObject(bundled) ? copyObject(bundled) : emptyObject();
    if (isJsonObject(bundled)) this.#origin(original, components);
    else this.#loaded.origins.copy(this.#loaded.document, components);
    for (const [section, members] of hoisted) {
      const own = components[section];
      const all = isJsonObject(own) ? copyObject(own) : emptyObject();
      this.#loaded.origins.copy(isJsonObject(own) ? own : components, all);
      for (const [name, node] of Object.entries(members)) {
        if (!Object.hasOwn(all, name)) all[name] = node;
      }
      components[section] = all;
    }
    const all = emptyObject();
    for (const [name, schema] of schemas) all[name] = schema;
    const own = original['schemas'];
    this.#loaded.origins.copy(isJsonObject(own) ? own : components, all);
    if (schemas.size > 0) components['schemas'] = all;
    return components;
  }

  /** An object with everything below it in its final form. */
  #object(node: JsonObject, kind: ObjectKind): JsonObject {
    let done = this.#done.get(kind);
    if (done === undefined) this.#done.set(kind, (done = new Map()));
    const known = done.get(node);
    if (known !== undefined) return known;
    if (this.#open.has(node)) {
      this.#diagnostics.report('object-cycle', this.#loaded.origins.of(node), `This ${kind} contains itself`);
      return this.#origin(node, emptyObject());
    }
    this.#open.add(node);
    const result = this.#members(node, kind);
    this.#open.delete(node);
    done.set(node, result);
    return result;
  }

  #members(node: JsonObject, kind: ObjectKind): JsonObject {
    if (kind === 'callback') return this.#map(node, { shape: 'patterned', kind: 'pathItem' }, true);
    const grammar = grammarOf(this.#loaded.version)[kind];
    if (grammar.size === 0) return node;
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(node)) {
      const member = grammar.get(key);
      if (member === undefined) continue;
      const value = node[key]!;
      const next = this.#member(value, member);
      if (next === value) continue;
      copy ??= copyObject(node);
      copy[key] = next;
    }
    const { security } = node;
    if ((kind === 'operation' || kind === 'document') && isJsonArray(security)) {
      const next = this.#security(security);
      if (next !== security) (copy ??= copyObject(node))['security'] = next;
    }
    return copy === null ? node : this.#origin(node, copy);
  }

  /** `4xx` is `4XX` (OAS, Responses Object); anything else that is no status stays for the model to judge. */
  #responses(responses: JsonObject): JsonObject {
    const misspelt = Object.keys(responses).filter((key) => /^[1-5]xx$/iu.test(key) && !key.endsWith('XX'));
    if (misspelt.length === 0) return responses;
    const copy = emptyObject();
    for (const [key, response] of Object.entries(responses)) {
      const status = misspelt.includes(key) ? key.toUpperCase() : key;
      copy[status] = response;
      this.#loaded.origins.copyMember(copy, status, responses, key);
    }
    return this.#origin(responses, copy);
  }

  #member(value: Json, member: MemberGrammar): Json {
    // Schemas under `components` come from the converter when all names are known.
    switch (member.shape) {
      case 'one':
        return this.#value(value, member.kind, false);
      case 'list':
        return isJsonArray(value) ? this.#list(value, member.kind) : value;
      default: {
        if (!isJsonObject(value)) return value;
        const map = this.#map(value, member, false);
        return member.kind === 'response' && member.shape === 'patterned' ? this.#responses(map) : map;
      }
    }
  }

  #list(list: readonly Json[], kind: ObjectKind): readonly Json[] {
    let copy: Json[] | null = null;
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      const next = this.#value(value, kind, false);
      if (next === value) continue;
      copy ??= [...list];
      copy[index] = next;
    }
    if (copy === null) return list;
    this.#loaded.origins.copy(list, copy);
    return copy;
  }

  #map(original: JsonObject, member: MemberGrammar, inCallback: boolean): JsonObject {
    const map = this.#maps.expand(original);
    let copy: MutableJsonObject | null = null;
    for (const key of Object.keys(map)) {
      if (member.shape === 'patterned' && key.startsWith('x-')) continue;
      const value = map[key]!;
      const next = this.#value(value, member.kind, inCallback);
      if (next === value) continue;
      copy ??= copyObject(map);
      copy[key] = next;
    }
    return copy === null ? map : this.#origin(map, copy);
  }

  #value(value: Json, kind: ObjectKind, inCallback: boolean): Json {
    if (kind === 'schema') return this.#schemas.convert(value);
    return isJsonObject(value) ? this.#resolved(value, kind, !inCallback) : value;
  }

  /** @param inline whether a path item's reference is replaced by its target */
  #resolved(node: JsonObject, kind: ObjectKind, inline: boolean): JsonObject {
    const target = this.#references.targets.get(node);
    if (target === undefined || !isJsonObject(target.node)) {
      // What was lost was reported; its reference must not reach readers of the result.
      const isLost = this.#references.lost.get(node)?.has('$ref') === true;
      if (!isLost && !(kept.has(kind) && Object.hasOwn(node, '$ref'))) return this.#object(node, kind);
      return kind === 'pathItem' ? this.#withoutReference(node) : this.#origin(node, emptyObject());
    }
    if (kept.has(kind) || (kind === 'pathItem' && !inline)) return this.#hoist(node, target, kind);
    if (kind === 'pathItem') return this.#pathItem(node, target.node);
    if (kind !== 'operation') this.#checkSiblings(node);
    else this.#checkOperation(node);
    return this.#described(node, this.#resolved(target.node, kind, inline));
  }

  #hoist(node: JsonObject, target: ReferenceTarget, kind: ObjectKind): JsonObject {
    const reference = `#/components/${sections.get(kind)!}/${this.#hoistedName(target, kind)}`;
    if (node['$ref'] === reference) return node;
    const copy = copyObject(node);
    copy['$ref'] = reference;
    return this.#origin(node, copy);
  }

  /** The name under `components` of what a reference names, which gets one where it has none. */
  #hoistedName(target: ReferenceTarget, kind: ObjectKind): string {
    const names = this.#names.get(sections.get(kind)!)!;
    let name = names.of(target.node);
    if (name === undefined) {
      name = names.invent(target);
      this.#waiting.push({ kind, node: target.node as JsonObject, name });
    }
    return name;
  }

  /** Requirements with schemes named by URI, renamed to the components these become. */
  #security(security: readonly Json[]): readonly Json[] {
    const { origins } = this.#loaded;
    const renamed = security.map((requirement) => {
      const targets = isJsonObject(requirement) ? this.#references.schemes.get(requirement) : undefined;
      if (targets === undefined || !isJsonObject(requirement)) return requirement;
      const copy = emptyObject();
      origins.copy(requirement, copy);
      for (const [key, scopes] of Object.entries(requirement)) {
        const target = targets.get(key);
        const name = target === undefined ? key : this.#hoistedName(target, 'securityScheme');
        const earlier = copy[name];
        // One scheme by two names: all of what both ask for.
        copy[name] = isJsonArray(earlier) && isJsonArray(scopes) ? [...earlier, ...scopes] : scopes;
        origins.copyMember(copy, name, requirement, key);
        const list = copy[name];
        if (isJsonArray(list) && list !== scopes) origins.copy(scopes as readonly Json[], list);
      }
      return copy;
    });
    if (renamed.every((requirement, index) => requirement === security[index])) return security;
    origins.copy(security, renamed);
    return renamed;
  }

  #withoutReference(node: JsonObject): JsonObject {
    const copy = copyObject(this.#object(node, 'pathItem'));
    delete copy['$ref'];
    return this.#origin(node, copy);
  }

  /** A Path Item Object may have members beside its `$ref`, as long as both do not say the same. */
  #pathItem(node: JsonObject, target: JsonObject): JsonObject {
    const { origins } = this.#loaded;
    const referenced = this.#resolved(target, 'pathItem', true);
    const own = Object.keys(node).filter((key) => key !== '$ref');
    if (own.length === 0) return referenced;
    const merged = copyObject(referenced);
    origins.copy(referenced, merged);
    const bundled = this.#object(node, 'pathItem');
    for (const key of own) {
      if (Object.hasOwn(referenced, key) && key !== 'summary' && key !== 'description') {
        this.#diagnostics.report(
          'path-item-conflict',
          origins.member(node, key, 'key'),
          `The referenced path item has ${JSON.stringify(key)} too`,
          { related: [{ message: 'It stands here', at: origins.member(referenced, key, 'key') }] },
        );
      }
      merged[key] = bundled[key]!;
      origins.copyMember(merged, key, node);
    }
    return merged;
  }

  /** Nothing says what members beside the `$ref` of an operation would do. */
  #checkOperation(node: JsonObject): void {
    for (const key of Object.keys(node)) {
      if (key === '$ref') continue;
      const at = this.#loaded.origins.member(node, key, 'key');
      const message = `${quoted(key)} beside the $ref of an operation`;
      this.#diagnostics.report('reference-siblings', at, message, { severity: 'error' });
    }
  }

  /** Members beside the `$ref` of a Reference Object have no effect, `summary` and `description` in 3.1 excepted. */
  #checkSiblings(node: JsonObject): void {
    for (const key of Object.keys(node)) {
      if (key === '$ref' || key === 'summary' || key === 'description') continue;
      const decisive = key === 'security' || key === 'x-security';
      this.#diagnostics.report(
        'reference-siblings',
        this.#loaded.origins.member(node, key, 'key'),
        `${JSON.stringify(key)} beside a $ref has no effect`,
        decisive ? { severity: 'error' } : {},
      );
    }
  }

  #described(node: JsonObject, target: JsonObject): JsonObject {
    const { description } = node;
    if (!hasJsonSchema(this.#loaded.version) || typeof description !== 'string' || !('description' in target))
      return target;
    if (target['description'] === description) return target;
    const copy = copyObject(target);
    copy['description'] = description;
    this.#origin(target, copy);
    this.#loaded.origins.copyMember(copy, 'description', node);
    return copy;
  }

  #origin(from: JsonObject, to: JsonObject): JsonObject {
    this.#loaded.origins.copy(from, to);
    return to;
  }
}
