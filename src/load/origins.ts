import type { Location } from '../diagnostics/diagnostic.js';
import { isJsonArray, type Json } from './json.js';
import { escapeToken } from './json-pointer.js';

interface Place {
  readonly file: string;
  readonly pointer: string;
}

/**
 * Remembers where every object and array of the parsed tree was written, through bundling, overlays and
 * normalization: whoever makes a node from another one calls `copy`, and `copyMember` for what comes from elsewhere.
 *
 * Pointers are built on demand. Registering a file costs one map entry per object or array.
 */
export class Origins {
  readonly #parents = new Map<object, object>();
  readonly #places = new Map<object, Place>();
  readonly #copies = new Map<object, object>();
  readonly #members = new Map<object, Map<string, { readonly owner: object; readonly key: string }>>();

  /** Registers a parsed file. A node that stands in several places (YAML alias) belongs to the first. */
  addFile(root: Json, file: string): void {
    if (typeof root !== 'object' || root === null) return;
    this.#places.set(root, { file, pointer: '' });
    const pending: object[] = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const first = pending.length;
      for (const child of Object.values(node) as readonly unknown[]) {
        if (typeof child !== 'object' || child === null || child === root || this.#parents.has(child))
          continue;
        this.#parents.set(child, node);
        pending.push(child);
      }
      // Document order, so that of several places of one node the first adopts it.
      reverseFrom(pending, first);
    }
  }

  /** Registers a node that no file holds as it is. */
  set(node: object, file: string, pointer: string): void {
    this.#places.set(node, { file, pointer });
  }

  /** `to` stands where `from` was written, and so do its members. */
  copy(from: object, to: object): void {
    if (from === to) return;
    this.#copies.set(to, from);
    const members = this.#members.get(from);
    if (members !== undefined) this.#members.set(to, new Map(members));
  }

  /** A member of `to` that was written as `key` of `owner`, not where the rest of `to` was. */
  copyMember(to: object, member: string | number, owner: object, key: string | number = member): void {
    let members = this.#members.get(to);
    if (members === undefined) this.#members.set(to, (members = new Map()));
    members.set(String(member), { owner, key: String(key) });
  }

  has(node: object): boolean {
    return this.#places.has(node) || this.#copies.has(node) || this.#parents.has(node);
  }

  /** Location of a node itself. Throws for a node nobody registered: that is a bug of the pass that made it. */
  of(node: object, on: 'key' | 'value' = 'value'): Location {
    return { ...this.#place(node), on };
  }

  /** Location of a member of a node: needed for scalars, which have no identity, and for members that are missing. */
  member(node: object, key: string | number, on: 'key' | 'value' = 'value'): Location {
    const moved = this.#members.get(node)?.get(String(key));
    if (moved !== undefined) return this.member(moved.owner, moved.key, on);
    const { file, pointer } = this.#place(node);
    return { file, pointer: `${pointer}/${escapeToken(key)}`, on };
  }

  #place(node: object): Place {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const original = this.#copies.get(node);
    if (original !== undefined) return this.#place(original);
    const parent = this.#parents.get(node);
    if (parent === undefined) throw new Error('A node of the document has no origin');
    const { file, pointer } = this.#place(parent);
    // All children at once: looking each one up by its value would be quadratic in a large object.
    const keys = isJsonArray(parent) ? parent.keys() : Object.keys(parent);
    for (const key of keys) {
      const child: unknown = (parent as Readonly<Record<string | number, unknown>>)[key];
      if (typeof child !== 'object' || child === null || this.#places.has(child)) continue;
      if (this.#parents.get(child) === parent) {
        this.#places.set(child, { file, pointer: `${pointer}/${escapeToken(key)}` });
      }
    }
    const found = this.#places.get(node);
    if (found === undefined) throw new Error('A node of the document left its parent');
    return found;
  }
}

function reverseFrom(list: object[], first: number): void {
  for (let low = first, high = list.length - 1; low < high; low++, high--) {
    const swapped = list[low]!;
    list[low] = list[high]!;
    list[high] = swapped;
  }
}
