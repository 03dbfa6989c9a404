import type { DiagnosticCode } from './codes.js';

/** Where something stands in a document, before lines and columns are looked up. */
export interface Location {
  /** Absolute path of the file. */
  readonly file: string;
  /** JSON Pointer (RFC 6901) into that file, `''` for the whole. */
  readonly pointer: string;
  /** Whether the caret points at the key or at its value. */
  readonly on: 'key' | 'value';
  /** Exact position, for faults that have no pointer (syntax errors); 0-based offset into the text. */
  readonly offset?: number;
}

/**
 * `error` stops generation. The others are findings: weaknesses and notes, which `--fail-on` turns into errors from
 * a chosen severity up.
 */
export type Severity = 'error' | 'high' | 'medium' | 'low' | 'info';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong, one sentence. */
  readonly message: string;
  readonly at: Location | null;
  readonly related: readonly Related[];
  /** What to do, imperative; `null` where the message says it. */
  readonly help: string | null;
}

export interface Related {
  readonly message: string;
  readonly at: Location;
}
