/**
 * Integers of 64 bits as bigint (`validation.int64: bigint`). In a value that is checked they are numbers where a double
 * holds them and bigint beyond; checks take both. What handlers get is bigint wherever a schema with `format: int64`
 * applies.
 */
import type { FinishResult, InputCheck } from '../core/operation-validators.js';
import { escapeToken } from './schema-errors.js';

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** `format: int64` of numbers and bigints. */
export function isExactInt64(value: number | bigint): boolean {
  return typeof value === 'bigint' ? value >= MIN && value <= MAX : Number.isSafeInteger(value);
}

/** `type: integer`. A double beyond ±(2^53 - 1) may be the neighbour of what was meant. */
export function isExactInteger(value: unknown): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/**
 * A generated function: tells `found` of every member or item, `holder[key]`, that a schema with `format: int64` accepts.
 */
export type Int64Collector = (
  value: unknown,
  found: Int64Places,
  holder: object,
  key: string | number,
) => void;

/** The places of one value that hold integers of 64 bits. */
export class Int64Places {
  readonly #keys = new Map<object, Set<string>>();

  int64(holder: object, key: string | number): void {
    const keys = this.#keys.get(holder);
    if (keys === undefined) this.#keys.set(holder, new Set([String(key)]));
    else keys.add(String(key));
  }

  /** Collected first, changed after: checks that tell alternatives apart see a value that stands still. */
  convert(): void {
    for (const [holder, keys] of this.#keys) {
      const members = holder as Record<string, unknown>;
      for (const key of keys) {
        const value = members[key];
        if (typeof value === 'number' && Number.isSafeInteger(value)) members[key] = BigInt(value);
      }
    }
  }

  /** JSON Pointers of the bigints below `root` that stand anywhere else. */
  others(root: object): readonly string[] {
    const pointers: string[] = [];
    const visit = (container: object, pointer: string): void => {
      const keys = this.#keys.get(container);
      for (const [key, value] of Object.entries(container)) {
        if (typeof value === 'object' && value !== null)
          visit(value as object, `${pointer}/${escapeToken(key)}`);
        else if (typeof value === 'bigint' && keys?.has(key) !== true)
          pointers.push(`${pointer}/${escapeToken(key)}`);
      }
    };
    visit(root, '');
    return pointers;
  }
}

/**
 * The second pass where integers of 64 bits are bigint. Integers beyond ±(2^53 - 1) that no schema with `format: int64`
 * accepts are refused: whoever reads them expects a number.
 *
 * @param collect `null` where no schema has that format
 */
export function readInt64(
  collect: Int64Collector | null,
  finish: InputCheck['finish'] = accept,
): InputCheck['finish'] {
  return (value, mode): FinishResult => {
    const places = new Int64Places();
    const root = { value };
    const read = (): void => {
      collect?.(root.value, places, root, 'value');
      places.convert();
    };
    read();
    const finished = finish(root.value, mode);
    if (!finished.ok) return finished;
    root.value = finished.value;
    // Defaults are numbers yet.
    read();
    const inexact = places.others(root);
    if (inexact.length === 0) return { ok: true, value: root.value };
    return { ok: false, undeclared: [], inexact: inexact.map((pointer) => pointer.slice('/value'.length)) };
  };
}

function accept(value: unknown): FinishResult {
  return { ok: true, value };
}
