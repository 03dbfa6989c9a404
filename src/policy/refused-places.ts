import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';

/** Places of a document that are errors already. */
export class RefusedPlaces {
  /** Pointers by file. */
  readonly #pointers = new Map<string, Set<string>>();

  constructor(diagnostics: readonly Diagnostic[]) {
    for (const { severity, at } of diagnostics) {
      // What has an offset instead has no place in the tree.
      if (severity !== 'error' || at === null || at.offset !== undefined) continue;
      const pointers = this.#pointers.get(at.file) ?? new Set();
      this.#pointers.set(at.file, pointers.add(at.pointer));
    }
  }

  /** Whether the place itself was refused. */
  has({ file, pointer }: Location): boolean {
    return this.#pointers.get(file)?.has(pointer) === true;
  }

  /** Whether the place, or what it stands in, was refused. */
  covers({ file, pointer }: Location): boolean {
    const pointers = this.#pointers.get(file);
    if (pointers === undefined) return false;
    for (let outer = pointer; ; outer = outer.slice(0, outer.lastIndexOf('/'))) {
      if (pointers.has(outer)) return true;
      if (outer === '') return false;
    }
  }

  /** What was refused at the place and inside it, as pointers from there. */
  below({ file, pointer }: Location): readonly string[] {
    const pointers = [...(this.#pointers.get(file) ?? [])];
    return pointers
      .filter((inner) => isAtOrBelow(inner, pointer))
      .map((inner) => inner.slice(pointer.length));
  }
}

export function isAtOrBelow(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
