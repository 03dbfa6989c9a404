import { Locator } from '../diagnostics/locate.js';
import { relativePath } from '../diagnostics/print-diagnostics.js';
import type { SourceText } from '../diagnostics/source-text.js';
import type { Summary, UndecidedOperation } from './summarize.js';

/** The summary as `--format json` gives it: places as file and 1-based line; findings are among the diagnostics. */
export interface JsonSummary extends Omit<Summary, 'undecided' | 'findings' | 'scheme'> {
  readonly undecided: readonly (Pick<UndecidedOperation, 'method' | 'path' | 'name'> & {
    readonly file: string;
    readonly line: number | null;
  })[];
}

export function jsonSummary(
  { undecided, findings: _findings, scheme: _scheme, ...rest }: Summary,
  sources: ReadonlyMap<string, SourceText>,
  cwd: string,
): JsonSummary {
  const locator = new Locator(sources);
  return {
    ...rest,
    undecided: undecided.map(({ method, path, name, at }) => ({
      method,
      path,
      name,
      file: relativePath(at.file, cwd).replaceAll('\\', '/'),
      line: locator.position(at)?.line ?? null,
    })),
  };
}
