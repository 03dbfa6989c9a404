import type { DiagnosticCode } from '../../diagnostics/codes.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { Origins } from '../../load/origins.js';
import type { SchemaObject } from '../../normalize/normalized-document.js';

/** Reports what is wrong with schemas once each, however many variants of a schema are compiled. */
export class SchemaFaults {
  readonly #seen = new Map<object, Set<string>>();
  readonly #unknownFormats = new Set<string>();
  readonly #diagnostics: Diagnostics;
  readonly #origins: Origins;

  constructor(diagnostics: Diagnostics, origins: Origins) {
    this.#diagnostics = diagnostics;
    this.#origins = origins;
  }

  report(code: DiagnosticCode, schema: SchemaObject, keyword: string, message: string): void {
    const keywords = this.#seen.get(schema) ?? new Set();
    if (keywords.has(keyword)) return;
    this.#seen.set(schema, keywords.add(keyword));
    this.#diagnostics.report(code, this.#origins.member(schema, keyword), message);
  }

  /** Each format is reported where it is met first. */
  unknownFormat(schema: SchemaObject, format: string): void {
    if (this.#unknownFormats.has(format)) return;
    this.#unknownFormats.add(format);
    this.report('unknown-format', schema, 'format', `Format ${JSON.stringify(format)} is not checked.`);
  }
}
