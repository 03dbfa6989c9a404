import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location, Related } from '../diagnostics/diagnostic.js';
import { isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import type { SourceFile } from '../load/source-file.js';
import { findAnchor } from './anchors.js';
import { visitChildren } from './children.js';
import { kindNames, referable, type ObjectKind } from './object-grammar.js';
import { isInside, parseReference, type Fragment } from './reference-target.js';

/** What a `$ref` names. It may be another reference. */
export interface ReferenceTarget {
  /** Absolute path. */
  readonly file: string;
  readonly tokens: readonly string[];
  readonly node: Json;
}

export interface References {
  /** Target of each object that has a `$ref`. */
  readonly targets: ReadonlyMap<JsonObject, ReferenceTarget>;
  /** Targets of `discriminator.mapping`, by mapping object and value of the tag. */
  readonly mappings: ReadonlyMap<JsonObject, ReadonlyMap<string, ReferenceTarget>>;
  /** Objects that stand where no structure of the root document leads: in other files, in extensions. */
  readonly outside: readonly { readonly node: JsonObject; readonly kind: ObjectKind }[];
}

/** How the walk came to a referenced object, for the chain in diagnostics. */
interface Via {
  readonly at: Location;
  readonly up: Via | null;
}

interface Visit {
  readonly node: JsonObject;
  readonly kind: ObjectKind;
  readonly file: string;
  readonly via: Via | null;
  /** Reached by a reference, not by the structure of what holds it. */
  readonly referenced: boolean;
}

/**
 * Follows every reference that the structure of the document has, through files, each object once. Everything that
 * does not resolve is reported. `null` where the result cannot be used.
 */
export function resolveReferences(loaded: LoadedDocument, diagnostics: Diagnostics): References | null {
  return new ReferenceResolver(loaded, diagnostics).resolve();
}

class ReferenceResolver {
  readonly #loaded: LoadedDocument;
  readonly #diagnostics: Diagnostics;
  readonly #targets = new Map<JsonObject, ReferenceTarget>();
  readonly #kinds = new Map<JsonObject, ObjectKind>();
  readonly #mappings = new Map<JsonObject, ReadonlyMap<string, ReferenceTarget>>();
  readonly #outside: { node: JsonObject; kind: ObjectKind }[] = [];
  readonly #visited = new Map<ObjectKind, Set<JsonObject>>();
  /** Kind of each object by the structure that holds it, which its references must agree with. */
  readonly #structural = new Map<JsonObject, ObjectKind>();
  readonly #pending: Visit[] = [];
  /** Referenced objects wait until the structure was walked, so that what the structure reaches has no chain. */
  readonly #referenced: Visit[] = [];
  #failed = false;

  constructor(loaded: LoadedDocument, diagnostics: Diagnostics) {
    this.#loaded = loaded;
    this.#diagnostics = diagnostics;
  }

  resolve(): References | null {
    const { document, root } = this.#loaded;
    this.#pending.push({ node: document, kind: 'document', file: root.path, via: null, referenced: false });
    let next = 0;
    for (;;) {
      const visit = this.#pending.pop() ?? this.#referenced[next++];
      if (visit === undefined) break;
      this.#visit(visit);
    }
    this.#checkKinds();
    this.#reportCycles();
    return this.#failed ? null : { targets: this.#targets, mappings: this.#mappings, outside: this.#outside };
  }

  #visit(visit: Visit): void {
    const { node, kind } = visit;
    let visited = this.#visited.get(kind);
    if (visited === undefined) this.#visited.set(kind, (visited = new Set()));
    if (visited.has(node)) return;
    visited.add(node);
    if (!visit.referenced) this.#structural.set(node, kind);
    else if (!this.#structural.has(node)) this.#outside.push({ node, kind });
    if (referable.has(kind) && Object.hasOwn(node, '$ref')) {
      this.#reference(visit);
      // Only these two have other members beside `$ref` that mean something.
      if (kind !== 'schema' && kind !== 'pathItem') return;
    }
    const first = this.#pending.length;
    visitChildren(
      node,
      kind,
      (child) => {
        if (!isJsonObject(child.value)) return;
        this.#pending.push({
          node: child.value,
          kind: child.kind,
          file: visit.file,
          via: visit.via,
          referenced: false,
        });
      },
      (misplaced) => {
        this.#fail('reference-invalid', this.#loaded.origins.member(misplaced.holder, '$ref', 'key'), {
          message: `A $ref cannot stand for a whole map of ${kindNames[misplaced.kind]} objects`,
        });
      },
    );
    reverseFrom(this.#pending, first);
    if (kind === 'schema') this.#discriminator(visit);
  }

  #reference(visit: Visit): void {
    const { node, kind, file, via } = visit;
    const at = this.#loaded.origins.member(node, '$ref');
    const reference = node['$ref'];
    if (typeof reference !== 'string') {
      this.#fail('reference-invalid', at, { message: `A $ref must be a string, not ${describe(reference)}` });
      return;
    }
    const target = this.#target(reference, file, at, via);
    if (target === null) return;
    if (!isJsonObject(target.node) && !(kind === 'schema' && typeof target.node === 'boolean')) {
      this.#fail('reference-invalid', at, {
        message: `$ref ${quote(reference)} names ${describe(target.node)}, not a ${kindNames[kind]}`,
      });
      return;
    }
    this.#targets.set(node, target);
    this.#kinds.set(node, kind);
    this.#enter(target, kind, { at, up: via });
  }

  #enter(target: ReferenceTarget, kind: ObjectKind, via: Via): void {
    if (!isJsonObject(target.node)) return;
    this.#referenced.push({ node: target.node, kind, file: target.file, via, referenced: true });
  }

  #target(reference: string, base: string, at: Location, via: Via | null): ReferenceTarget | null {
    const parsed = parseReference(reference, base, this.#loaded.folder);
    if (!parsed.ok) {
      this.#fail(parsed.code, at, { message: `$ref ${quote(reference)}: ${parsed.reason}`, via });
      return null;
    }
    const file = this.#open(parsed.file, reference, at, via);
    if (file === null) return null;
    const value = file.path === this.#loaded.root.path ? this.#loaded.document : file.value;
    return this.#find(value, file.path, parsed.fragment, reference, at, via);
  }

  #open(path: string, reference: string, at: Location, via: Via | null): SourceFile | null {
    const { reader, root, folder } = this.#loaded;
    if (path === root.path) return root;
    const real = reader.realPath(path, at);
    if (real !== null && !isInside(folder, real)) {
      this.#fail('reference-forbidden', at, {
        message: `$ref ${quote(reference)}: a link leads out of the folder of the root document`,
        via,
      });
      return null;
    }
    const file = real === null ? null : reader.read(real, at);
    if (file === null) this.#failed = true;
    return file;
  }

  #find(
    value: Json,
    file: string,
    fragment: Fragment,
    reference: string,
    at: Location,
    via: Via | null,
  ): ReferenceTarget | null {
    if (fragment.kind === 'anchor') {
      const found = findAnchor(value, fragment.name);
      if (found.length === 1) return { file, tokens: [fragment.name], node: found[0]! };
      this.#fail(found.length === 0 ? 'reference-unresolvable' : 'reference-invalid', at, {
        message: `$ref ${quote(reference)}: ${found.length === 0 ? 'no schema' : 'more than one schema'} has this anchor`,
        via,
      });
      return null;
    }
    let node: Json = value;
    for (const [index, token] of fragment.tokens.entries()) {
      const next = memberOf(node, token);
      if (next === undefined) {
        const parent = fragment.tokens.slice(0, index).at(-1);
        const inside = parent === undefined ? 'the document' : quote(parent);
        const through = isJsonObject(node) && Object.hasOwn(node, '$ref') ? `, which is itself a $ref` : '';
        this.#fail('reference-unresolvable', at, {
          message: `$ref ${quote(reference)}: there is no ${quote(token)} in ${inside}${through}`,
          via,
        });
        return null;
      }
      node = next;
    }
    return { file, tokens: fragment.tokens, node };
  }

  /** `discriminator.mapping`: names of component schemas or references (OAS, Discriminator Object). */
  #discriminator(visit: Visit): void {
    const { discriminator } = visit.node;
    const mapping = isJsonObject(discriminator) ? discriminator['mapping'] : undefined;
    if (!isJsonObject(mapping) || this.#mappings.has(mapping)) return;
    const targets = new Map<string, ReferenceTarget>();
    this.#mappings.set(mapping, targets);
    for (const [tag, reference] of Object.entries(mapping)) {
      if (typeof reference !== 'string') continue;
      const at = this.#loaded.origins.member(mapping, tag);
      const target = this.#componentSchema(reference) ?? this.#target(reference, visit.file, at, visit.via);
      if (target === null) continue;
      targets.set(tag, target);
      this.#enter(target, 'schema', { at, up: visit.via });
    }
  }

  #componentSchema(name: string): ReferenceTarget | null {
    const { document, root } = this.#loaded;
    const components = memberOf(document, 'components');
    const schemas = components === undefined ? undefined : memberOf(components, 'schemas');
    const node = isJsonObject(schemas) ? memberOf(schemas, name) : undefined;
    return node === undefined ? null : { file: root.path, tokens: ['components', 'schemas', name], node };
  }

  #checkKinds(): void {
    for (const [holder, target] of this.#targets) {
      const expected = this.#kinds.get(holder)!;
      const actual = isJsonObject(target.node) ? this.#structural.get(target.node) : undefined;
      if (actual === undefined || actual === expected) continue;
      this.#fail('reference-invalid', this.#loaded.origins.member(holder, '$ref'), {
        message: `$ref ${quote(holder['$ref'])} names a ${kindNames[actual]} where a ${kindNames[expected]} is expected`,
      });
    }
  }

  /** Chains of nothing but references that never arrive. Each is reported once. */
  #reportCycles(): void {
    const settled = new Set<JsonObject>();
    for (const start of this.#targets.keys()) {
      const chain: JsonObject[] = [];
      const inChain = new Set<JsonObject>();
      let node: Json | undefined = start;
      while (isJsonObject(node) && this.#targets.has(node) && !settled.has(node) && !inChain.has(node)) {
        inChain.add(node);
        chain.push(node);
        node = this.#targets.get(node)?.node;
      }
      if (isJsonObject(node) && inChain.has(node)) this.#reportCycle(chain.slice(chain.indexOf(node)));
      for (const visited of chain) settled.add(visited);
    }
  }

  #reportCycle(cycle: readonly JsonObject[]): void {
    const { origins } = this.#loaded;
    const [first, ...others] = cycle.map((node) => ({ node, at: origins.member(node, '$ref') }));
    if (first === undefined) return;
    const names = [...cycle, cycle[0]!].map((node) => origins.of(node).pointer.split('/').at(-1));
    this.#fail('reference-cycle', first.at, {
      message: `References go round in a circle: ${names.join(' → ')}`,
      related: others.map(({ at }) => ({ message: 'by way of', at })),
    });
  }

  #fail(
    code: 'reference-invalid' | 'reference-forbidden' | 'reference-unresolvable' | 'reference-cycle',
    at: Location,
    report: { readonly message: string; readonly via?: Via | null; readonly related?: readonly Related[] },
  ): void {
    this.#failed = true;
    this.#diagnostics.report(code, at, report.message, {
      related: report.related ?? chainOf(at, report.via ?? null),
    });
  }
}

/** Where other files refer to the file of `at`, from the inside out. */
function chainOf(at: Location, via: Via | null): readonly Related[] {
  const chain: Related[] = [];
  let { file } = at;
  for (let step = via; step !== null && chain.length < 10; step = step.up) {
    if (step.at.file === file) continue;
    file = step.at.file;
    chain.push({ message: 'referred to from here', at: step.at });
  }
  return chain;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

function describe(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function reverseFrom(list: Visit[], first: number): void {
  const tail = list.splice(first).reverse();
  for (const item of tail) list.push(item);
}
