import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';

/** Places of a document, asked about by their nesting in as many steps as a pointer has. */
export class PlaceSet {
  /** Pointers by file. */
  readonly #pointers = new Map<string, Set<string>>();
  /** By file, then by a pointer: those of the set at that place and inside it, from there. */
  readonly #inside = new Map<string, Map<string, string[]>>();

  constructor(places: Iterable<Location>) {
    for (const { file, pointer } of places) {
      const pointers = this.#pointers.get(file) ?? new Set();
      const inside = this.#inside.get(file) ?? new Map<string, string[]>();
      if (pointers.has(pointer)) continue;
      this.#pointers.set(file, pointers.add(pointer));
      this.#inside.set(file, inside);
      for (const outer of outwards(pointer)) {
        const known = inside.get(outer) ?? [];
        known.push(pointer.slice(outer.length));
        inside.set(outer, known);
      }
    }
  }

  /** Whether the place itself is in the set. */
  has({ file, pointer }: Location): boolean {
    return this.#pointers.get(file)?.has(pointer) === true;
  }

  /** Whether the place, or what it stands in, is in the set. */
  covers({ file, pointer }: Location): boolean {
    const pointers = this.#pointers.get(file);
    return pointers !== undefined && outwards(pointer).some((outer) => pointers.has(outer));
  }

  /** Members of the set at the place and inside it, as pointers from there. */
  below({ file, pointer }: Location): readonly string[] {
    return this.#inside.get(file)?.get(pointer) ?? [];
  }
}

/** Where errors are; those in a text that no tree was made of have no place. */
export function refusedPlaces(diagnostics: readonly Diagnostic[]): readonly Location[] {
  return diagnostics.flatMap(({ severity, at }) =>
    severity !== 'error' || at === null || at.offset !== undefined ? [] : [at],
  );
}

/** The pointer and those of everything it leads through, outermost last. */
function outwards(pointer: string): readonly string[] {
  const all = [pointer];
  for (let outer = pointer; outer !== ''; all.push(outer)) outer = outer.slice(0, outer.lastIndexOf('/'));
  return all;
}
