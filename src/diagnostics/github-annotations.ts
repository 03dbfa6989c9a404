import type { Diagnostic, Severity } from './diagnostic.js';
import { Locator } from './locate.js';
import { relativePath } from './print-diagnostics.js';
import { sortDiagnostics } from './sort-diagnostics.js';
import type { SourceText } from './source-text.js';
import { visibleText } from './visible-text.js';

const commands: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  high: 'warning',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

/** All diagnostics as workflow commands of GitHub Actions, one a line, sorted by place; `''` for none. */
export function githubAnnotations(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  cwd: string,
): string {
  const lines = sortDiagnostics(diagnostics, new Locator(sources)).map(({ diagnostic, position }) => {
    const { code, severity, message, help, at } = diagnostic;
    const properties: [string, string | number][] = [];
    if (at !== null) properties.push(['file', relativePath(at.file, cwd).replaceAll('\\', '/')]);
    if (position !== null) {
      properties.push(['line', position.line], ['endLine', position.endLine]);
      // Columns are understood only within one line.
      if (position.line === position.endLine) {
        properties.push(['col', position.column], ['endColumn', position.endColumn]);
      }
    }
    properties.push(['title', `${code} (${severity})`]);
    const list = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
    const text = [message, ...(help?.split('\n') ?? [])].map(visibleText).join('\n');
    return `::${commands[severity]} ${list}::${escapeData(text)}\n`;
  });
  return lines.join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(visibleText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
