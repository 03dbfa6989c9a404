import type { Severity } from './diagnostic.js';

/** What is fixed about a diagnostic code. */
export interface CodeEntry {
  readonly severity: Severity;
  /** What it means, one sentence; opens its entry in `docs/diagnostics.md`. */
  readonly summary: string;
  /** Default advice, imperative; `null` where every report gives its own. */
  readonly help: string | null;
}
