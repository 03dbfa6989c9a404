import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { codes, type DiagnosticCode } from './codes.js';
import type { Diagnostic, Location, Severity } from './diagnostic.js';
import { Locator, type Position } from './locate.js';
import { relativePath } from './print-diagnostics.js';
import { sortDiagnostics } from './sort-diagnostics.js';
import type { SourceText } from './source-text.js';
import { visibleText } from './visible-text.js';

export interface SarifContext {
  /** Folder that file names are relative to, where they are inside it. */
  readonly cwd: string;
  /** Version of oasgard. */
  readonly version: string;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  high: 'warning',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/**
 * All diagnostics as a log of SARIF 2.1.0 (OASIS), sorted by place: codes are rules, related places are related
 * locations. Columns count UTF-16 units.
 */
export function sarifLog(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  { cwd, version }: SarifContext,
) {
  const locator = new Locator(sources);
  const sorted = sortDiagnostics(diagnostics, locator);
  const used = [...new Set(sorted.map(({ diagnostic }) => diagnostic.code))].toSorted();
  const results = sorted.map(({ diagnostic: { code, severity, message, help, at, related }, position }) => ({
    ruleId: code,
    ruleIndex: used.indexOf(code),
    level: levels[severity],
    message: {
      text: visibleText(message) + (help === null ? '' : `\n${help.split('\n').map(visibleText).join('\n')}`),
    },
    locations: at === null ? [] : [sarifLocation(at, position, cwd)],
    relatedLocations: related.map((place, index) => ({
      id: index,
      message: { text: visibleText(place.message) },
      ...sarifLocation(place.at, locator.position(place.at), cwd),
    })),
    properties: { severity },
  }));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: { driver: { name: 'oasgard', version, rules: used.map(sarifRule) } },
        columnKind: 'utf16CodeUnits' as const,
        results,
      },
    ],
  };
}

function sarifRule(code: DiagnosticCode) {
  const { summary, severity, help } = codes[code];
  return {
    id: code,
    shortDescription: { text: summary },
    defaultConfiguration: { level: levels[severity] },
    ...(help === null ? {} : { help: { text: help } }),
  };
}

function sarifLocation(at: Location, position: Position | null, cwd: string) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(at.file, cwd) },
      ...(position === null
        ? {}
        : {
            region: {
              startLine: position.line,
              startColumn: position.column,
              endLine: position.endLine,
              endColumn: position.endColumn,
            },
          }),
    },
    ...(at.offset === undefined
      ? { logicalLocations: [{ fullyQualifiedName: at.pointer, kind: 'member' }] }
      : {}),
  };
}

/** Relative where that leads down from the folder, else a `file:` URL (SARIF §3.4.3). */
function uriOf(file: string, cwd: string): string {
  const shown = relativePath(file, cwd);
  if (path.isAbsolute(shown) || shown.startsWith('..')) return pathToFileURL(file).href;
  return shown.split(path.sep).map(encodeURIComponent).join('/');
}
