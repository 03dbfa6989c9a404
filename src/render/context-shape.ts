import type { Code } from './code.js';

/** What a value of a context is: for the check of names, and for documentation. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'code' | 'json' }
  | { readonly kind: 'nullable' | 'list'; readonly of: Shape }
  | RecordShape;

export interface RecordShape {
  readonly kind: 'record';
  /** Name of its type; `null` for one that only stands inside another. */
  readonly name: string | null;
  readonly about: string;
  readonly members: ReadonlyMap<string, { readonly shape: Shape; readonly about: string }>;
}

/** A shape that the compiler ties to a type. */
export interface ShapeOf<T, S extends Shape = Shape> {
  readonly shape: S;
  /** Exists for the compiler alone. */
  readonly type?: (value: T) => T;
}

export const text: ShapeOf<string> = { shape: { kind: 'text' } };
export const number: ShapeOf<number> = { shape: { kind: 'number' } };
export const flag: ShapeOf<boolean> = { shape: { kind: 'boolean' } };
export const code: ShapeOf<Code> = { shape: { kind: 'code' } };
/** Data of any kind, for helpers. */
export const json: ShapeOf<unknown> = { shape: { kind: 'json' } };

/** What may be absent. */
export function nullable<T>({ shape }: ShapeOf<T>): ShapeOf<T | null> {
  return { shape: { kind: 'nullable', of: shape } };
}

export function list<T>({ shape }: ShapeOf<T>): ShapeOf<readonly T[]> {
  return { shape: { kind: 'list', of: shape } };
}

/** Every member of a type, with what it is: the compiler sees to it that none is missing, and none too many. */
export type Members<T> = { readonly [K in keyof T]-?: readonly [shape: ShapeOf<T[K]>, about: string] };

export function record<T>(name: string | null, about: string, members: Members<T>): ShapeOf<T, RecordShape> {
  const entries = Object.entries(members as Members<Record<string, unknown>>);
  const shapes = entries.map(([key, [{ shape }, words]]) => [key, { shape, about: words }] as const);
  return { shape: { kind: 'record', name, about, members: new Map(shapes) } };
}
