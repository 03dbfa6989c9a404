import type { Json } from './json.js';

/** One document as read: its text, its value, and where each value stands. */
export interface SourceFile {
  /** Absolute, real path. */
  readonly path: string;
  readonly text: string;
  readonly format: 'yaml' | 'json';
  readonly value: Json;
  /** Range of a key or value in `text`, 0-based offsets; computed on demand. `null` where the pointer names nothing. */
  range(pointer: string, on: 'key' | 'value'): { readonly start: number; readonly end: number } | null;
}

/** Every file the document consists of, by absolute path; the root and overlays included. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;
