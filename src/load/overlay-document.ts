import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.js';
import type { Origins } from './origins.js';
import type { SourceFile } from './source-file.js';

/** One action of an overlay (Overlay Specification 1.0 section 4.4.3, 1.1 section 4.4.3). */
export interface OverlayAction {
  /** The action as written, for places in diagnostics. */
  readonly node: JsonObject;
  readonly target: string;
  readonly remove: boolean;
  /** `undefined` where the action has none. */
  readonly update: Json | undefined;
  readonly copy: string | undefined;
}

export interface OverlayDocument {
  readonly version: '1.0' | '1.1';
  readonly actions: readonly OverlayAction[];
}

const rootMembers = new Set(['overlay', 'info', 'extends', 'actions']);
const actionMembers = new Set(['target', 'description', 'update', 'remove', 'copy']);

/** Checks the shape of an overlay; `null` after reporting every fault. */
export function readOverlay(
  file: SourceFile,
  origins: Origins,
  diagnostics: Diagnostics,
): OverlayDocument | null {
  const reader = new OverlayReader(origins, diagnostics);
  const overlay = reader.read(file);
  return reader.failed ? null : overlay;
}

class OverlayReader {
  readonly #origins: Origins;
  readonly #diagnostics: Diagnostics;
  failed = false;

  constructor(origins: Origins, diagnostics: Diagnostics) {
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  read(file: SourceFile): OverlayDocument | null {
    const root = file.value;
    if (!isJsonObject(root)) {
      this.failed = true;
      this.#diagnostics.report(
        'overlay-invalid',
        { file: file.path, pointer: '', on: 'value' },
        'An overlay must be an object',
      );
      return null;
    }
    const version = this.#version(root);
    this.#rejectUnknown(root, rootMembers);
    const { info, actions } = root;
    if (!isJsonObject(info) || typeof info['title'] !== 'string' || !isText(info['version'])) {
      this.#fail(root, 'info', '`info` must have a `title` and a `version`');
    }
    if (!isJsonArray(actions) || actions.length === 0) {
      this.#fail(root, 'actions', '`actions` must be a list of at least one action');
      return null;
    }
    const read = actions.map((action, index) => this.#action(actions, index, action, version));
    return version === null ? null : { version, actions: read.filter((action) => action !== null) };
  }

  #version(root: JsonObject): '1.0' | '1.1' | null {
    const { overlay } = root;
    const match = typeof overlay === 'string' ? /^(1\.[01])\.\d+$/u.exec(overlay) : null;
    if (match !== null) return match[1] as '1.0' | '1.1';
    this.#fail(root, 'overlay', '`overlay` must be a version of the Overlay Specification, as in "1.0.0"');
    return null;
  }

  #action(
    list: readonly Json[],
    index: number,
    action: Json,
    version: '1.0' | '1.1' | null,
  ): OverlayAction | null {
    if (!isJsonObject(action)) {
      this.failed = true;
      this.#diagnostics.report(
        'overlay-invalid',
        this.#origins.member(list, index),
        'An action must be an object',
      );
      return null;
    }
    this.#rejectUnknown(action, actionMembers);
    const { target, update, remove, copy } = action;
    if (typeof target !== 'string') this.#fail(action, 'target', '`target` must be a JSONPath');
    if (remove !== undefined && typeof remove !== 'boolean') {
      this.#fail(action, 'remove', '`remove` must be true or false');
    }
    if (copy !== undefined && (version === '1.0' || typeof copy !== 'string')) {
      this.#fail(action, 'copy', '`copy` must be a JSONPath and needs `overlay: 1.1.0`');
    }
    if (update === undefined && copy === undefined && remove !== true) {
      this.#fail(action, 'update', 'An action must have `update`, `copy` or `remove: true`');
    }
    if (update !== undefined && copy !== undefined) {
      this.#fail(action, 'copy', 'An action cannot have both `update` and `copy`');
    }
    return {
      node: action,
      target: typeof target === 'string' ? target : '',
      remove: remove === true,
      update,
      copy: typeof copy === 'string' ? copy : undefined,
    };
  }

  #rejectUnknown(node: JsonObject, known: ReadonlySet<string>): void {
    for (const key of Object.keys(node)) {
      if (!known.has(key) && !key.startsWith('x-')) {
        this.#fail(node, key, `${JSON.stringify(key)} is not a member of an overlay`);
      }
    }
  }

  #fail(node: JsonObject, member: string, message: string): void {
    this.failed = true;
    const present = Object.hasOwn(node, member);
    const at = present ? this.#origins.member(node, member, 'key') : this.#origins.of(node);
    this.#diagnostics.report('overlay-invalid', at, message);
  }
}

/** Versions are often left unquoted. */
function isText(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
