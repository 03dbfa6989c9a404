/**
 * The second pass over a valid value (semantics §6, Objects). Generated functions walk the value and name what no
 * schema evaluated; what happens to it depends on the mode.
 */
import type { FinishResult, InputCheck } from '../core/operation-validators.js';
import { escapeToken, MAX_SCHEMA_ERRORS } from './schema-errors.js';

/** A generated function: reports what is undeclared, fills defaults, in place. */
export type Finisher = (value: unknown, undeclared: Undeclared) => void;

export interface Undeclared {
  property(object: Members, name: string): void;
  /** Items from `length` on. */
  items(array: unknown[], length: number): void;
  /** A schema says what the array or object consists of. Told only by finishers of schemas that are united. */
  described(container: object): void;
}

type Members = Record<string, unknown>;

function ignore(): undefined {
  return undefined;
}

/** Removes it: `unknownProperties: strip`. */
export const strip: Undeclared = {
  property(object, name) {
    delete object[name];
  },
  items(array, length) {
    array.length = length;
  },
  described: ignore,
};

/** Leaves it: `unknownProperties: keep`. */
export const keep: Undeclared = { property: ignore, items: ignore, described: ignore };

/** Remembers where it stands: `unknownProperties: reject`. */
class UndeclaredPlaces implements Undeclared {
  readonly #found: (readonly [container: object, token: string])[] = [];

  property(object: Members, name: string): void {
    if (this.#found.length < MAX_SCHEMA_ERRORS) this.#found.push([object, name]);
  }

  items(array: unknown[], length: number): void {
    if (this.#found.length < MAX_SCHEMA_ERRORS) this.#found.push([array, String(length)]);
  }

  described(): void {
    // What an object consists of is no place.
  }

  /** JSON Pointers into `root`. Generated functions do not track where they are: only refusals need to know. */
  pointers(root: unknown): readonly string[] {
    if (this.#found.length === 0) return [];
    const places = new Map<object, string>();
    const visit = (value: unknown, pointer: string): void => {
      if (typeof value !== 'object' || value === null) return;
      places.set(value, pointer);
      for (const [key, child] of Object.entries(value)) visit(child, `${pointer}/${escapeToken(key)}`);
    };
    visit(root, '');
    return this.#found.map(([container, token]) => `${places.get(container) ?? ''}/${escapeToken(token)}`);
  }
}

export function finishWith(finish: Finisher): InputCheck['finish'] {
  return (value, mode): FinishResult => {
    if (mode === 'reject') {
      const places = new UndeclaredPlaces();
      finish(value, places);
      const undeclared = places.pointers(value);
      return undeclared.length > 0 ? { ok: false, undeclared } : { ok: true, value };
    }
    finish(value, mode === 'strip' ? strip : keep);
    return { ok: true, value };
  };
}

/** The finisher of a schema that evaluates everything and fills nothing in. */
export function keepWhole(): void {
  return undefined;
}

/**
 * Finishes a value that several schemas accepted, each with a finisher of its own: what any of them evaluates stays,
 * what any of them fills in is filled in. One that says nothing of what is in an array or object keeps nothing there,
 * unless none of them does (semantics §6, Objects).
 */
export function finishUnion(value: unknown, finishers: readonly Finisher[], undeclared: Undeclared): void {
  const [only] = finishers;
  if (only === undefined) return;
  if (finishers.length === 1) {
    only(value, undeclared);
    return;
  }
  const described = new Set<object>();
  const stripping: Undeclared = { ...strip, described: (container) => described.add(container) };
  const copies = finishers.map((finish) => {
    const copy: unknown = structuredClone(value);
    finish(copy, stripping);
    return copy;
  });
  unite(value, copies, described, undeclared);
}

/** @param described arrays and objects in the copies whose content the schema of the copy describes */
function unite(
  value: unknown,
  copies: readonly unknown[],
  described: ReadonlySet<unknown>,
  undeclared: Undeclared,
): void {
  if (typeof value !== 'object' || value === null) return;
  const telling = copies.filter((copy) => described.has(copy));
  if (telling.length === 0) return;
  undeclared.described(value);
  if (Array.isArray(value)) uniteItems(value, telling as unknown[][], described, undeclared);
  else uniteMembers(value as Members, telling as Members[], described, undeclared);
}

function uniteItems(
  value: unknown[],
  copies: readonly unknown[][],
  described: ReadonlySet<unknown>,
  undeclared: Undeclared,
): void {
  const length = Math.max(...copies.map((copy) => copy.length));
  for (let index = 0; index < length; index++) {
    const kept = copies.filter((copy) => index < copy.length).map((copy) => copy[index]);
    unite(value[index], kept, described, undeclared);
  }
  if (value.length > length) undeclared.items(value, length);
}

function uniteMembers(
  value: Members,
  copies: readonly Members[],
  described: ReadonlySet<unknown>,
  undeclared: Undeclared,
): void {
  for (const name of Object.keys(value)) {
    const having = copies.filter((copy) => Object.hasOwn(copy, name));
    if (having.length === 0) undeclared.property(value, name);
    else {
      const kept = having.map((copy) => copy[name]);
      unite(value[name], kept, described, undeclared);
    }
  }
  for (const copy of copies) {
    for (const name of Object.keys(copy)) if (!Object.hasOwn(value, name)) define(value, name, copy[name]);
  }
}

/** Sets an own property of any name, `__proto__` included. */
export function define(object: Members, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
