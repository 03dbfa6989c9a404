import { codes, type DiagnosticCode } from './codes.js';
import type { Diagnostic, Location, Related, Severity } from './diagnostic.js';
import type { SourceText } from './source-text.js';

/** Collects what passes find. Nothing is printed and nothing is thrown until a pass boundary asks. */
export class Diagnostics {
  readonly #list: Diagnostic[] = [];
  readonly #told = new Set<string>();
  readonly #sources = new Map<string, SourceText>();

  /** Adds one, unless the same was said of the same place. Severity and help come from the code's entry unless given. */
  report(
    code: DiagnosticCode,
    at: Location | null,
    message: string,
    more: {
      readonly severity?: Severity;
      readonly help?: string | null;
      readonly related?: readonly Related[];
    } = {},
  ): void {
    const severity = more.severity ?? codes[code].severity;
    const identity = JSON.stringify([code, severity, at, message]);
    if (this.#told.has(identity)) return;
    this.#told.add(identity);
    this.#list.push({
      code,
      severity,
      message,
      at,
      related: more.related ?? [],
      help: more.help === undefined ? codes[code].help : more.help,
    });
  }

  /** Makes the text of a file known to whoever prints; files that could not be parsed included. */
  addSource(source: SourceText): void {
    this.#sources.set(source.path, source);
  }

  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  /** Every file read so far, by absolute path. */
  get sources(): ReadonlyMap<string, SourceText> {
    return this.#sources;
  }

  get hasErrors(): boolean {
    return this.#list.some((diagnostic) => diagnostic.severity === 'error');
  }
}
