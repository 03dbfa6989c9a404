import { quoted } from '../diagnostics/quoted.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import { isJsonObject, memberOf, type Json, type JsonObject } from '../load/json.js';
import type { LoadedDocument } from '../load/load-document.js';
import type { SourceFile } from '../load/source-file.js';
import { findAnchor } from './anchors.js';
import type { ReferenceReporter, Via } from './reference-reporter.js';
import { isInside, parseReference, type Fragment } from './reference-target.js';

/** What a `$ref` names. It may be another reference. */
export interface ReferenceTarget {
  /** Absolute path. */
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
    const { reference, base, via } = sought;
    const parsed = parseReference(reference, base, this.#loaded.folder);
    if (!parsed.ok) {
      this.#reporter.fail(parsed.code, via, `The reference ${quoted(reference)}: ${parsed.reason}`);
      return null;
    }
    const file = this.#file(parsed.file, sought);
    if (file === null) return null;
    const value = file.path === this.#loaded.root.path ? this.#loaded.document : file.value;
    const start: ReferenceTarget = { file: file.path, tokens: [], node: value };
    return this.#fragment(start, parsed.fragment, sought);
  }

  /** What a reference of nothing but a fragment names in a schema resource of its own. */
  fragment(resource: ReferenceTarget, sought: SoughtReference): ReferenceTarget | null {
    const parsed = parseReference(sought.reference, sought.base, this.#loaded.folder);
    if (parsed.ok) return this.#fragment(resource, parsed.fragment, sought);
    this.#reporter.fail(
      parsed.code,
      sought.via,
      `The reference ${quoted(sought.reference)}: ${parsed.reason}`,
    );
    return null;
  }

  #fragment(start: ReferenceTarget, fragment: Fragment, sought: SoughtReference): ReferenceTarget | null {
    return fragment.kind === 'anchor'
      ? this.#anchor(start, fragment.name, sought)
      : this.#pointer(start, fragment.tokens, sought);
  }

  /** A component schema of the root document by its name, `null` where there is none. */
  componentSchema(name: string): ReferenceTarget | null {
    const { document, root } = this.#loaded;
    const components = memberOf(document, 'components');
    const schemas = components === undefined ? undefined : memberOf(components, 'schemas');
    const node = isJsonObject(schemas) ? memberOf(schemas, name) : undefined;
    return node === undefined ? null : { file: root.path, tokens: ['components', 'schemas', name], node };
  }

  #anchor(start: ReferenceTarget, name: string, { reference, via }: SoughtReference): ReferenceTarget | null {
    const found = findAnchor(start.node, name);
    if (found.length === 1) return { file: start.file, tokens: [name], node: found[0]! };
    const none = found.length === 0;
    this.#reporter.fail(
      none ? 'reference-unresolvable' : 'reference-invalid',
      via,
      `The reference ${quoted(reference)}: ${none ? 'no schema has' : 'more than one schema has'} this anchor`,
    );
    return null;
  }

  #pointer(
    start: ReferenceTarget,
    tokens: readonly string[],
    sought: SoughtReference,
  ): ReferenceTarget | null {
    const { reference, via, severity } = sought;
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
        const message = `The reference ${quoted(reference)}: there is no ${quoted(token)} in ${inside}`;
        this.#reporter.fail('reference-unresolvable', via, message, severity);
        return null;
      }
      target = { file: target.file, tokens: [...target.tokens, token], node: next };
    }
    if (indirect) {
      const message = `The reference ${quoted(reference)} leads through another $ref, which was followed`;
      this.#reporter.note('reference-indirect', via, message);
    }
    return target;
  }

  /** What a reference in the middle of a pointer names: no JSON Pointer goes there, but published documents do. */
  #through(target: ReferenceTarget, { via, severity }: SoughtReference): ReferenceTarget | null {
    const { node, file } = target;
    if (!isJsonObject(node) || typeof node['$ref'] !== 'string' || this.#open.has(node)) return null;
    this.#open.add(node);
    const through = this.find({
      reference: node['$ref'],
      base: file,
      via: { holder: node, member: '$ref', up: via },
      severity,
    });
    const final =
      through === null
        ? null
        : (this.#through(through, { reference: '', base: '', via, severity }) ?? through);
    this.#open.delete(node);
    return final;
  }

  #file(path: string, { reference, via }: SoughtReference): SourceFile | null {
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
    if (!isInside(folder, real)) {
      const message = `The reference ${quoted(reference)}: a link leads out of the folder of the root document`;
      this.#reporter.fail('reference-forbidden', via, message);
      return null;
    }
    const file = real === root.path ? root : reader.read(real, this.#reporter.at(via));
    if (file === null) this.#reporter.failed = true;
    return file;
  }
}
