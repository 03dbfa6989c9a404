import type { Origins } from '../load/origins.js';
import type { DiagnosticCode } from './codes.js';
import type { Location } from './diagnostic.js';
import type { Diagnostics } from './diagnostics.js';

/** Places named beside the first. */
const MOST_RELATED = 4;

/** A place by the node that is there, or by the node that holds it and its key; looked up only if it is reported. */
export interface Place {
  readonly node: object;
  readonly key?: string | number;
  /** `key` unless given. */
  readonly on?: 'key' | 'value';
}

interface Group {
  readonly code: DiagnosticCode;
  readonly message: (places: number) => string;
  readonly shown: Place[];
  readonly seen: Map<object, Set<string | number | undefined>>;
  count: number;
}

/** Says once what holds in many places, so that a large document is not answered with thousands of lines. */
export class GroupedFindings {
  readonly #groups = new Map<string, Group>();

  /**
   * Adds a place to a group; equal places count once.
   *
   * @param group what the places have in common beside the code
   * @param message for the number of places, taken from the first addition
   */
  add(code: DiagnosticCode, group: string, place: Place, message: (places: number) => string): void {
    const name = `${code} ${group}`;
    let known = this.#groups.get(name);
    if (known === undefined) {
      known = { code, message, shown: [], seen: new Map(), count: 0 };
      this.#groups.set(name, known);
    }
    const keys = known.seen.get(place.node);
    if (keys === undefined) known.seen.set(place.node, new Set([place.key]));
    else if (keys.has(place.key)) return;
    else keys.add(place.key);
    known.count += 1;
    if (known.shown.length <= MOST_RELATED) known.shown.push(place);
  }

  /** Reports every group at its first place, with a few of the others, and forgets them. */
  report(origins: Origins, diagnostics: Diagnostics): void {
    for (const { code, message, shown, count } of this.#groups.values()) {
      const [first, ...rest] = shown.map((place) => locate(place, origins));
      if (first === undefined) continue;
      const more = count - shown.length;
      diagnostics.report(code, first, message(count), {
        related: rest.map((at, index) => ({
          message:
            more > 0 && index === rest.length - 1 ? `Also here, and in ${more} more places` : 'Also here',
          at,
        })),
      });
    }
    this.#groups.clear();
  }
}

function locate({ node, key, on = 'key' }: Place, origins: Origins): Location {
  return key === undefined ? origins.of(node, on) : origins.member(node, key, on);
}

/** `1 operation`, `2 operations`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
