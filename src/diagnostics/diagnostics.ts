import { codes, type DiagnosticCode } from './codes.js';
import type { Diagnostic, Location, Related, Severity } from './diagnostic.js';

/** Collects what passes find. Nothing is printed and nothing is thrown until a pass boundary asks. */
export class Diagnostics {
  readonly #list: Diagnostic[] = [];

  /** Adds one. Severity and help come from the code's entry unless given. */
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
    this.#list.push({
      code,
      severity: more.severity ?? codes[code].severity,
      message,
      at,
      related: more.related ?? [],
      help: more.help === undefined ? codes[code].help : more.help,
    });
  }

  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  get hasErrors(): boolean {
    return this.#list.some((diagnostic) => diagnostic.severity === 'error');
  }
}
