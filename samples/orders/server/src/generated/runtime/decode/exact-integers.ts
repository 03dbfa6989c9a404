// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Integers in a JSON text that no double holds, read as bigint (`validation.int64: bigint`).
 *
 * `JSON.parse` rounds them. So each is replaced, in a copy of the text, by a number that stands for nothing else, and put
 * back into the value.
 */

/** Up to 19 digits: more is beyond 64 bits whatever they are, and long texts are slow to turn into a bigint. */
const INTEGER = /^-?[1-9][0-9]{15,18}(?:\.0{1,20})?$/;
const MAX_LENGTH = 41;

/**
 * The first stand-in; they are ten apart and end in 2. Any other number of that size in what others send has at most
 * fifteen significant digits (see `isExact`), so that it ends in 0; in a text of our own every integer of that size is
 * replaced, and what is larger stands for none.
 */
const FIRST = 9_007_199_254_740_992;
const STEP = 10;

interface FoundInteger {
  readonly start: number;
  readonly end: number;
  readonly value: bigint;
}

/** Of one text. */
export class ExactIntegers {
  readonly #found: FoundInteger[] = [];

  /** Notes the number between two offsets, which a double would change; `false` where it is no integer of 64 bits. */
  take(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > MAX_LENGTH) return false;
    const text = bytes.toString('latin1', start, end);
    if (!INTEGER.test(text)) return false;
    const point = text.indexOf('.');
    this.#found.push({ start, end, value: BigInt(point === -1 ? text : text.slice(0, point)) });
    return true;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** The value of the text. Throws where it is no JSON. */
  parse(bytes: Buffer): unknown {
    const copy = Buffer.from(bytes);
    for (const [index, { start, end }] of this.#found.entries()) {
      const written = copy.write(String(FIRST + STEP * index), start, 'latin1');
      copy.fill(0x20, start + written, end);
    }
    const root = { value: JSON.parse(copy.toString('utf8')) as unknown };
    this.#putBack(root);
    return root.value;
  }

  #putBack(root: object): void {
    const pending: object[] = [root];
    for (let container = pending.pop(); container !== undefined; container = pending.pop()) {
      const members = container as Record<string, unknown>;
      for (const key of Object.keys(container)) {
        const value = members[key];
        if (typeof value === 'object' && value !== null) pending.push(value);
        else if (typeof value === 'number' && value >= FIRST && value % STEP === 2) {
          const found = this.#found[(value - FIRST) / STEP];
          if (found !== undefined) members[key] = found.value;
        }
      }
    }
  }
}
