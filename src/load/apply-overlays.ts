import { resolve } from 'node:path';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { methodsOf } from '../resolve/object-grammar.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.js';
import { selectPaths, type NodePath } from './json-path.js';
import type { LoadedDocument } from './load-document.js';
import { readOverlay, type OverlayAction, type OverlayDocument } from './overlay-document.js';
import { TreeEditor } from './tree-editor.js';

/**
 * Applies OpenAPI Overlays (1.0, 1.1) to the root document, in order. What an overlay adds has its place in the
 * overlay's file; references in it are relative to the root document, which it becomes part of.
 *
 * One rule differs from the Overlay Specification on purpose: a list that is `security`, or stands inside
 * `security` or `x-security`, is replaced and not appended to. Appending would add another way in.
 *
 * Returns `null` after reporting errors.
 *
 * @param overlayFiles paths, relative to the working directory
 */
export function applyOverlays(
  loaded: LoadedDocument,
  overlayFiles: readonly string[],
  diagnostics: Diagnostics,
): LoadedDocument | null {
  if (overlayFiles.length === 0) return loaded;
  const editor = new TreeEditor(loaded.document, loaded.origins);
  let failed = false;
  for (const path of overlayFiles) {
    const real = loaded.reader.realPath(resolve(path), null);
    const file = real === null ? null : loaded.reader.read(real, null);
    const overlay = file === null ? null : readOverlay(file, loaded.origins, diagnostics);
    if (overlay === null) failed = true;
    else if (!new OverlayApplication(overlay, editor, loaded, diagnostics).apply()) failed = true;
  }
  return failed ? null : { ...loaded, document: editor.root };
}

/** Where an update is merged: the path so far, and whether lists are replaced there. */
interface MergePlace {
  readonly path: NodePath;
  readonly replaceLists: boolean;
}

class OverlayApplication {
  readonly #overlay: OverlayDocument;
  readonly #editor: TreeEditor;
  readonly #loaded: LoadedDocument;
  readonly #diagnostics: Diagnostics;
  #failed = false;

  constructor(
    overlay: OverlayDocument,
    editor: TreeEditor,
    loaded: LoadedDocument,
    diagnostics: Diagnostics,
  ) {
    this.#overlay = overlay;
    this.#editor = editor;
    this.#loaded = loaded;
    this.#diagnostics = diagnostics;
  }

  /** Whether every action could be applied. */
  apply(): boolean {
    for (const action of this.#overlay.actions) this.#apply(action);
    return !this.#failed;
  }

  #apply(action: OverlayAction): void {
    const paths = this.#select(action, 'target', action.target);
    if (paths === null) return;
    if (paths.length === 0) {
      const at = this.#loaded.origins.member(action.node, 'target');
      this.#diagnostics.report('overlay-unmatched', at, `${JSON.stringify(action.target)} selects nothing`);
      return;
    }
    if (action.remove) {
      // From the end, so that indices still to come stay right.
      for (const path of [...paths].reverse()) this.#remove(action, path);
      return;
    }
    const source = action.copy === undefined ? action.update : this.#copySource(action, action.copy);
    if (source === undefined) return;
    const member = action.copy === undefined ? 'update' : 'copy';
    for (const path of paths) this.#update(action, path, source, member);
  }

  #select(action: OverlayAction, member: 'target' | 'copy', expression: string): readonly NodePath[] | null {
    const selected = selectPaths(this.#editor.root, expression);
    if (selected.ok) return selected.paths;
    this.#fail('overlay-target', action.node, member, `Not a JSONPath: ${selected.reason}`);
    return null;
  }

  #copySource(action: OverlayAction, expression: string): Json | undefined {
    const paths = this.#select(action, 'copy', expression);
    if (paths === null) return undefined;
    const [only] = paths;
    if (only !== undefined && paths.length === 1) return this.#editor.get(only);
    const message = `${JSON.stringify(expression)} must select one node, not ${paths.length}`;
    this.#fail('overlay-target', action.node, 'copy', message);
    return undefined;
  }

  #remove(action: OverlayAction, path: NodePath): void {
    if (path.length === 0)
      this.#fail('overlay-target', action.node, 'target', 'The whole document cannot be removed');
    else this.#editor.remove(path);
  }

  #update(action: OverlayAction, path: NodePath, source: Json, member: 'update' | 'copy'): void {
    const target = this.#editor.get(path);
    if (target === undefined) return;
    if (isJsonArray(target)) {
      // A list given for a list is appended item by item (1.1); anything else is one entry.
      this.#append(
        path,
        isJsonArray(source) ? source : [source],
        isJsonArray(source) ? source : null,
        action,
        member,
      );
    } else if (isJsonObject(target)) {
      if (isJsonObject(source)) this.#merge(source, { path, replaceLists: decidesAccess(path) });
      else
        this.#fail('overlay-mismatch', action.node, member, 'An object can only be updated with an object');
    } else if (this.#overlay.version === '1.0') {
      this.#fail(
        'overlay-target',
        action.node,
        'target',
        'Overlay 1.0 selects objects and lists, not single values',
      );
    } else if (typeof source === 'object' && source !== null) {
      this.#fail(
        'overlay-mismatch',
        action.node,
        member,
        'A single value can only be updated with a single value',
      );
    } else {
      this.#editor.replace(path, source, action.node, member);
    }
  }

  #append(
    path: NodePath,
    items: readonly Json[],
    list: readonly Json[] | null,
    action: OverlayAction,
    member: 'update' | 'copy',
  ): void {
    const target = this.#editor.openArray(path);
    if (target === null) return;
    for (const [index, item] of items.entries()) {
      target.push(item);
      const [owner, key] = list === null ? [action.node, member] : [list, index];
      this.#loaded.origins.copyMember(target, target.length - 1, owner, key);
    }
  }

  #merge(update: JsonObject, place: MergePlace): void {
    const target = this.#editor.openObject(place.path);
    if (target === null) return;
    for (const [key, value] of Object.entries(update)) {
      const present = Object.hasOwn(target, key) ? target[key]! : null;
      const path = [...place.path, key];
      const replaceLists = place.replaceLists || decidesAccess(path);
      if (isJsonObject(present) && isJsonObject(value)) {
        this.#merge(value, { path, replaceLists });
      } else if (isJsonArray(present) && isJsonArray(value) && !replaceLists) {
        this.#appendAll(path, value);
      } else if (present !== null && !isReplaceable(present, value, replaceLists)) {
        this.#fail(
          'overlay-mismatch',
          update,
          key,
          `${JSON.stringify(key)} is ${describe(present)} in the document and ${describe(value)} here`,
        );
      } else {
        if (isJsonArray(present) && replaceLists) this.#reportReplaced(update, key, target);
        target[key] = value;
        this.#loaded.origins.copyMember(target, key, update);
      }
    }
  }

  #appendAll(path: NodePath, items: readonly Json[]): void {
    const target = this.#editor.openArray(path);
    if (target === null) return;
    for (const [index, item] of items.entries()) {
      target.push(item);
      this.#loaded.origins.copyMember(target, target.length - 1, items, index);
    }
  }

  #reportReplaced(update: JsonObject, key: string, target: object): void {
    const { origins } = this.#loaded;
    this.#diagnostics.report(
      'overlay-replaces-security',
      origins.member(update, key, 'key'),
      `The overlay's ${JSON.stringify(key)} replaces the document's`,
      { related: [{ message: 'which stands here', at: origins.member(target, key, 'key') }] },
    );
  }

  #fail(
    code: 'overlay-target' | 'overlay-mismatch',
    node: JsonObject,
    member: string,
    message: string,
  ): void {
    this.#failed = true;
    this.#diagnostics.report(code, this.#loaded.origins.member(node, member), message);
  }
}

const methodNames: ReadonlySet<string | number> = new Set(methodsOf('3.2'));

/** Whether a path leads to or into what decides who may do what. A schema's property may be called `security` too. */
function decidesAccess(path: NodePath): boolean {
  return path.some(
    (key, index) =>
      key === 'x-security' || (key === 'security' && (index === 0 || isOperation(path, index - 1))),
  );
}

/** Whether the key at an index names an operation: a method, or an entry of `additionalOperations`. */
function isOperation(path: NodePath, index: number): boolean {
  return methodNames.has(path[index]!) || path[index - 1] === 'additionalOperations';
}

/** Objects never give way to anything else, nor lists; inside `x-security`, forms such as `cors: false` do. */
function isReplaceable(present: Json, value: Json, decides: boolean): boolean {
  if (decides) return true;
  return !(typeof present === 'object') && !(typeof value === 'object' && value !== null);
}

function describe(value: Json): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'a list';
  return isJsonObject(value) ? 'an object' : `a ${typeof value}`;
}
