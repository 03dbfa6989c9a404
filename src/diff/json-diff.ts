import type { Location } from '../diagnostics/diagnostic.js';
import type { Locator } from '../diagnostics/locate.js';
import type { Change, OperationChanges, SecurityDiff } from './change.js';
import { countChanges } from './grouped-changes.js';

/** Where the texts of one document are, and what its files are called. */
export interface DocumentPlaces {
  readonly locator: Locator;
  readonly nameOf: (file: string) => string;
}

export interface JsonPlace {
  readonly file: string;
  /** From 1; `null` where the file was not read. */
  readonly line: number | null;
  readonly column: number | null;
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
}

export interface JsonChange extends Omit<Change, 'at' | 'before'> {
  readonly at: JsonPlace | null;
  readonly before: JsonPlace | null;
}

/** A diff as `--format json` gives it. */
export interface JsonDiff {
  /** How many changes, each counted once. */
  readonly counts: ReturnType<typeof countChanges>;
  /** What concerns every operation. */
  readonly api: readonly JsonChange[];
  readonly operations: readonly (Omit<OperationChanges, 'changes'> & {
    readonly changes: readonly JsonChange[];
  })[];
  readonly unchanged: number;
}

/** @param old `null` where the old document is not at hand */
export function jsonDiff(diff: SecurityDiff, next: DocumentPlaces, old: DocumentPlaces | null): JsonDiff {
  const write = ({ at, before, ...change }: Change): JsonChange => ({
    ...change,
    at: jsonPlace(at, next),
    before: old === null ? null : jsonPlace(before, old),
  });
  return {
    counts: countChanges(diff),
    api: diff.api.map(write),
    operations: diff.operations.map(({ changes, ...operation }) => ({
      ...operation,
      changes: changes.map(write),
    })),
    unchanged: diff.unchanged,
  };
}

function jsonPlace(at: Location | null, { locator, nameOf }: DocumentPlaces): JsonPlace | null {
  if (at === null) return null;
  const position = locator.position(at);
  return {
    file: nameOf(at.file),
    line: position?.line ?? null,
    column: position?.column ?? null,
    pointer: at.pointer,
  };
}

/** `path:line:column`. */
export function placeText(at: Location, { locator, nameOf }: DocumentPlaces): string {
  const position = locator.position(at);
  return nameOf(at.file) + (position === null ? '' : `:${String(position.line)}:${String(position.column)}`);
}
