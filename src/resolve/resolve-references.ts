import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { quoted } from '../diagnostics/quoted.js';
import { hasJsonSchema } from '../load/document-version.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import { checkDynamicAnchors } from './check-dynamic-anchors.js';
import { visitChildren, visitMap } from './children.js';
import { grammarOf, kindNames, type MemberGrammar, referable, type ObjectKind } from './object-grammar.js';
import { mismatchSeverity, lossSeverity } from './reference-severity.js';
import { ReferenceReporter, type Via } from './reference-reporter.js';
import { isKnownDialect } from './schema-dialect.js';
import type { SchemaResource } from './schema-resource.js';
import { SchemaResources } from './schema-resources.js';
import { TargetFinder, type ReferenceTarget } from './target-finder.js';

export interface References {
  /** Target of each object that has a `$ref`, unless it is lost or goes round in a circle. */
  readonly targets: ReadonlyMap<JsonObject, ReferenceTarget>;
  /** Target of each schema that has a `$dynamicRef`, where nothing in the dynamic scope says otherwise. */
  readonly dynamicTargets: ReadonlyMap<JsonObject, ReferenceTarget>;
  /** Of those that what the dynamic scope holds may replace: the anchor's name, by the same schemas. */
  readonly dynamicNames: ReadonlyMap<JsonObject, string>;
  readonly resources: SchemaResources;
  /** Every schema that was reached. */
  readonly schemas: ReadonlySet<JsonObject>;
  /**
   * Targets of `discriminator.mapping`, by mapping object and value of the tag; of `defaultMapping`, by discriminator
   * and that word.
   */
  readonly mappings: ReadonlyMap<JsonObject, ReadonlyMap<string, ReferenceTarget>>;
  /** Targets of security requirements that name their scheme by a URI (OAS 3.2), by requirement and name. */
  readonly schemes: ReadonlyMap<JsonObject, ReadonlyMap<string, ReferenceTarget>>;
  /**
   * Members whose reference has no target, those of examples and links aside, by the object that has them. Why is
   * reported once, where several are lost for the same reason.
   */
  readonly lost: ReadonlyMap<JsonObject, ReadonlySet<string>>;
  /** Objects that stand where no structure of the root document leads: in other files, in extensions. */
  readonly outside: readonly { readonly node: JsonObject; readonly kind: ObjectKind }[];
}

interface Visit {
  readonly node: JsonObject;
  readonly kind: ObjectKind;
  readonly file: string;
  readonly via: Via | null;
  /** Reached by a reference, not by the structure of what holds it. */
  readonly referenced: boolean;
  /** Of schemas of OpenAPI 3.1 and later: what they belong to, or stand in. */
  readonly resource: SchemaResource | null;
}

/**
 * Follows every reference that the structure of the document has, through files, each object once. Everything that
 * does not resolve is reported, and has no target.
 */
export function resolveReferences(loaded: LoadedDocument, diagnostics: Diagnostics): References {
  return new ReferenceResolver(loaded, diagnostics).resolve();
}

class ReferenceResolver {
  readonly #loaded: LoadedDocument;
  readonly #reporter: ReferenceReporter;
  readonly #resources: SchemaResources;
  readonly #finder: TargetFinder;
  readonly #targets = new Map<JsonObject, ReferenceTarget>();
  readonly #dynamicTargets = new Map<JsonObject, ReferenceTarget>();
  readonly #dynamicNames = new Map<JsonObject, string>();
  readonly #kinds = new Map<JsonObject, ObjectKind>();
  readonly #lost = new Map<JsonObject, Set<string>>();
  readonly #mappings = new Map<JsonObject, ReadonlyMap<string, ReferenceTarget>>();
  readonly #schemes = new Map<JsonObject, ReadonlyMap<string, ReferenceTarget>>();
  readonly #outside: { node: JsonObject; kind: ObjectKind }[] = [];
  readonly #visited = new Map<ObjectKind, Set<JsonObject>>();
  /** Kind of each object by the structure that holds it, which its references must agree with. */
  readonly #structural = new Map<JsonObject, ObjectKind>();
  readonly #pending: Visit[] = [];
  /** Referenced objects wait until the structure was walked, so that what the structure reaches has no chain. */
  readonly #referenced: Visit[] = [];
  /** References that name an `$id` nobody had when they were met. */
  #later: (() => void)[] = [];

  constructor(loaded: LoadedDocument, diagnostics: Diagnostics) {
    this.#loaded = loaded;
    this.#reporter = new ReferenceReporter(loaded.origins, diagnostics);
    this.#resources = new SchemaResources(loaded);
    this.#finder = new TargetFinder(loaded, this.#resources, this.#reporter);
  }

  resolve(): References {
    const { document, root, version } = this.#loaded;
    if (hasJsonSchema(version)) this.#dialect(document, 'jsonSchemaDialect', null);
    this.#pending.push({
      node: document,
      kind: 'document',
      file: root.path,
      via: null,
      referenced: false,
      resource: null,
    });
    let next = 0;
    for (;;) {
      const visit = this.#pending.pop() ?? this.#referenced[next++];
      if (visit !== undefined) {
        this.#visit(visit);
        continue;
      }
      const later = this.#later;
      if (later.length === 0) break;
      this.#later = [];
      for (const retry of later) retry();
    }
    this.#checkKinds();
    const schemas = this.#visited.get('schema') ?? new Set();
    checkDynamicAnchors(this.#dynamicNames, this.#resources, this.#reporter);
    this.#reportCycles();
    return {
      targets: this.#targets,
      dynamicTargets: this.#dynamicTargets,
      dynamicNames: this.#dynamicNames,
      resources: this.#resources,
      schemas,
      mappings: this.#mappings,
      schemes: this.#schemes,
      lost: this.#lost,
      outside: this.#outside,
    };
  }

  #visit(visit: Visit): void {
    const { node, kind } = visit;
    let visited = this.#visited.get(kind);
    if (visited === undefined) this.#visited.set(kind, (visited = new Set()));
    if (visited.has(node)) return;
    visited.add(node);
    if (!visit.referenced) this.#structural.set(node, kind);
    else if (!this.#structural.has(node)) this.#outside.push({ node, kind });
    const inner = kind === 'schema' && hasJsonSchema(this.#loaded.version) ? this.#schema31(visit) : visit;
    if (referable.has(kind) && Object.hasOwn(node, '$ref')) {
      this.#reference(inner);
      // Only these two have other members beside `$ref` that mean something.
      if (kind !== 'schema' && kind !== 'pathItem') return;
    }
    this.#children(inner);
    if (kind === 'schema') this.#discriminator(inner);
    if (this.#loaded.version === '3.2' && (kind === 'operation' || kind === 'document'))
      this.#security(inner);
  }

  /**
   * Names of schemes in `security`: of a component first, of none then a URI reference (OAS 3.2, Security Requirement
   * Object). A component's name cannot look like one, which the official schema sees to.
   */
  #security(visit: Visit): void {
    const { security } = visit.node;
    for (const requirement of isJsonArray(security) ? security : []) {
      if (!isJsonObject(requirement) || this.#schemes.has(requirement)) continue;
      const targets = new Map<string, ReferenceTarget>();
      for (const name of Object.keys(requirement)) {
        if (this.#declaresScheme(name) || !/[/#:]/u.test(name)) continue;
        const via: Via = { holder: requirement, member: name, up: visit.via, on: 'key' };
        const target = this.#finder.find({ reference: name, base: visit.file, via, severity: 'error' });
        if (isJsonObject(target?.node)) {
          targets.set(name, target);
          this.#enter(target, 'securityScheme', via);
          continue;
        }
        this.#lose(requirement, name);
        if (target !== null) {
          const message = `The URI ${quoted(name)} names ${describe(target.node)}, not a security scheme`;
          this.#reporter.fail('reference-invalid', via, message);
        }
      }
      if (targets.size > 0) this.#schemes.set(requirement, targets);
    }
  }

  #declaresScheme(name: string): boolean {
    const { components } = this.#loaded.document;
    const schemes = isJsonObject(components) ? components['securitySchemes'] : undefined;
    return isJsonObject(schemes) && Object.hasOwn(schemes, name);
  }

  #children(visit: Visit): void {
    const { file, via, resource } = visit;
    const first = this.#pending.length;
    visitChildren(
      visit.node,
      visit.kind,
      grammarOf(this.#loaded.version),
      ({ value, kind }) => {
        if (!isJsonObject(value)) return;
        this.#pending.push({ node: value, kind, file, via, referenced: false, resource });
      },
      ({ holder, member }) => this.#map(holder, member, visit),
    );
    reverseFrom(this.#pending, first);
  }

  /** @param isLast whether nothing is left to be read that may have an `$id` it names */
  #reference(visit: Visit, isLast = false): void {
    const { node, kind, file, resource } = visit;
    const via: Via = { holder: node, member: '$ref', up: visit.via };
    const reference = node['$ref'];
    if (typeof reference !== 'string') {
      this.#lose(node, '$ref');
      this.#reporter.fail('reference-invalid', via, `A $ref must be a string, not ${describe(reference)}`);
      return;
    }
    const sought = { reference, base: file, via, severity: lossSeverity(kind), resource };
    const later = (): void => void this.#later.push(() => this.#reference(visit, true));
    const target = this.#finder.find(resource === null || isLast ? sought : { ...sought, later });
    if (lossSeverity(kind) === 'error') this.#lose(node, '$ref');
    if (target === null) return;
    if (!isJsonObject(target.node) && !(kind === 'schema' && typeof target.node === 'boolean')) {
      const message = `The reference ${quoted(reference)} names ${describe(target.node)}, not a ${kindNames[kind]}`;
      this.#reporter.fail('reference-invalid', via, message);
      return;
    }
    if (kind === 'operation' || (kind === 'mediaType' && this.#loaded.version !== '3.2')) {
      const message = `A $ref cannot stand for a ${kindNames[kind]} in this version; it was followed nevertheless`;
      this.#reporter.note('reference-nonstandard', via, message);
    }
    this.#regain(node, '$ref');
    this.#targets.set(node, target);
    this.#kinds.set(node, kind);
    this.#enter(target, kind, via);
  }

  /** A `$ref` in place of a whole map of objects: no version allows it, published documents split files so. */
  #map(holder: JsonObject, member: MemberGrammar, visit: Pick<Visit, 'file' | 'via'>): void {
    const { kind } = member;
    const via: Via = { holder, member: '$ref', up: visit.via };
    const reference = holder['$ref'] as string;
    const target = this.#finder.find({ reference, base: visit.file, via, severity: 'error' });
    if (this.#targets.has(holder)) return;
    this.#lose(holder, '$ref');
    if (target === null) return;
    if (!isJsonObject(target.node) || target.node === holder) {
      const message = `The reference ${quoted(reference)} names no map of ${kindNames[kind]} objects`;
      this.#reporter.fail('reference-invalid', via, message);
      return;
    }
    const message = `A $ref cannot stand for a whole map of ${kindNames[kind]} objects; it was followed nevertheless`;
    this.#reporter.note('reference-nonstandard', via, message);
    this.#regain(holder, '$ref');
    this.#targets.set(holder, target);
    const { file } = target;
    visitMap(
      target.node,
      member,
      ({ value }) => {
        if (!isJsonObject(value)) return;
        this.#referenced.push({ node: value, kind, file, via, referenced: true, resource: null });
      },
      // Of another file, which no structure leads to.
      ({ holder: inner }) => this.#map(inner, member, { file, via }),
    );
  }

  #enter(target: ReferenceTarget, kind: ObjectKind, via: Via): void {
    if (!isJsonObject(target.node)) return;
    const { node, file } = target;
    const resource = kind === 'schema' ? target.resource : null;
    this.#referenced.push({ node, kind, file, via, referenced: true, resource });
  }

  /** What only schemas of 3.1 have: dialects, resources, dynamic references. */
  #schema31(visit: Visit): Visit {
    const { node } = visit;
    this.#dialect(node, '$schema', visit.via);
    const inner = { ...visit, resource: this.#resources.of(node, visit.resource, visit.file) };
    if (typeof node['$dynamicRef'] === 'string') this.#dynamicReference(node['$dynamicRef'], inner, false);
    return inner;
  }

  #dynamicReference(reference: string, visit: Visit, isLast: boolean): void {
    const { node, file, resource } = visit;
    const via: Via = { holder: node, member: '$dynamicRef', up: visit.via };
    const later = (): void => void this.#later.push(() => this.#dynamicReference(reference, visit, true));
    const sought = { reference, base: file, via, severity: 'error', resource, isDynamic: true } as const;
    const target = this.#finder.find(isLast ? sought : { ...sought, later });
    if (target === null) {
      this.#lose(node, '$dynamicRef');
      return;
    }
    this.#regain(node, '$dynamicRef');
    this.#dynamicTargets.set(node, target);
    this.#enter(target, 'schema', via);
    // Only an anchor that is dynamic itself makes the reference so (JSON Schema 2020-12 Core section 8.2.3.2).
    const name = isJsonObject(target.node) ? target.node['$dynamicAnchor'] : undefined;
    const hash = reference.indexOf('#');
    const fragment = hash < 0 ? '' : decodeURIComponent(reference.slice(hash + 1));
    if (typeof name === 'string' && fragment === name) this.#dynamicNames.set(node, name);
  }

  #dialect(node: JsonObject, member: '$schema' | 'jsonSchemaDialect', up: Via | null): void {
    const dialect = node[member];
    if (dialect === undefined || isKnownDialect(dialect)) return;
    const name = typeof dialect === 'string' ? quoted(dialect) : describe(dialect);
    const message = `The schema dialect ${name} is not supported`;
    this.#reporter.fail('schema-dialect', { holder: node, member, up }, message);
  }

  /** `mapping` and `defaultMapping`: names of component schemas or references (OAS, Discriminator Object). */
  #discriminator(visit: Visit): void {
    const { discriminator } = visit.node;
    if (!isJsonObject(discriminator)) return;
    if (this.#loaded.version === '3.2') this.#mapping(discriminator, ['defaultMapping'], visit);
    const { mapping } = discriminator;
    if (isJsonObject(mapping)) this.#mapping(mapping, Object.keys(mapping), visit);
  }

  #mapping(mapping: JsonObject, tags: readonly string[], visit: Visit): void {
    if (this.#mappings.has(mapping)) return;
    const targets = new Map<string, ReferenceTarget>();
    this.#mappings.set(mapping, targets);
    for (const tag of tags) {
      const reference = mapping[tag];
      if (typeof reference !== 'string') continue;
      const via: Via = { holder: mapping, member: tag, up: visit.via };
      const target = this.#finder.componentSchema(reference, via) ?? this.#mapped(reference, visit, via);
      if (target === null) {
        this.#lose(mapping, tag);
        continue;
      }
      targets.set(tag, target);
      this.#enter(target, 'schema', via);
    }
  }

  /** What a mapping names that is no component: a reference, if it looks like one. */
  #mapped(reference: string, visit: Visit, via: Via): ReferenceTarget | null {
    if (/[#./]/u.test(reference)) {
      const { file, resource } = visit;
      return this.#finder.find({ reference, base: file, via, severity: 'error', resource });
    }
    this.#reporter.fail('reference-unresolvable', via, `No component schema is named ${quoted(reference)}`);
    return null;
  }

  #lose(holder: JsonObject, member: string): void {
    const members = this.#lost.get(holder);
    if (members === undefined) this.#lost.set(holder, new Set([member]));
    else members.add(member);
  }

  /** What was taken for lost before it was sought everywhere. */
  #regain(holder: JsonObject, member: string): void {
    this.#lost.get(holder)?.delete(member);
  }

  #leave(holder: JsonObject): void {
    this.#targets.delete(holder);
    this.#lose(holder, '$ref');
  }

  #checkKinds(): void {
    for (const [holder, target] of this.#targets) {
      const expected = this.#kinds.get(holder);
      const actual = isJsonObject(target.node) ? this.#structural.get(target.node) : undefined;
      if (expected === undefined || actual === undefined || actual === expected) continue;
      const severity = mismatchSeverity(actual, expected);
      this.#reporter.fail(
        'reference-invalid',
        { holder, member: '$ref', up: null },
        `This $ref names a ${kindNames[actual]} where a ${kindNames[expected]} is expected`,
        { severity },
      );
      if (severity === 'error') this.#leave(holder);
    }
  }

  /** Chains of nothing but references that never arrive. Each is reported once, and then ends. */
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
      if (isJsonObject(node) && inChain.has(node)) {
        const cycle = chain.slice(chain.indexOf(node));
        this.#reporter.cycle(cycle);
        for (const holder of cycle) this.#leave(holder);
      }
      for (const visited of chain) settled.add(visited);
    }
  }
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
