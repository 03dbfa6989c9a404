import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { quoted } from '../diagnostics/quoted.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import { isInside } from '../load/is-inside.js';
import { parsePointer } from '../load/json-pointer.js';
import { isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import { hasJsonSchema } from '../load/document-version.js';
import type { LoadedDocument } from '../load/load-document.js';
import { isRemote } from '../load/is-remote.js';
import type { SourceFile } from '../load/source-file.js';
import { nearestName } from '../policy/nearest-name.js';
import type { FaultCode, ReferenceReporter, Via } from './reference-reporter.js';
import { parseReference, type Fragment } from './reference-target.js';
import { identifierOf, type SchemaResource } from './schema-resource.js';
import type { SchemaResources } from './schema-resources.js';

/** What a `$ref` names. It may be another reference. */
export interface ReferenceTarget {
  /** Absolute path, or URL. */
  readonly file: string;
  readonly tokens: readonly string[];
  readonly node: Json;
  /** Of schemas of OpenAPI 3.1 and later: what they belong to. */
  readonly resource: SchemaResource | null;
}

/** A reference to be followed. */
export interface SoughtReference {
  readonly reference: string;
  /** Absolute path of the file it stands in. */
  readonly base: string;
  readonly via: Via;
  /** Of the diagnostic, should it name nothing. */
  readonly severity: Severity;
  /** Nothing is reported: whoever asks will. */
  readonly quiet?: boolean;
  /** Of schemas of OpenAPI 3.1 and later: what the reference stands in. */
  readonly resource?: SchemaResource | null;
  /** A dynamic reference, whose anchor may stand several times in a file. */
  readonly isDynamic?: boolean;
  /** Called in place of a report where a schema in a file that is yet to be read may have the `$id` that is named. */
  readonly later?: () => void;
}

/** A document decides how many references are lost and among how many names: comparing all with all would be quadratic. */
const MAX_PROPOSALS = 20;
const MAX_NAMES = 1000;

/** Finds what references name, opening files as needed, and reports those that name nothing. */
export class TargetFinder {
  readonly #loaded: LoadedDocument;
  readonly #reporter: ReferenceReporter;
  readonly #resources: SchemaResources;
  readonly #realPaths = new Map<string, string>();
  /** References inside the pointers of others that are being followed. */
  readonly #open = new Set<JsonObject>();
  /** Lost references for which a name was sought that they may have meant. */
  #proposals = 0;

  constructor(loaded: LoadedDocument, resources: SchemaResources, reporter: ReferenceReporter) {
    this.#loaded = loaded;
    this.#resources = resources;
    this.#reporter = reporter;
  }

  find(sought: SoughtReference): ReferenceTarget | null {
    const { reference, resource = null } = sought;
    const self = this.#bySelf(reference);
    if (self !== null) return this.#located(sought, self.fragment, self.file);
    if (resource === null) return this.#located(sought);
    if (!reference.startsWith('#')) return this.#identified(resource, sought);
    return resource.isIdentified ? this.#inside(resource, sought) : this.#located(sought);
  }

  /** What a reference names by its place, as files are: that of a folder, or a URL. */
  #located(
    sought: SoughtReference,
    reference = sought.reference,
    base = sought.base,
  ): ReferenceTarget | null {
    const parsed = parseReference(reference, base, this.#loaded);
    if (!parsed.ok) {
      if (parsed.code === 'reference-forbidden' && sought.later !== undefined) sought.later();
      else this.#fail(sought, parsed.code, parsed.reason);
      return null;
    }
    const file = this.#file(parsed.file, sought);
    if (file === null) return null;
    return this.#fragment(this.#wholeFile(file), parsed.fragment, sought);
  }

  #wholeFile(file: SourceFile): ReferenceTarget {
    const { path: name } = file;
    const node = this.#resources.valueOf(name)!;
    const isResource = this.#hasResources && isJsonObject(node) && identifierOf(node) !== null;
    const resource = isResource ? this.#resources.of(node, null, name) : null;
    return { file: name, tokens: [], node, resource };
  }

  get #hasResources(): boolean {
    return hasJsonSchema(this.#loaded.version);
  }

  /** What a reference names by `$id` (JSON Schema 2020-12 Core section 8.2.1), else by the place that this stands for. */
  #identified(resource: SchemaResource, sought: SoughtReference): ReferenceTarget | null {
    const { reference, base } = sought;
    const hash = reference.indexOf('#');
    const location = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? '' : reference.slice(hash);
    const uri = this.#resources.uriOf(location, resource, base);
    const isPlain = !resource.isIdentified || uri === this.#resources.uriOf(location, null, base);
    const named = uri === null ? [] : this.#resources.identified(uri);
    if (named.length > 1) {
      this.#fail(sought, 'reference-invalid', 'more than one schema has this $id');
      return null;
    }
    if (named.length === 1) return this.fragment(named[0]!, fragment, sought);
    if (isPlain || /^https?:/iu.test(location)) return this.#located(sought);
    if (uri?.startsWith('file:') === true) {
      const file = pathOf(uri);
      if (file !== null) return this.#located(sought, relative(base, file) + fragment);
    }
    const sibling = uri === null ? null : this.#sibling(location, uri, sought);
    if (sibling !== null) return this.fragment(sibling, fragment, sought);
    if (sought.later === undefined) {
      const name = uri === null ? 'no URI' : quoted(uri);
      this.#fail(sought, 'schema-resource', `by the $id around it, it names ${name}, which no schema has`);
    } else {
      sought.later();
    }
    return null;
  }

  /** The schema of a file beside that of the reference, if it says that it is what is sought. */
  #sibling(location: string, uri: string, sought: SoughtReference): SchemaResource | null {
    const parsed = isRemote(sought.base) ? null : parseReference(location, sought.base, this.#loaded);
    if (parsed?.ok !== true || !this.#loaded.reader.exists(parsed.file)) return null;
    const file = this.#file(parsed.file, sought);
    if (file === null) return null;
    const { resource } = this.#wholeFile(file);
    return resource?.base === uri ? resource : null;
  }

  /**
   * What a fragment names in the schema with `$id` that it stands in. A pointer that leads nowhere there is one from
   * the root of the file: no reader takes it for anything else, and many documents are written so.
   */
  #inside(resource: SchemaResource, sought: SoughtReference): ReferenceTarget | null {
    const { reference, base } = sought;
    if (reference.startsWith('#/')) {
      const quiet = { ...sought, quiet: true };
      const within = this.fragment(resource, reference, quiet);
      if (within !== null) return within;
      const outside = this.#located(quiet, reference, base);
      if (outside !== null && sought.quiet !== true) {
        const message = `The reference ${quoted(reference)} leads out of the schema with "$id" that it stands in; it was followed nevertheless`;
        this.#reporter.note('reference-nonstandard', sought.via, message);
      }
      if (outside !== null) return outside;
    }
    return this.fragment(resource, reference, sought);
  }

  /** A document that was read already, by its `$self` (OAS 3.2 section 4.1.2): an identifier, which is never opened. */
  #bySelf(reference: string): { readonly file: string; readonly fragment: string } | null {
    const { version, files, root, document } = this.#loaded;
    const hash = reference.indexOf('#');
    const uri = hash < 0 ? reference : reference.slice(0, hash);
    if (version !== '3.2' || uri === '') return null;
    for (const file of files.values()) {
      const value = file.path === root.path ? document : file.value;
      const self = isJsonObject(value) ? value['$self'] : undefined;
      if (typeof self !== 'string' || !isSameUri(uri, self)) continue;
      return { file: file.path, fragment: hash < 0 ? '#' : reference.slice(hash) };
    }
    return null;
  }

  /** What a fragment, `#` included, names in a schema resource of its own. */
  fragment(resource: SchemaResource, fragment: string, sought: SoughtReference): ReferenceTarget | null {
    const { file, node } = resource;
    const tokens = parsePointer(this.#loaded.origins.of(node).pointer) ?? [];
    const start: ReferenceTarget = { file, tokens, node, resource };
    if (fragment === '') return start;
    const parsed = parseReference(fragment, file, this.#loaded);
    if (parsed.ok) return this.#fragment(start, parsed.fragment, sought);
    this.#fail(sought, parsed.code, parsed.reason);
    return null;
  }

  #fragment(start: ReferenceTarget, fragment: Fragment, sought: SoughtReference): ReferenceTarget | null {
    return fragment.kind === 'anchor'
      ? this.#anchor(start, fragment.name, sought)
      : this.#pointer(start, fragment.tokens, sought);
  }

  /** A component schema of the root document by its name, `null` where there is none. */
  componentSchema(name: string, via: Via): ReferenceTarget | null {
    const { document, root } = this.#loaded;
    const sought = { reference: name, base: root.path, via, severity: 'error', quiet: true } as const;
    return this.#pointer(
      { file: root.path, tokens: [], node: document, resource: null },
      ['components', 'schemas', name],
      sought,
    );
  }

  #anchor(start: ReferenceTarget, name: string, sought: SoughtReference): ReferenceTarget | null {
    const found = this.#anchors(start, name, sought);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (first === undefined) this.#fail(sought, 'reference-unresolvable', 'no schema has this anchor');
    else this.#fail(sought, 'reference-invalid', 'more than one schema has this anchor');
    return null;
  }

  /** Schemas of a name: of one resource, or of all in a file that have no `$id`. */
  #anchors(start: ReferenceTarget, name: string, sought: SoughtReference): readonly ReferenceTarget[] {
    const { file } = start;
    const { resource: own = null } = sought;
    const isOwn = sought.isDynamic === true && own?.file === file && start.resource === null;
    const resource = isOwn ? own : start.resource;
    const near = resource === null ? [] : (this.#resources.contentsOf(resource).anchors.get(name) ?? []);
    const found =
      start.resource !== null || near.length > 0
        ? near.map((node) => [node, resource] as const)
        : [...(this.#resources.anchorsOf(file).get(name) ?? [])];
    return found.map(([node, of]) => ({ file, tokens: [name], node, resource: of }));
  }

  #pointer(
    start: ReferenceTarget,
    tokens: readonly string[],
    sought: SoughtReference,
  ): ReferenceTarget | null {
    let target = start;
    let begin = start;
    let passed: Json[] = [start.node];
    let indirect = false;
    for (const [index, token] of tokens.entries()) {
      let next = memberOf(target.node, token);
      if (next === undefined) {
        const through = this.#through(target, sought);
        next = through === null ? undefined : memberOf(through.node, token);
        if (through !== null && next !== undefined) {
          indirect = true;
          target = through;
          begin = through;
          passed = [through.node];
        }
      }
      if (next === undefined) {
        const inside = index === 0 ? 'the document' : quoted(tokens[index - 1]!);
        const reason = `there is no ${quoted(token)} in ${inside}`;
        const help = sought.quiet === true ? undefined : this.#proposal(token, target.node);
        this.#fail(sought, 'reference-unresolvable', reason, help);
        return null;
      }
      passed.push(next);
      target = { ...target, tokens: [...target.tokens, token], node: next };
    }
    if (indirect && sought.quiet !== true) {
      const message = `The reference ${quoted(sought.reference)} leads through another $ref, which was followed`;
      this.#reporter.note('reference-indirect', sought.via, message);
    }
    if (!this.#hasResources) return target;
    const around = begin.resource?.isIdentified === true ? begin.resource : null;
    const rest = target.tokens.slice(begin.tokens.length);
    return { ...target, resource: this.#resources.along(target.file, around, passed, rest) };
  }

  /** What a reference in the middle of a pointer names: no JSON Pointer goes there, but published documents do. */
  #through(target: ReferenceTarget, sought: SoughtReference): ReferenceTarget | null {
    const { node, file } = target;
    if (!isJsonObject(node) || typeof node['$ref'] !== 'string' || this.#open.has(node)) return null;
    this.#open.add(node);
    const via: Via = { holder: node, member: '$ref', up: sought.via };
    const next = this.find({ ...sought, reference: node['$ref'], base: file, via, quiet: true });
    const final = next === null ? null : (this.#through(next, sought) ?? next);
    this.#open.delete(node);
    return final;
  }

  #file(path: string, sought: SoughtReference): SourceFile | null {
    const { via } = sought;
    const { reader, root, folder } = this.#loaded;
    if (path === root.path) return root;
    let real = this.#realPaths.get(path);
    if (real === undefined) {
      const found = reader.realPath(path, this.#reporter.at(via));
      if (found === null) return null;
      this.#realPaths.set(path, (real = found));
    }
    if (!isRemote(real) && !isInside(folder, real)) {
      this.#fail(sought, 'reference-forbidden', 'a link leads out of the folder of the root document');
      return null;
    }
    return real === root.path ? root : reader.read(real, this.#reporter.at(via));
  }

  /** Help for the first few. */
  #proposal(token: string, among: unknown): string | undefined {
    if (!isJsonObject(among) || this.#proposals === MAX_PROPOSALS) return undefined;
    const names = Object.keys(among);
    if (names.length > MAX_NAMES) return undefined;
    this.#proposals += 1;
    const near = nearestName(token, names);
    return near === null ? undefined : `Did you mean ${quoted(near)}?`;
  }

  #fail(sought: SoughtReference, code: FaultCode, reason: string, help?: string): void {
    if (sought.quiet === true) return;
    const message = `The reference ${quoted(sought.reference)}: ${reason}`;
    const { severity } = sought;
    this.#reporter.fail(code, sought.via, message, help === undefined ? { severity } : { severity, help });
  }
}

function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

/** A file as a reference from another. */
function relative(base: string, file: string): string {
  const steps = path.relative(path.dirname(base), file).split(path.sep);
  return `./${steps.map((step) => encodeURIComponent(step)).join('/')}`;
}

/** Whether a reference is a URI, starting from it where it is absolute. */
function isSameUri(reference: string, uri: string): boolean {
  if (reference === uri) return true;
  return (
    URL.canParse(reference, uri) && URL.canParse(uri) && new URL(reference, uri).href === new URL(uri).href
  );
}
