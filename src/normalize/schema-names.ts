import path from 'node:path';
import { isRemote } from '../load/is-remote.js';
import { isJsonObject, type Json, type JsonObject } from '../load/json.js';
import { escapeToken, parsePointer } from '../load/json-pointer.js';
import type { LoadedDocument } from '../load/load-document.js';
import type { References } from '../resolve/resolve-references.js';
import type { ReferenceTarget } from '../resolve/target-finder.js';
import { ComponentNames } from './component-names.js';
import { noScope, type DynamicScopes, type Scope } from './dynamic-scopes.js';

/** A schema as written, and the dynamic scope that it is read in. */
export interface ScopedSchema {
  readonly node: Json;
  readonly scope: Scope;
}

/** Names for what holds them, which a reference beside them does not change. */
const nameKeywords = new Set(['$ref', '$anchor', '$dynamicAnchor', '$comment']);

/** Names of schemas under `components`: those of the author, and those that only references lead to. */
export class SchemaNames {
  readonly #loaded: LoadedDocument;
  readonly #references: References;
  readonly #scopes: DynamicScopes;
  readonly #names = new ComponentNames();
  /** Of schemas that mean something else where they are referred to from, by scope. */
  readonly #specializedNames = new Map<JsonObject, Map<string, string>>();
  /** Boolean schemas have no identity to look a name up by. */
  readonly #booleanNames = new Map<string, string>();
  /** Name and source of each component, in the order of the document. */
  readonly components = new Map<string, ScopedSchema>();
  /** Names of what stands outside of the root document's components, by its place. */
  readonly given = new Map<string, string>();
  /** Those of the last run. */
  readonly #last: ReadonlyMap<string, string>;
  readonly #waiting: ({ readonly name: string } & ScopedSchema)[] = [];

  constructor(
    loaded: LoadedDocument,
    references: References,
    scopes: DynamicScopes,
    last: ReadonlyMap<string, string>,
  ) {
    this.#loaded = loaded;
    this.#references = references;
    this.#scopes = scopes;
    this.#last = last;
    this.#reserve();
  }

  /** Names of the last run are for what had them, as long as something refers to it. */
  #reserve(): void {
    if (this.#last.size === 0) return;
    const { targets, dynamicTargets } = this.#references;
    const places = new Set<string>();
    for (const found of [targets, dynamicTargets]) {
      for (const target of found.values()) places.add(this.#placeOf(target));
    }
    for (const [key, name] of this.#last) {
      if (places.has(key.split(' ')[0]!)) this.#names.reserve(name, key);
    }
  }

  /** File, relative to the root document, and pointer: the same on every machine. Has no blank. */
  #placeOf({ file, tokens, node }: Pick<ReferenceTarget, 'file' | 'tokens' | 'node'>): string {
    const pointer =
      typeof node === 'object' && node !== null
        ? this.#loaded.origins.of(node).pointer
        : tokens.map((token) => `/${escapeToken(token)}`).join('');
    const root = path.dirname(this.#loaded.root.path);
    const name = isRemote(file) ? file : path.relative(root, file).split(path.sep).join('/');
    return `${name}#${pointer}`.replaceAll(' ', '%20');
  }

  /** The next schema that was given a name and not taken yet. */
  take(): ({ readonly name: string } & ScopedSchema) | undefined {
    return this.#waiting.shift();
  }

  /** Another name for what has one already. */
  alias(name: string): string {
    return this.#names.alias(name);
  }

  /** Gives the root document's component schemas their names, before anything else can take them. */
  addComponents(schemas: JsonObject | null): void {
    const entries = Object.entries(schemas ?? {});
    const isAlias = (node: Json): node is JsonObject => isJsonObject(node) && this.#isPureReference(node);
    const named = new Map<string, { readonly name: string } & ScopedSchema>();
    for (const [key, node] of entries) {
      if (isAlias(node)) continue;
      const name = this.#names.keep(node, key);
      if (typeof node === 'boolean')
        this.#booleanNames.set(`${this.#loaded.root.path} components/schemas/${key}`, name);
      named.set(key, { name, node, scope: this.entered(node) });
    }
    for (const [key, node] of entries) if (isAlias(node)) named.set(key, this.#nameAlias(key, node));
    for (const [key] of entries) {
      const { name, node, scope } = named.get(key)!;
      this.components.set(name, { node, scope });
    }
  }

  /** A component that only refers to another file lends its name to what stands there. */
  #nameAlias(key: string, node: JsonObject): { readonly name: string } & ScopedSchema {
    const target = this.#finalTarget(node);
    if (target === null || this.#nameOf(target) !== undefined)
      return { name: this.#names.keep(node, key), node, scope: this.entered(node) };
    const name = this.#names.keep(target.node, key, this.#placeOf(target));
    if (typeof target.node === 'boolean') this.#booleanNames.set(targetKey(target), name);
    return { name, node: target.node, scope: this.#scopes.enter(noScope, target.resource) };
  }

  /** The scope of a schema that nothing leads to but the document itself. */
  entered(schema: Json): Scope {
    if (this.#scopes.isTrivial || !isJsonObject(schema)) return noScope;
    const { resources } = this.#references;
    return this.#scopes.enter(noScope, resources.of(schema, null, this.#loaded.root.path));
  }

  /** The name of what a reference names in the scope that it is followed from. */
  require(target: ReferenceTarget, scope: Scope): string {
    let entered = this.#scopes.enter(scope, target.resource);
    let final = target;
    for (;;) {
      const name = this.#nameIn(final, entered);
      if (name !== undefined) return name;
      const next = isJsonObject(final.node) && this.#isBare(final.node) ? final.node : null;
      if (next === null) break;
      final = this.#references.targets.get(next)!;
      entered = this.#scopes.enter(entered, final.resource);
    }
    return this.#invent(final, entered);
  }

  #nameIn(target: ReferenceTarget, scope: Scope): string | undefined {
    if (!isJsonObject(target.node)) return this.#nameOf(target);
    const within = this.#scopes.within(scope, target.node);
    return within.key === this.#ownScope(target).key
      ? this.#nameOf(target)
      : this.#specializedNames.get(target.node)?.get(within.key);
  }

  /** The part of the scope of a schema that nothing leads to, that decides anything about it. */
  #ownScope({ node, resource }: ReferenceTarget): Scope {
    return isJsonObject(node) ? this.#scopes.within(this.#scopes.enter(noScope, resource), node) : noScope;
  }

  #invent(target: ReferenceTarget, scope: Scope): string {
    const { node } = target;
    const within = isJsonObject(node) ? this.#scopes.within(scope, node) : noScope;
    const own = this.#ownScope(target);
    let name: string;
    if (within.key === own.key || !isJsonObject(node)) {
      const place = this.#placeOf(target);
      name = this.#names.invent(target, this.#last.get(place), place);
      this.given.set(place, name);
      if (typeof node === 'boolean') this.#booleanNames.set(targetKey(target), name);
    } else {
      name = this.#specializedName(target, within, own);
      const names = this.#specializedNames.get(node);
      if (names === undefined) this.#specializedNames.set(node, new Map([[within.key, name]]));
      else names.set(within.key, name);
    }
    this.#waiting.push({ name, node, scope: within });
    return name;
  }

  /** After the schema, and those that give it another meaning. */
  #specializedName(target: ReferenceTarget, scope: Scope, own: Scope): string {
    const base = this.#nameOf(target) ?? this.#names.describe(target);
    const others = this.#scopes.difference(scope, own).map(({ file, node }) => {
      const tokens = parsePointer(this.#loaded.origins.of(node).pointer) ?? [];
      return { name: this.#names.of(node) ?? this.#names.describe({ file, tokens }), file, node, tokens };
    });
    const key = [target, ...others].map((one) => this.#placeOf(one)).join(' ');
    const names = others.map(({ name }) => name);
    const name = this.#names.alias(this.#last.get(key) ?? [base, ...names].join('_'), key);
    this.given.set(key, name);
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

  /** Whether a schema is a reference and no more, whatever it is called. */
  #isBare(schema: JsonObject): boolean {
    return this.#references.targets.has(schema) && Object.keys(schema).every((key) => nameKeywords.has(key));
  }

  #isPureReference(schema: JsonObject): boolean {
    return this.#references.targets.has(schema) && Object.keys(schema).length === 1;
  }
}

function targetKey(target: ReferenceTarget): string {
  return `${target.file} ${target.tokens.join('/')}`;
}
