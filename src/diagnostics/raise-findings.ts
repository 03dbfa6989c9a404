import type { Diagnostic, Severity } from './diagnostic.js';

const ranks: Readonly<Record<Severity, number>> = { info: 0, low: 1, medium: 2, high: 3, error: 4 };

/** Makes errors of the findings from a severity up; `null` leaves them. */
export function raiseFindings(
  diagnostics: readonly Diagnostic[],
  from: Severity | null,
): readonly Diagnostic[] {
  if (from === null) return diagnostics;
  return diagnostics.map((diagnostic) =>
    ranks[diagnostic.severity] >= ranks[from] ? { ...diagnostic, severity: 'error' } : diagnostic,
  );
}
