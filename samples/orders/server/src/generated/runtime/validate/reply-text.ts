// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What generated reply writers are made of. A writer checks a value and writes its JSON in one walk: it answers the
 * text, or `null` after noting what failed. The note is kept for whoever asks next and costs nothing on the way there:
 * the writer that fails says why, those that called it add where.
 */
import type { SchemaError } from '../core/operation-validators.js';
import { escapeToken } from './schema-errors.js';

/** Path of the failing value, innermost first. */
const trail: (string | number)[] = [];
let keyword = '';
let detail = '';
let inner: readonly SchemaError[] = [];

export function fail(failedKeyword: string, text: string): null {
  trail.length = 0;
  keyword = failedKeyword;
  detail = text;
  inner = [];
  return null;
}

/** The failing value is the member or item `token`. */
export function failAt(token: string | number, failedKeyword: string, text: string): null {
  fail(failedKeyword, text);
  trail.push(token);
  return null;
}

/** As `failAt`, for a value of the wrong type: one that is absent is required. */
export function mismatch(token: string | number, value: unknown, text: string): null {
  return value === undefined
    ? fail('required', `must have the property ${JSON.stringify(token)}`)
    : failAt(token, 'type', text);
}

/** Errors of a check that is not a writer. */
export function failWith(errors: readonly SchemaError[]): null {
  fail('', '');
  inner = errors;
  return null;
}

/** A writer called for the member or item `token` failed. */
export function within(token: string | number): null {
  trail.push(token);
  return null;
}

/** What the last writer that failed noted. */
export function lastFailure(): readonly SchemaError[] {
  const pointer = trail
    .toReversed()
    .map((token) => `/${escapeToken(String(token))}`)
    .join('');
  if (inner.length === 0) return [{ pointer, keyword, detail }];
  return inner.map((error) => ({ ...error, pointer: pointer + error.pointer }));
}

const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/u;
/** Up to this length a loop is faster than a regular expression. */
const SHORT = 40;

/** A JSON string. `JSON.stringify` is slower for the usual text that needs no escape. */
export function quote(text: string): string {
  if (text.length > SHORT) return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Small letters, which most texts are made of, are told from the rest by two comparisons.
    const isEscaped =
      unit > 0x5c ? unit >= 0xd800 && unit <= 0xdfff : unit < 0x20 || unit === 0x22 || unit === 0x5c;
    if (isEscaped) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** What `JSON.stringify` would write instead of an object: a `Date`, an `ObjectId`, an entity with `toJSON`. */
export function plain(value: unknown): unknown {
  return typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
    ? (value.toJSON as () => unknown)()
    : value;
}

/** As {@link plain}, for `format: date`: the day in UTC. */
export function day(value: unknown): unknown {
  return value instanceof Date && !Number.isNaN(value.getTime())
    ? value.toISOString().slice(0, 10)
    : plain(value);
}

/** JSON of a value the document says nothing of. */
export function anyText(value: unknown): string | null {
  return JSON.stringify(value) ?? fail('type', 'must be a JSON value');
}

/** Number of members that are written: undefined ones are absent. */
export function countMembers(value: object): number {
  return Object.values(value).filter((member) => member !== undefined).length;
}

/** The text of the only branch that accepts the value. */
export function exactlyOne(...texts: readonly (string | null)[]): string | null {
  const accepted = texts.filter((text) => text !== null);
  const [only = null] = accepted;
  return accepted.length === 1 ? only : fail('oneOf', 'must match exactly one of the declared alternatives');
}

/** The text of every branch that accepts the value, members put together. */
export function anyOf(...texts: readonly (string | null)[]): string | null {
  const accepted = texts.filter((text) => text !== null);
  const [first = null] = accepted;
  if (accepted.length === 0) return fail('anyOf', 'must match at least one of the declared alternatives');
  if (accepted.every((text) => text === first)) return first;
  return JSON.stringify(accepted.map((text): unknown => JSON.parse(text)).reduce(united));
}

/** Both are parts of one value: they differ in which members they have, nowhere else. */
function united(left: unknown, right: unknown): unknown {
  if (Array.isArray(left) && Array.isArray(right)) {
    const shorter = right as readonly unknown[];
    return left.map((item, index) => united(item, shorter[index]));
  }
  if (!isMembers(left) || !isMembers(right)) return left;
  const members = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    members.set(name, members.has(name) ? united(members.get(name), value) : value);
  }
  return Object.fromEntries(members);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
