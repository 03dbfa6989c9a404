import { quoted } from '../diagnostics/quoted.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import { isInside } from '../load/is-inside.js';
import { isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import { isRemote } from '../load/is-remote.js';
import type { SourceFile } from '../load/source-file.js';
import { findAnchor } from './anchors.js';
import type { FaultCode, ReferenceReporter, Via } from './reference-reporter.js';
import { parseReference, type Fragment } from './reference-target.js';

/** What a `$ref` names. It may be another reference. */
export interface ReferenceTarget {
  /** Absolute path, or URL. */
  readonly file: string;
  readonly tokens: readonly string[];
  readonly node: Json;
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
}

/** Finds what references name, opening files as needed, and reports those that name nothing. */
export class TargetFinder {
  readonly #loaded: LoadedDocument;
  readonly #reporter: ReferenceReporter;
  readonly #realPaths = new Map<string, string>();
  /** References inside the pointers of others that are being followed. */
  readonly #open = new Set<JsonObject>();

  constructor(loaded: LoadedDocument, reporter: ReferenceReporter) {
    this.#loaded = loaded;
    this.#reporter = reporter;
  }

  find(sought: SoughtReference): ReferenceTarget | null {
    const { reference, base } = sought;
    const identified = this.#bySelf(reference);
    const parsed =
      identified === null
        ? parseReference(reference, base, this.#loaded)
        : parseReference(identified.fragment, identified.file, this.#loaded);
    if (!parsed.ok) {
      this.#fail(sought, parsed.code, parsed.reason);
      return null;
    }
    const file = this.#file(parsed.file, sought);
    if (file === null) return null;
    const value = file.path === this.#loaded.root.path ? this.#loaded.document : file.value;
    const start: ReferenceTarget = { file: file.path, tokens: [], node: value };
    return this.#fragment(start, parsed.fragment, sought);
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

  /** What a reference of nothing but a fragment names in a schema resource of its own. */
  fragment(resource: ReferenceTarget, sought: SoughtReference): ReferenceTarget | null {
    const parsed = parseReference(sought.reference, sought.base, this.#loaded);
    if (parsed.ok) return this.#fragment(resource, parsed.fragment, sought);
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
      { file: root.path, tokens: [], node: document },
      ['components', 'schemas', name],
      sought,
    );
  }

  #anchor(start: ReferenceTarget, name: string, sought: SoughtReference): ReferenceTarget | null {
    const found = findAnchor(start.node, name);
    if (found.length === 1) return { file: start.file, tokens: [name], node: found[0]! };
    if (found.length === 0) this.#fail(sought, 'reference-unresolvable', 'no schema has this anchor');
    else this.#fail(sought, 'reference-invalid', 'more than one schema has this anchor');
    return null;
  }

  #pointer(
    start: ReferenceTarget,
    tokens: readonly string[],
    sought: SoughtReference,
  ): ReferenceTarget | null {
    let target = start;
    let indirect = false;
    for (const [index, token] of tokens.entries()) {
      let next = memberOf(target.node, token);
      if (next === undefined) {
        const through = this.#through(target, sought);
        next = through === null ? undefined : memberOf(through.node, token);
        if (through !== null && next !== undefined) {
          indirect = true;
          target = through;
        }
      }
      if (next === undefined) {
        const inside = index === 0 ? 'the document' : quoted(tokens[index - 1]!);
        this.#fail(sought, 'reference-unresolvable', `there is no ${quoted(token)} in ${inside}`);
        return null;
      }
      target = { file: target.file, tokens: [...target.tokens, token], node: next };
    }
    if (indirect && sought.quiet !== true) {
      const message = `The reference ${quoted(sought.reference)} leads through another $ref, which was followed`;
      this.#reporter.note('reference-indirect', sought.via, message);
    }
    return target;
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
      if (found === null) {
        this.#reporter.failed = true;
        return null;
      }
      this.#realPaths.set(path, (real = found));
    }
    if (!isRemote(real) && !isInside(folder, real)) {
      this.#fail(sought, 'reference-forbidden', 'a link leads out of the folder of the root document');
      return null;
    }
    const file = real === root.path ? root : reader.read(real, this.#reporter.at(via));
    if (file === null) this.#reporter.failed = true;
    return file;
  }

  #fail(sought: SoughtReference, code: FaultCode, reason: string): void {
    if (sought.quiet === true) return;
    const message = `The reference ${quoted(sought.reference)}: ${reason}`;
    this.#reporter.fail(code, sought.via, message, sought.severity);
  }
}

/** Whether a reference is a URI, starting from it where it is absolute. */
function isSameUri(reference: string, uri: string): boolean {
  if (reference === uri) return true;
  return (
    URL.canParse(reference, uri) && URL.canParse(uri) && new URL(reference, uri).href === new URL(uri).href
  );
}
