/**
 * Dynamic scopes (JSON Schema 2020-12 Core section 7.1), followed without a value at hand. What a `$dynamicRef` means
 * depends on nothing but the resources that were entered on the way to it, and of these only on the outermost one with
 * each anchor: there are finitely many such scopes, and a schema has one meaning in each.
 */
import { isJsonArray, isJsonObject, type JsonObject } from '../load/json.js';
import { parsePointer } from '../load/json-pointer.js';
import type { Origins } from '../load/origins.js';
import { visitChildren, visitMap } from '../resolve/children.js';
import { normalizedGrammar } from '../resolve/object-grammar.js';
import type { References } from '../resolve/resolve-references.js';
import type { SchemaResource } from '../resolve/schema-resource.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';

/** By name of an anchor, the outermost resource that has it. */
export interface Scope {
  /** Equal where the resources are. */
  readonly key: string;
  readonly resources: ReadonlyMap<string, SchemaResource>;
}

export const noScope: Scope = { key: '', resources: new Map() };

/** Names that more than one resource has; each multiplies what may follow from a schema. */
const MOST_NAMES = 64;

export class DynamicScopes {
  /** Whether there are too many names to follow: none is, then. */
  readonly isExcessive: boolean;
  readonly #references: References;
  readonly #origins: Origins;
  /** Names that mean something else in one scope than in another. */
  readonly #names: ReadonlySet<string>;
  readonly #ids = new Map<SchemaResource, number>();
  readonly #reach: ReadonlyMap<JsonObject, ReadonlySet<string>>;

  constructor(references: References, origins: Origins) {
    this.#references = references;
    this.#origins = origins;
    const counts = new Map<string, Set<JsonObject>>();
    for (const name of references.dynamicNames.values()) counts.set(name, new Set());
    for (const resource of counts.size === 0 ? [] : references.resources.met) {
      for (const [name, [node]] of references.resources.contentsOf(resource).dynamicAnchors)
        counts.get(name)?.add(node!);
    }
    const names = [...counts].filter(([, nodes]) => nodes.size > 1).map(([name]) => name);
    this.isExcessive = names.length > MOST_NAMES;
    this.#names = new Set(this.isExcessive ? [] : names);
    this.#reach = this.#names.size === 0 ? new Map() : this.#reachOf([...counts]);
  }

  /** Whether every dynamic reference has one target, whoever asks. */
  get isTrivial(): boolean {
    return this.#names.size === 0;
  }

  /** The scope in a resource that is entered from another scope. */
  enter(scope: Scope, resource: SchemaResource | null): Scope {
    if (resource === null || this.isTrivial) return scope;
    let resources: Map<string, SchemaResource> | null = null;
    for (const name of this.#references.resources.contentsOf(resource).dynamicAnchors.keys()) {
      if (!this.#names.has(name) || scope.resources.has(name)) continue;
      (resources ??= new Map(scope.resources)).set(name, resource);
    }
    return resources === null ? scope : this.#scope(resources);
  }

  /** The part of a scope that decides anything about a schema. */
  within(scope: Scope, schema: JsonObject): Scope {
    if (scope === noScope) return noScope;
    const reach = this.#reach.get(schema);
    if (reach === undefined) return noScope;
    const kept = [...scope.resources].filter(([name]) => reach.has(name));
    if (kept.length === scope.resources.size) return scope;
    return kept.length === 0 ? noScope : this.#scope(new Map(kept));
  }

  /** What a dynamic reference names in a scope. */
  target(holder: JsonObject, scope: Scope): ReferenceTarget {
    const initial = this.#references.dynamicTargets.get(holder)!;
    const name = this.#references.dynamicNames.get(holder);
    const resource = name === undefined ? undefined : scope.resources.get(name);
    if (name === undefined || resource === undefined) return initial;
    const node = this.#references.resources.contentsOf(resource).dynamicAnchors.get(name)![0]!;
    const tokens = parsePointer(this.#origins.of(node).pointer) ?? [name];
    return { file: resource.file, tokens, node, resource };
  }

  /** What tells a scope from another: the resources that only it has, in the order of their anchors' names. */
  difference(scope: Scope, from: Scope): readonly SchemaResource[] {
    const names = [...scope.resources.keys()].sort();
    const resources = names
      .filter((name) => scope.resources.get(name) !== from.resources.get(name))
      .map((name) => scope.resources.get(name)!);
    return [...new Set(resources)];
  }

  #scope(resources: ReadonlyMap<string, SchemaResource>): Scope {
    const parts = [...resources].map(([name, resource]) => `${name} ${this.#id(resource)}`);
    return { key: parts.sort().join(','), resources };
  }

  #id(resource: SchemaResource): number {
    let id = this.#ids.get(resource);
    if (id === undefined) this.#ids.set(resource, (id = this.#ids.size));
    return id;
  }

  /** Names that some dynamic reference below a schema, or below what it refers to, asks for. */
  #reachOf(
    counts: readonly (readonly [string, ReadonlySet<JsonObject>])[],
  ): ReadonlyMap<JsonObject, ReadonlySet<string>> {
    const candidates = new Map(counts);
    const { schemas, dynamicNames } = this.#references;
    const users = new Map<JsonObject, JsonObject[]>();
    const use = (user: JsonObject, used: unknown): void => {
      if (!isJsonObject(used)) return;
      const list = users.get(used);
      if (list === undefined) users.set(used, [user]);
      else list.push(user);
    };
    for (const schema of schemas) {
      for (const used of this.#usedBy(schema)) use(schema, used);
      const name = dynamicNames.get(schema);
      for (const node of name === undefined ? [] : (candidates.get(name) ?? [])) use(schema, node);
    }
    const reach = new Map<JsonObject, Set<string>>();
    for (const name of this.#names) {
      const reached = new Set<JsonObject>();
      for (const [holder, asked] of dynamicNames) if (asked === name) reached.add(holder);
      for (const node of reached) {
        const names = reach.get(node);
        if (names === undefined) reach.set(node, new Set([name]));
        else names.add(name);
        for (const user of users.get(node) ?? []) reached.add(user);
      }
    }
    return reach;
  }

  /** Schemas that become part of what a schema becomes. */
  #usedBy(schema: JsonObject): readonly unknown[] {
    const { targets, dynamicTargets, mappings } = this.#references;
    const used: unknown[] = [targets.get(schema)?.node, dynamicTargets.get(schema)?.node];
    visitChildren(
      schema,
      'schema',
      normalizedGrammar,
      ({ holder, value }) => {
        // Nothing below these applies unless it is referred to.
        if (holder !== schema['$defs'] && holder !== schema['definitions']) used.push(value);
      },
      ({ holder, member }) => {
        for (let map = targets.get(holder)?.node; isJsonObject(map); map = targets.get(map)?.node)
          visitMap(map, member, ({ value }) => used.push(value));
      },
    );
    const { discriminator } = schema;
    if (!isJsonObject(discriminator) || isJsonArray(discriminator)) return used;
    for (const holder of [discriminator, discriminator['mapping']]) {
      if (!isJsonObject(holder)) continue;
      for (const target of mappings.get(holder)?.values() ?? []) used.push(target.node);
    }
    return used;
  }
}
