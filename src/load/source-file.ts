import type { SourceText } from '../diagnostics/source-text.js';
import type { Json } from './json.js';

/** One document as read: its text, its value, and where each value stands. */
export interface SourceFile extends SourceText {
  readonly format: 'yaml' | 'json';
  readonly value: Json;
}

/** Every file the document consists of, by absolute path; the root and overlays included. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;
