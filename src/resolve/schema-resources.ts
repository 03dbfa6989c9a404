import { pathToFileURL } from 'node:url';
import { isRemote } from '../load/is-remote.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import { visitChildren } from './children.js';
import { grammarOf, type MemberGrammar, type ObjectKind } from './object-grammar.js';
import {
  identifierOf,
  looksLikeSchema,
  scanResource,
  type ResourceContents,
  type SchemaResource,
} from './schema-resource.js';

/** The schema resources of all files that were read, by node and by URI. Nothing is ever opened by an `$id`. */
export class SchemaResources {
  readonly #loaded: LoadedDocument;
  readonly #known = new Map<JsonObject, SchemaResource>();
  readonly #contents = new Map<JsonObject, ResourceContents>();
  readonly #roots = new Map<string, readonly SchemaResource[]>();
  readonly #anchors = new Map<string, Map<string, Map<JsonObject, SchemaResource>>>();
  readonly #indexed = new Set<string>();
  readonly #byUri = new Map<string, Set<SchemaResource>>();

  constructor(loaded: LoadedDocument) {
    this.#loaded = loaded;
  }

  /** Every resource that was met so far. */
  get met(): Iterable<SchemaResource> {
    return this.#known.values();
  }

  /** The resource that a schema belongs to, given the one around it: `null` for a schema in no other. */
  of(schema: JsonObject, around: SchemaResource | null, file: string): SchemaResource {
    const identifier = identifierOf(schema);
    if (identifier === null && around !== null) return around;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const outer = around === null ? this.#baseOf(file) : around.base;
    const base = identifier === null ? outer : resolveUri(identifier, outer);
    const resource = { node: schema, file, base, isIdentified: identifier !== null };
    this.#known.set(schema, resource);
    return resource;
  }

  contentsOf({ node }: SchemaResource): ResourceContents {
    let contents = this.#contents.get(node);
    if (contents === undefined) this.#contents.set(node, (contents = scanResource(node)));
    return contents;
  }

  /** What a reference names as an absolute URI, without its fragment; `null` where it cannot be one. */
  uriOf(reference: string, resource: SchemaResource | null, file: string): string | null {
    const base = resource === null ? this.#baseOf(file) : resource.base;
    return resolveUri(reference, base);
  }

  /** Resources whose `$id` is a URI, of the files read so far. */
  identified(uri: string): readonly SchemaResource[] {
    const { files } = this.#loaded;
    for (const file of this.#indexed.size === files.size ? [] : files.keys()) {
      if (this.#indexed.has(file)) continue;
      this.#indexed.add(file);
      const pending = [...this.rootsOf(file)];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if (next.isIdentified && next.base !== null) this.#index(next.base, next);
        for (const node of this.contentsOf(next).inner) pending.push(this.of(node, next, next.file));
      }
    }
    return [...(this.#byUri.get(uri) ?? [])];
  }

  #index(uri: string, resource: SchemaResource): void {
    const resources = this.#byUri.get(uri);
    if (resources === undefined) this.#byUri.set(uri, new Set([resource]));
    else resources.add(resource);
  }

  /** The resource at the end of a path of nodes, the first of which belongs to `start` (`null`: a file). */
  along(
    file: string,
    start: SchemaResource | null,
    nodes: readonly Json[],
    tokens: readonly string[],
  ): SchemaResource | null {
    let resource = start;
    for (const node of nodes) {
      if (isJsonObject(node) && identifierOf(node) !== null) resource = this.of(node, resource, file);
    }
    if (resource !== null) return resource;
    const isDocument = nodes[0] === this.valueOf(file) && this.#isDocument(nodes[0]);
    const depth = isDocument ? schemaDepth(tokens, grammarOf(this.#loaded.version)) : null;
    const root = depth === null ? nodes.find(looksLikeSchema) : nodes[depth];
    const node = root ?? nodes.at(-1);
    return isJsonObject(node) ? this.of(node, null, file) : null;
  }

  /** By name of an anchor, the schemas of a file that have it and stand in none with `$id`, and their resources. */
  anchorsOf(file: string): ReadonlyMap<string, ReadonlyMap<JsonObject, SchemaResource>> {
    let all = this.#anchors.get(file);
    if (all !== undefined) return all;
    this.#anchors.set(file, (all = new Map()));
    for (const root of this.rootsOf(file)) {
      for (const [name, nodes] of root.isIdentified ? [] : this.contentsOf(root).anchors) {
        let named = all.get(name);
        if (named === undefined) all.set(name, (named = new Map()));
        for (const node of nodes) named.set(node, root);
      }
    }
    return all;
  }

  /** Schemas of a file that stand in no other. */
  rootsOf(file: string): readonly SchemaResource[] {
    let roots = this.#roots.get(file);
    if (roots !== undefined) return roots;
    const value = this.valueOf(file);
    const found = new Set<JsonObject>();
    if (value !== undefined) this.#collectRoots(value, found);
    roots = [...found].map((node) => this.of(node, null, file));
    this.#roots.set(file, roots);
    return roots;
  }

  /** By structure where there is one; extensions and files that are collections of schemas have none. */
  #collectRoots(value: Json, found: Set<JsonObject>): void {
    const grammar = grammarOf(this.#loaded.version);
    // What an overlay adds stands in the document.
    if (isJsonObject(value) && typeof value['overlay'] === 'string') return;
    const seen = new Set<Json>();
    const pending: { readonly node: Json; readonly kind: ObjectKind | null }[] = [
      { node: value, kind: this.#isDocument(value) ? 'document' : null },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, kind } = next;
      if (typeof node !== 'object' || node === null || seen.has(node)) continue;
      seen.add(node);
      if (kind === 'schema' || (kind === null && looksLikeSchema(node))) {
        if (isJsonObject(node)) found.add(node);
        continue;
      }
      if (isJsonArray(node)) {
        for (const item of node) pending.push({ node: item, kind });
        continue;
      }
      if (kind !== null)
        visitChildren(node, kind, grammar, (child) => pending.push({ node: child.value, kind: child.kind }));
      for (const [key, member] of Object.entries(node)) {
        if (kind === null ? !/^(?:examples?|value)$/u.test(key) : key.startsWith('x-'))
          pending.push({ node: member, kind: null });
      }
    }
  }

  /** The value of a file, overlays applied. */
  valueOf(file: string): Json | undefined {
    const { root, document, files } = this.#loaded;
    return file === root.path ? document : files.get(file)?.value;
  }

  #isDocument(value: Json | undefined): boolean {
    return isJsonObject(value) && typeof value['openapi'] === 'string';
  }

  #baseOf(file: string): string | null {
    const location = isRemote(file) ? file : pathToFileURL(file).href;
    const value = this.valueOf(file);
    const self = isJsonObject(value) && this.#loaded.version === '3.2' ? value['$self'] : undefined;
    return typeof self === 'string' ? resolveUri(self, location) : location;
  }
}

/** How many tokens of a pointer into a document lead to the first schema on its way. */
function schemaDepth(tokens: readonly string[], grammar: ReturnType<typeof grammarOf>): number | null {
  let kind: ObjectKind = 'document';
  for (let index = 0; index < tokens.length;) {
    const member: MemberGrammar | undefined =
      kind === 'callback' ? undefined : grammar[kind].get(tokens[index]!);
    if (member === undefined && kind !== 'callback') return null;
    kind = member?.kind ?? 'pathItem';
    index += member === undefined || member.shape === 'one' ? 1 : 2;
    if (kind === 'schema') return index <= tokens.length ? index : null;
  }
  return null;
}

function resolveUri(reference: string, base: string | null): string | null {
  const start = base ?? undefined;
  if (!URL.canParse(reference, start)) return null;
  const url = new URL(reference, start);
  url.hash = '';
  return url.href;
}
