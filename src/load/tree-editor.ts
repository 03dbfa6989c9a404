import {
  copyObject,
  isJsonArray,
  isJsonObject,
  memberOf,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from './json.js';
import type { NodePath } from './json-path.js';
import type { Origins } from './origins.js';

/** Changes a parsed tree by copying what lies between the root and the change, each node at most once. */
export class TreeEditor {
  readonly #origins: Origins;
  /** Copies made here, which may be written to. */
  readonly #own = new WeakSet<object>();
  #root: JsonObject;

  constructor(root: JsonObject, origins: Origins) {
    this.#root = root;
    this.#origins = origins;
  }

  get root(): JsonObject {
    return this.#root;
  }

  /** `undefined` where an earlier change removed it. */
  get(path: NodePath): Json | undefined {
    let node: Json | undefined = this.#root;
    for (const key of path) {
      if (node === undefined) return undefined;
      node = memberOf(node, String(key));
    }
    return node;
  }

  /** A copy of the object at `path` that may be written to, in place of it. */
  openObject(path: NodePath): MutableJsonObject | null {
    const node = this.#open(path);
    return isJsonObject(node) ? node : null;
  }

  openArray(path: NodePath): Json[] | null {
    const node = this.#open(path);
    return isJsonArray(node) ? (node as Json[]) : null;
  }

  /** Puts a value in place of the one at `path`, as written at `key` of `writer`. */
  replace(path: NodePath, value: Json, writer: object, key: string | number): void {
    const last = path.at(-1);
    const holder = last === undefined ? null : this.#open(path.slice(0, -1));
    if (last === undefined || typeof holder !== 'object' || holder === null) return;
    (holder as Record<string | number, Json>)[last] = value;
    this.#origins.copyMember(holder, last, writer, key);
  }

  /** Removes what stands at `path`; in an array, what follows moves up. */
  remove(path: NodePath): void {
    const last = path.at(-1);
    if (last === undefined) return;
    const parent = path.slice(0, -1);
    if (typeof last === 'number') this.openArray(parent)?.splice(last, 1);
    else {
      const holder = this.openObject(parent);
      if (holder !== null) delete holder[last];
    }
  }

  #open(path: NodePath): Json {
    this.#root = this.#ownCopy(this.#root) as JsonObject;
    let node: Json = this.#root;
    for (const key of path) {
      const child = memberOf(node, String(key));
      if (child === undefined || typeof child !== 'object' || child === null) return child ?? null;
      const own = this.#ownCopy(child);
      if (own !== child) (node as unknown as Record<string | number, Json>)[key] = own;
      node = own;
    }
    return node;
  }

  #ownCopy(node: Json): Json {
    if (typeof node !== 'object' || node === null || this.#own.has(node)) return node;
    const copy: Json[] | MutableJsonObject = isJsonArray(node) ? [...node] : copyObject(node);
    this.#own.add(copy);
    this.#origins.copy(node, copy);
    return copy;
  }
}
