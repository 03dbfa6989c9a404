import { quoted } from '../../diagnostics/quoted.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { Location } from '../../diagnostics/diagnostic.js';
import { isJsonArray, type Json } from '../../load/json.js';
import { escapeToken } from '../../load/json-pointer.js';
import type { Origins } from '../../load/origins.js';
import { integerOf } from '../../load/written-number.js';
import type { SchemaObject } from '../../normalize/normalized-document.js';

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** The greatest or least integer of 64 bits that each bound lets through, one beyond where it lets none or all. */
const limits: ReadonlyMap<string, (bound: bigint) => bigint> = new Map([
  ['maximum', (bound) => between(MIN - 1n, bound, MAX)],
  ['exclusiveMaximum', (bound) => between(MIN - 1n, bound - 1n, MAX)],
  ['minimum', (bound) => between(MIN, bound, MAX + 1n)],
  ['exclusiveMinimum', (bound) => between(MIN, bound + 1n, MAX + 1n)],
]);

const values = ['const', 'enum', 'default'] as const;

/**
 * Numbers of the document that decide about integers of 64 bits, and that the double they were read as is not: checks
 * of values that are exact to the last digit would be off by some (`validation.int64: bigint`). What was written is
 * looked up in the text; what cannot be found there counts as another number.
 */
export class InexactNumbers {
  readonly #diagnostics: Diagnostics;
  readonly #origins: Origins;
  readonly #seen = new Set<SchemaObject>();

  constructor(diagnostics: Diagnostics, origins: Origins) {
    this.#diagnostics = diagnostics;
    this.#origins = origins;
  }

  /** Reports those of a schema, each once. */
  check(schema: SchemaObject): void {
    if (this.#seen.has(schema)) return;
    this.#seen.add(schema);
    // These take no value that a double does not hold.
    if (schema['format'] === 'double' || schema['format'] === 'float') return;
    for (const [keyword, limit] of limits) {
      const value = schema[keyword];
      if (!isLarge(value)) continue;
      const written = this.#written(schema, keyword);
      const integer = integerOf(written.text);
      if (integer === null || limit(integer) !== limit(BigInt(value))) this.#report(written, value);
    }
    const { multipleOf } = schema;
    if (isLarge(multipleOf)) this.#equal(this.#written(schema, 'multipleOf'), multipleOf);
    for (const keyword of values) {
      const value = schema[keyword];
      if (value !== undefined) this.#values(value, () => this.#origins.member(schema, keyword));
    }
  }

  #values(value: Json, at: () => Location): void {
    if (isLarge(value)) this.#equal(this.#textAt(at()), value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of isJsonArray(value) ? value.entries() : Object.entries(value)) {
      this.#values(member, () => {
        const outer = at();
        return { ...outer, pointer: `${outer.pointer}/${escapeToken(key)}` };
      });
    }
  }

  /** What is beyond 64 bits by either reading meets none of the integers. */
  #equal(written: Written, value: number): void {
    const integer = integerOf(written.text);
    if (integer === null || among(integer) !== among(BigInt(value))) this.#report(written, value);
  }

  #written(schema: SchemaObject, keyword: string): Written {
    const written = this.#textAt(this.#origins.member(schema, keyword));
    // OpenAPI 3.0: `exclusiveMaximum: true` beside the bound.
    if (written.text !== 'true') return written;
    return this.#textAt(this.#origins.member(schema, keyword === 'exclusiveMaximum' ? 'maximum' : 'minimum'));
  }

  #textAt(at: Location): Written {
    const source = this.#diagnostics.sources.get(at.file);
    const range = source?.range(at.pointer, 'value') ?? null;
    return { at, text: range === null ? '' : source!.text.slice(range.start, range.end) };
  }

  #report({ at, text }: Written, value: number): void {
    const written = text === '' ? 'A number' : quoted(text);
    const message = `${written} is read as ${String(BigInt(value))}, and decides about integers of 64 bits`;
    this.#diagnostics.report('number-inexact', at, message);
  }
}

interface Written {
  readonly at: Location;
  /** Empty where it was not found. */
  readonly text: string;
}

/** Integers that fit a double by chance only. */
function isLarge(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function among(value: bigint): bigint {
  return between(MIN - 1n, value, MAX + 1n);
}

function between(least: bigint, value: bigint, greatest: bigint): bigint {
  if (value > greatest) return greatest;
  return value < least ? least : value;
}
