import type { DiagnosticCode } from './codes.js';
import type { Location } from './diagnostic.js';
import type { Diagnostics } from './diagnostics.js';

/** Places named beside the first. */
const MOST_RELATED = 4;

interface Group {
  readonly code: DiagnosticCode;
  readonly places: Location[];
  readonly message: (places: number) => string;
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
  add(code: DiagnosticCode, group: string, at: Location, message: (places: number) => string): void {
    const key = JSON.stringify([code, group]);
    const known = this.#groups.get(key);
    if (known === undefined) this.#groups.set(key, { code, places: [at], message });
    else known.places.push(at);
  }

  /** Reports every group at its first place, with a few of the others. */
  report(diagnostics: Diagnostics): void {
    for (const { code, places, message } of this.#groups.values()) {
      const distinct = new Map(places.map((place) => [`${place.file}#${place.pointer}`, place]));
      const [first, ...rest] = distinct.values();
      if (first === undefined) continue;
      diagnostics.report(code, first, message(distinct.size), {
        related: rest.slice(0, MOST_RELATED).map((at, index) => ({
          message:
            index === MOST_RELATED - 1 && rest.length > MOST_RELATED
              ? `And ${rest.length - MOST_RELATED + 1} more`
              : 'Also here',
          at,
        })),
      });
    }
    this.#groups.clear();
  }
}

/** `1 operation`, `2 operations`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
