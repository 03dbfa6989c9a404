import type { DiagnosticCode } from './codes.js';
import type { Diagnostic, Location, Severity } from './diagnostic.js';
import { Locator, type Position } from './locate.js';
import { relativePath } from './print-diagnostics.js';
import { sortDiagnostics } from './sort-diagnostics.js';
import type { SourceText } from './source-text.js';

/** A place as `--format json` gives it. Lines and columns are 1-based, `null` where the file could not be read. */
export interface JsonPlace {
  /** Relative to the working directory, with `/`. */
  readonly file: string | null;
  /** JSON Pointer (RFC 6901) into the file; `null` for faults in its syntax. */
  readonly pointer: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** A diagnostic as `--format json` gives it. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
  readonly help: string | null;
}

/** All diagnostics, sorted by place, for programs. */
export function jsonDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  cwd: string,
): readonly JsonDiagnostic[] {
  const locator = new Locator(sources);
  return sortDiagnostics(diagnostics, locator).map(({ diagnostic, position }) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...jsonPlace(diagnostic.at, position, cwd),
    related: diagnostic.related.map(({ message, at }) => ({
      message,
      ...jsonPlace(at, locator.position(at), cwd),
    })),
    help: diagnostic.help,
  }));
}

function jsonPlace(at: Location | null, position: Position | null, cwd: string): JsonPlace {
  return {
    file: at === null ? null : relativePath(at.file, cwd).replaceAll('\\', '/'),
    pointer: at === null || at.offset !== undefined ? null : at.pointer,
    line: position?.line ?? null,
    column: position?.column ?? null,
    endLine: position?.endLine ?? null,
    endColumn: position?.endColumn ?? null,
  };
}
