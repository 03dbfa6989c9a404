import type { Location } from '../diagnostics/diagnostic.js';

/**
 * Remembers where every object and array of the parsed tree was written, through bundling, overlays and
 * normalization: whoever makes a node from another one calls `copy`.
 */
export class Origins {
  readonly #places = new WeakMap<object, { readonly file: string; readonly pointer: string }>();

  set(node: object, file: string, pointer: string): void {
    this.#places.set(node, { file, pointer });
  }

  copy(from: object, to: object): void {
    const place = this.#places.get(from);
    if (place !== undefined) this.#places.set(to, place);
  }

  /** Location of a node itself. Throws for a node nobody registered: that is a bug of the pass that made it. */
  of(node: object, on: 'key' | 'value' = 'value'): Location {
    const place = this.#places.get(node);
    if (place === undefined) throw new Error('A node of the document has no origin');
    return { ...place, on };
  }

  /** Location of a member of a node: needed for scalars, which have no identity. */
  member(node: object, key: string | number, on: 'key' | 'value' = 'value'): Location {
    const { file, pointer } = this.of(node);
    return { file, pointer: `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`, on };
  }
}
