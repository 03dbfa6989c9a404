import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Location, Related, Severity } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/quoted.js';
import { isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import type { SourceFile } from '../load/source-file.js';
import { findAnchor } from './anchors.js';
import { visitChildren, visitMap } from './children.js';
import { kindNames, referable, type ObjectKind } from './object-grammar.js';
import { isInside, parseReference } from './reference-target.js';

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

/** Where a reference is written, and how the walk came there; looked up in the text only where something is wrong. */
interface Via {
  readonly holder: JsonObject;
  readonly member: string;
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
      ({ holder, kind: memberKind }) => this.#map(holder, memberKind, visit),
    );
    reverseFrom(this.#pending, first);
    if (kind === 'schema') this.#discriminator(visit);
  }

  #reference(visit: Visit): void {
    const { node, kind, file } = visit;
    const via: Via = { holder: node, member: '$ref', up: visit.via };
    const reference = node['$ref'];
    if (typeof reference !== 'string') {
      this.#fail('reference-invalid', via, `A $ref must be a string, not ${describe(reference)}`);
      return;
    }
    const target = this.#target(reference, file, via, severityOf(kind));
    if (target === null) return;
    if (!isJsonObject(target.node) && !(kind === 'schema' && typeof target.node === 'boolean')) {
      this.#fail(
        'reference-invalid',
        via,
        `$ref ${quoted(reference)} names ${describe(target.node)}, not a ${kindNames[kind]}`,
      );
      return;
    }
    if (kind === 'operation') {
      const message = 'An operation cannot be a $ref; it was followed nevertheless';
      this.#diagnostics.report('reference-nonstandard', this.#at(via), message);
    }
    this.#targets.set(node, target);
    this.#kinds.set(node, kind);
    this.#enter(target, kind, via);
  }

  /** A `$ref` in place of a whole map of objects: no version allows it, published documents split files so. */
  #map(holder: JsonObject, kind: ObjectKind, visit: Visit): void {
    const via: Via = { holder, member: '$ref', up: visit.via };
    const reference = holder['$ref'] as string;
    const target = this.#target(reference, visit.file, via, 'error');
    if (target === null || this.#targets.has(holder)) return;
    if (!isJsonObject(target.node) || target.node === holder) {
      this.#fail(
        'reference-invalid',
        via,
        `$ref ${quoted(reference)} names no map of ${kindNames[kind]} objects`,
      );
      return;
    }
    const message = `A $ref cannot stand for a whole map of ${kindNames[kind]} objects; it was followed nevertheless`;
    this.#diagnostics.report('reference-nonstandard', this.#at(via), message);
    this.#targets.set(holder, target);
    visitMap(target.node, kind, (child) => {
      if (!isJsonObject(child.value)) return;
      this.#referenced.push({ node: child.value, kind, file: target.file, via, referenced: true });
    });
  }

  #enter(target: ReferenceTarget, kind: ObjectKind, via: Via): void {
    if (!isJsonObject(target.node)) return;
    this.#referenced.push({ node: target.node, kind, file: target.file, via, referenced: true });
  }

  #target(reference: string, base: string, via: Via, severity: Severity): ReferenceTarget | null {
    const parsed = parseReference(reference, base, this.#loaded.folder);
    if (!parsed.ok) {
      this.#fail(parsed.code, via, `$ref ${quoted(reference)}: ${parsed.reason}`);
      return null;
    }
    const file = this.#open(parsed.file, reference, via);
    if (file === null) return null;
    const value = file.path === this.#loaded.root.path ? this.#loaded.document : file.value;
    return parsed.fragment.kind === 'anchor'
      ? this.#anchor(value, file.path, parsed.fragment.name, reference, via)
      : this.#pointer(value, file.path, parsed.fragment.tokens, { reference, via, severity });
  }

  #open(path: string, reference: string, via: Via): SourceFile | null {
    const { reader, root, folder } = this.#loaded;
    if (path === root.path) return root;
    const at = this.#at(via);
    const real = reader.realPath(path, at);
    if (real !== null && !isInside(folder, real)) {
      this.#fail(
        'reference-forbidden',
        via,
        `$ref ${quoted(reference)}: a link leads out of the folder of the root document`,
      );
      return null;
    }
    const file = real === null ? null : reader.read(real, at);
    if (file === null) this.#failed = true;
    return file;
  }

  #anchor(value: Json, file: string, name: string, reference: string, via: Via): ReferenceTarget | null {
    const found = findAnchor(value, name);
    if (found.length === 1) return { file, tokens: [name], node: found[0]! };
    const none = found.length === 0;
    this.#fail(
      none ? 'reference-unresolvable' : 'reference-invalid',
      via,
      `$ref ${quoted(reference)}: ${none ? 'no schema has' : 'more than one schema has'} this anchor`,
    );
    return null;
  }

  #pointer(
    value: Json,
    file: string,
    tokens: readonly string[],
    from: { readonly reference: string; readonly via: Via; readonly severity: Severity },
  ): ReferenceTarget | null {
    let target: ReferenceTarget = { file, tokens: [], node: value };
    let indirect = false;
    for (const [index, token] of tokens.entries()) {
      let next = memberOf(target.node, token);
      if (next === undefined) {
        const through = this.#through(target, from);
        next = through === null ? undefined : memberOf(through.node, token);
        if (through !== null && next !== undefined) {
          indirect = true;
          target = through;
        }
      }
      if (next === undefined) {
        const inside = index === 0 ? 'the document' : quoted(tokens[index - 1]!);
        this.#fail(
          'reference-unresolvable',
          from.via,
          `$ref ${quoted(from.reference)}: there is no ${quoted(token)} in ${inside}`,
          from.severity,
        );
        return null;
      }
      target = { file: target.file, tokens: [...target.tokens, token], node: next };
    }
    if (indirect) {
      this.#diagnostics.report(
        'reference-indirect',
        this.#at(from.via),
        `$ref ${quoted(from.reference)} leads through another $ref, which was followed`,
      );
    }
    return target;
  }

  /** What a reference in the middle of a pointer names: no JSON Pointer goes there, but published documents do. */
  #through(
    target: ReferenceTarget,
    from: { readonly via: Via; readonly severity: Severity },
  ): ReferenceTarget | null {
    let through = target;
    const seen = new Set<Json>();
    while (
      isJsonObject(through.node) &&
      typeof through.node['$ref'] === 'string' &&
      !seen.has(through.node)
    ) {
      seen.add(through.node);
      const via: Via = { holder: through.node, member: '$ref', up: from.via };
      const next = this.#target(through.node['$ref'], through.file, via, from.severity);
      if (next === null) return null;
      through = next;
    }
    return through === target ? null : through;
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
      const via: Via = { holder: mapping, member: tag, up: visit.via };
      const target = this.#componentSchema(reference) ?? this.#mapped(reference, visit, via);
      if (target === null) continue;
      targets.set(tag, target);
      this.#enter(target, 'schema', via);
    }
  }

  /** What a mapping names that is no component: a reference, if it looks like one. */
  #mapped(reference: string, visit: Visit, via: Via): ReferenceTarget | null {
    if (/[#./]/u.test(reference)) return this.#target(reference, visit.file, via, 'error');
    this.#fail('reference-unresolvable', via, `No component schema is named ${quoted(reference)}`);
    return null;
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
      const expected = this.#kinds.get(holder);
      const actual = isJsonObject(target.node) ? this.#structural.get(target.node) : undefined;
      if (expected === undefined || actual === undefined || actual === expected) continue;
      this.#fail(
        'reference-invalid',
        { holder, member: '$ref', up: null },
        `This $ref names a ${kindNames[actual]} where a ${kindNames[expected]} is expected`,
        mismatch(actual, expected),
      );
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
    const names = [...cycle, cycle[0]!].map((node) => origins.of(node).pointer.split('/').at(-1));
    this.#failed = true;
    this.#diagnostics.report(
      'reference-cycle',
      origins.member(cycle[0]!, '$ref'),
      `References go round in a circle: ${names.join(' → ')}`,
      { related: cycle.slice(1).map((node) => ({ message: 'by way of', at: origins.member(node, '$ref') })) },
    );
  }

  #at(via: Via): Location {
    return this.#loaded.origins.member(via.holder, via.member);
  }

  #fail(
    code: 'reference-invalid' | 'reference-forbidden' | 'reference-unresolvable',
    via: Via,
    message: string,
    severity: Severity = 'error',
  ): void {
    if (severity === 'error') this.#failed = true;
    this.#diagnostics.report(code, this.#at(via), message, { severity, related: this.#chain(via) });
  }

  /** Where other files refer to the file of a place, from the inside out. */
  #chain(via: Via): readonly Related[] {
    const chain: Related[] = [];
    let { file } = this.#at(via);
    for (let step = via.up; step !== null && chain.length < 10; step = step.up) {
      const at = this.#at(step);
      if (at.file === file) continue;
      file = at.file;
      chain.push({ message: 'referred to from here', at });
    }
    return chain;
  }
}

/** Nothing is decided by an example or a link: a lost one is not worth a refusal. */
function severityOf(kind: ObjectKind): Severity {
  return kind === 'example' || kind === 'link' ? 'medium' : 'error';
}

/** How bad it is to find one kind where another is expected. */
function mismatch(actual: ObjectKind, expected: ObjectKind): Severity {
  // Anything read as a schema is one, if a useless one: whatever it does not restrict is let through.
  if (expected === 'schema') return 'high';
  // Both are described content.
  const content = [actual, expected].every((kind) => kind === 'requestBody' || kind === 'response');
  return content ? 'medium' : 'error';
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
