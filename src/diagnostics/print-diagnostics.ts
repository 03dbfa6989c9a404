import path from 'node:path';
import { isRemote } from '../load/is-remote.js';
import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { frameOf } from './code-frame.js';
import type { Diagnostic, Location, Severity } from './diagnostic.js';
import { counted } from './grouped-findings.js';
import { Locator, type Position } from './locate.js';
import { sortDiagnostics, type LocatedDiagnostic } from './sort-diagnostics.js';
import type { SourceText } from './source-text.js';
import { visibleText } from './visible-text.js';

export interface PrintOptions {
  /** Folder that file names are shown relative to. */
  readonly cwd: string;
  readonly color: boolean;
  /** How many of a kind are shown; the rest is counted. */
  readonly most?: { readonly errors: Most; readonly findings: Most };
}

export interface Most {
  /** Of one code and severity. */
  readonly ofCode: number;
  /** Of one code, severity and message. */
  readonly alike: number;
}

const defaultMost = {
  errors: { ofCode: 50, alike: 10 },
  findings: { ofCode: 10, alike: 2 },
};

/**
 * Diagnostics for a terminal: findings, then errors, each sorted by place, with the line of the document, a caret, the
 * related places and what to do; at the end the counts. Empty where there is nothing to say.
 */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  options: PrintOptions,
): string {
  if (diagnostics.length === 0) return '';
  return new DiagnosticPrinter(sources, options).print(diagnostics);
}

class DiagnosticPrinter {
  readonly #locator: Locator;
  readonly #options: PrintOptions;
  readonly #most: { readonly errors: Most; readonly findings: Most };
  readonly #colors: Colors;

  constructor(sources: ReadonlyMap<string, SourceText>, options: PrintOptions) {
    this.#locator = new Locator(sources);
    this.#options = options;
    this.#most = options.most ?? defaultMost;
    this.#colors = picocolors.createColors(options.color);
  }

  print(diagnostics: readonly Diagnostic[]): string {
    const sorted = sortDiagnostics(diagnostics, this.#locator);
    const blocks = [
      ...this.#blocks(sorted.filter((located) => !isError(located))),
      ...this.#blocks(sorted.filter(isError)),
    ];
    return `${blocks.join('\n\n')}\n\n${this.#counts(diagnostics)}\n`;
  }

  #blocks(sorted: readonly LocatedDiagnostic[]): readonly string[] {
    const blocks: string[] = [];
    const shown = new Map<string, number>();
    const hidden = new Map<string, { readonly heading: string; count: number }>();
    for (const { diagnostic, position } of sorted) {
      const most = this.#most[diagnostic.severity === 'error' ? 'errors' : 'findings'];
      const group = `${diagnostic.severity} ${diagnostic.code}`;
      const alike = `${group} ${diagnostic.message}`;
      const inGroup = shown.get(group) ?? 0;
      const ofMessage = shown.get(alike) ?? 0;
      if (inGroup < most.ofCode && ofMessage < most.alike) {
        shown.set(group, inGroup + 1);
        shown.set(alike, ofMessage + 1);
        blocks.push(this.#block(diagnostic, position));
      } else {
        const rest = hidden.get(group) ?? { heading: this.#heading(diagnostic), count: 0 };
        rest.count++;
        hidden.set(group, rest);
      }
    }
    return [...blocks, ...[...hidden.values()].map(({ heading, count }) => `${heading} and ${count} more`)];
  }

  #block(diagnostic: Diagnostic, position: Position | null): string {
    const related = diagnostic.related.map(({ message, at }) => ({
      message,
      at,
      position: this.#locator.position(at),
    }));
    const lineNumbers = [position, ...related.map((place) => place.position)].map(
      (place) => place?.line ?? 0,
    );
    const gutter = String(Math.max(...lineNumbers)).length + 1;
    const pad = ' '.repeat(gutter);
    const { dim, blue, cyan } = this.#colors;
    const lines = [`${this.#heading(diagnostic)} ${visibleText(diagnostic.message)}`];
    if (diagnostic.at !== null) {
      lines.push(`${pad}${dim('at')} ${cyan(this.#place(diagnostic.at, position))}`);
      lines.push(...this.#frame(diagnostic.at, gutter, (text) => this.#paint(diagnostic.severity, text)));
    }
    for (const place of related) {
      lines.push(
        `${pad}${dim('=')} ${visibleText(place.message)} ${dim('at')} ${cyan(this.#place(place.at, place.position))}`,
      );
      lines.push(...this.#frame(place.at, gutter, blue));
    }
    // Help may show code to paste, line by line.
    const [help, ...more] = diagnostic.help?.split('\n') ?? [];
    if (help !== undefined) lines.push(`${pad}${dim('=')} help: ${visibleText(help)}`);
    lines.push(...more.map((line) => `${pad}        ${visibleText(line)}`.trimEnd()));
    return lines.join('\n');
  }

  #heading({ severity, code }: Diagnostic): string {
    return `${this.#paint(severity, severity)} ${this.#colors.bold(code)}:`;
  }

  #frame(at: Location, gutter: number, mark: (text: string) => string): readonly string[] {
    return frameOf(at, this.#locator, gutter, mark, this.#colors);
  }

  #place(at: Location, position: Position | null): string {
    const file = visibleText(relativePath(at.file, this.#options.cwd));
    return position === null ? file : `${file}:${position.line}:${position.column}`;
  }

  #counts(diagnostics: readonly Diagnostic[]): string {
    const of = (severity: Severity): number =>
      diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    const errors = of('error');
    const findings = diagnostics.length - errors;
    const severities = (['high', 'medium', 'low', 'info'] as const)
      .filter((severity) => of(severity) > 0)
      .map((severity) => `${of(severity)} ${severity}`);
    const parts = [
      ...(errors > 0 ? [this.#paint('error', counted(errors, 'error'))] : []),
      ...(findings > 0 ? [`${counted(findings, 'finding')} (${severities.join(', ')})`] : []),
    ];
    return parts.join(', ');
  }

  #paint(severity: Severity, text: string): string {
    const { bold, red, yellow, magenta, cyan, dim } = this.#colors;
    const paints = { error: red, high: magenta, medium: yellow, low: cyan, info: dim };
    return bold(paints[severity](text));
  }
}

function isError({ diagnostic }: LocatedDiagnostic): boolean {
  return diagnostic.severity === 'error';
}

/** Relative to a folder; absolute where the way there would lead up out of it. */
export function relativePath(file: string, cwd: string): string {
  if (isRemote(file)) return file;
  const relative = path.relative(cwd, file);
  return relative === '' || relative.startsWith(`..${path.sep}..`) ? file : relative;
}

/**
 * Whether to color what goes to a stream: `NO_COLOR` (no-color.org) and `FORCE_COLOR` win, then whether it is a
 * terminal.
 */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && term !== 'dumb';
}
