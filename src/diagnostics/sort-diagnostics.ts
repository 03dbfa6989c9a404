import type { Diagnostic, Location } from './diagnostic.js';
import type { Locator, Position } from './locate.js';

/** A diagnostic with its place looked up. */
export interface LocatedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly position: Position | null;
}

/** Sorts by file, line and column; those without a place first, equal places in the order they were found. */
export function sortDiagnostics(
  diagnostics: readonly Diagnostic[],
  locator: Locator,
): readonly LocatedDiagnostic[] {
  return diagnostics
    .map((diagnostic) => ({
      diagnostic,
      position: diagnostic.at === null ? null : locator.position(diagnostic.at),
    }))
    .sort(
      (first, second) =>
        compareFiles(first.diagnostic.at, second.diagnostic.at) ||
        comparePositions(first.position, second.position),
    );
}

function compareFiles(first: Location | null, second: Location | null): number {
  const a = first?.file ?? '';
  const b = second?.file ?? '';
  return a === b ? 0 : a < b ? -1 : 1;
}

function comparePositions(first: Position | null, second: Position | null): number {
  return (first?.line ?? 0) - (second?.line ?? 0) || (first?.column ?? 0) - (second?.column ?? 0);
}
