import picocolors from 'picocolors';
import { frameOf } from '../diagnostics/code-frame.js';
import { diffCodes } from '../diagnostics/codes/diff.js';
import { templateCodes } from '../diagnostics/codes/template.js';
import { writeCodes } from '../diagnostics/codes/write.js';
import type { Location } from '../diagnostics/diagnostic.js';
import { githubAnnotations } from '../diagnostics/github-annotations.js';
import { jsonDiagnostics } from '../diagnostics/json-diagnostics.js';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { sarifLog } from '../diagnostics/sarif-log.js';
import { visibleText } from '../diagnostics/visible-text.js';
import type { GenerateResult } from '../generation.js';
import { packageVersion } from '../package-version.js';
import { jsonSummary } from '../report/json-summary.js';
import { kindOf, renderDiff, renderReasons, renderTree } from '../report/render-changes.js';
import { renderSummary, type SummaryStyle } from '../report/render-summary.js';
import type { Change as SecurityChange } from '../diff/change.js';
import { type DocumentPlaces, jsonDiff, placeText } from '../diff/json-diff.js';
import { renderRegeneration } from '../diff/render-regeneration.js';
import { manifestPath } from '../write/manifest.js';
import type { Change } from '../write/transaction.js';
import type { WrittenFiles } from '../write/write-project.js';
import { unifiedDiff } from '../write/unified-diff.js';

/** What a run is for: `write` changes the disk, the others only say what it would change. */
export type Mode = 'write' | 'dry-run' | 'check';

/** How the result is printed: for people, as one JSON object, as SARIF 2.1.0, or as workflow commands of GitHub Actions. */
export type ResultFormat = 'text' | 'json' | 'sarif' | 'github';

export interface PrintContext {
  readonly mode: Mode;
  /** As the user named them. */
  readonly document: string;
  readonly out: string;
}

/** Data goes to stdout, everything else to stderr. */
export function printGeneration(result: GenerateResult, format: ResultFormat, context: PrintContext): void {
  if (format === 'text') printText(result, context);
  else process.stdout.write(dataText(result, format, context.mode));
}

function printText(result: GenerateResult, { mode, document, out }: PrintContext): void {
  const { diagnostics, sources } = result;
  const cwd = process.cwd();
  const { env, stdout, stderr } = process;
  // Findings are in the summary; what is printed whole is what stops the run, or concerns files of the user's.
  const whole = diagnostics.filter(
    ({ severity, code }) =>
      severity === 'error' || Object.hasOwn(writeCodes, code) || Object.hasOwn(templateCodes, code),
  );
  const text = printDiagnostics(whole, sources, { cwd, color: wantsColor(stderr, env) });
  if (text !== '') stderr.write(result.ok ? `${text}\n` : text);
  if (!result.ok) {
    stderr.write('Nothing was written.\n');
    return;
  }
  const color = wantsColor(stdout, env);
  if (mode === 'check') {
    const { changes, writtenBy } = result;
    stderr.write(securityText(result, wantsColor(stderr, env)));
    if (changes.length === 0) stdout.write(`${visibleText(out)} is what ${visibleText(document)} gives.\n`);
    else stderr.write(renderReasons(changes, { out, document, writtenBy, version: packageVersion(), color }));
    return;
  }
  if (mode === 'dry-run') {
    stdout.write(securityText(result, color));
    if (result.changes.length > 0) {
      stdout.write(`${renderTree(result.changes, out, color)}\n${renderDiff(result.changes, color)}\n`);
    }
    stderr.write('Nothing was written: this was a dry run.\n');
  }
  if (mode === 'write') stdout.write(summaryText(result, result.files, { color, out }));
}

function dataText(result: GenerateResult, format: Exclude<ResultFormat, 'text'>, mode: Mode): string {
  const { diagnostics, sources } = result;
  const cwd = process.cwd();
  if (format === 'json') return jsonText(result, mode);
  if (format === 'github') return githubAnnotations(diagnostics, sources, cwd);
  return `${JSON.stringify(sarifLog(diagnostics, sources, { cwd, version: packageVersion() }), null, 2)}\n`;
}

type Written = Extract<GenerateResult, { readonly ok: true }>;

function summaryText(
  result: Written,
  files: WrittenFiles,
  { color, out }: { readonly color: boolean; readonly out: string },
): string {
  const { summary, sources } = result;
  const cwd = process.cwd();
  const locator = new Locator(sources);
  const placeOf = (at: Location): string => {
    const position = locator.position(at);
    const file = visibleText(relativePath(at.file, cwd));
    return position === null ? file : `${file}:${position.line}:${position.column}`;
  };
  const colors = picocolors.createColors(color);
  const style: SummaryStyle = {
    color,
    cwd,
    out,
    placeOf,
    frameOf: (at, gutter, mark) => frameOf(at, locator, gutter, mark, colors),
  };
  return securityText(result, color) + renderSummary(summary, files, style);
}

/** What became weaker or stronger, with an empty line behind it; `''` where nothing did. */
function securityText({ security, sources }: Written, color: boolean): string {
  if (security === null) return '';
  const places = placesIn(sources);
  const placeOf = ({ at }: SecurityChange): string | null =>
    at === null ? null : visibleText(placeText(at, places));
  const text = renderRegeneration(security, { color, placeOf });
  return text === null ? '' : `${text}\n\n`;
}

function placesIn(sources: GenerateResult['sources']): DocumentPlaces {
  const cwd = process.cwd();
  return {
    locator: new Locator(sources),
    nameOf: (file) => relativePath(file, cwd).replaceAll('\\', '/'),
  };
}

/**
 * What the next run prints on stdout where nothing changes until then; in color. `null` where it may have to say more
 * than that, of files of the user's.
 */
export function nextAnswer(result: Written, format: ResultFormat, { out }: PrintContext): string | null {
  const once = { ...writeCodes, ...diffCodes, ...templateCodes };
  if (result.diagnostics.some(({ code }) => Object.hasOwn(once, code))) return null;
  const { created, updated, unchanged } = result.files;
  const generated = new Set([...created, ...updated].filter((file) => !result.userFiles.includes(file)));
  const files = { created: [], updated: [], removed: [], unchanged: [...unchanged, ...generated].sort() };
  const next: Written = {
    ...result,
    files,
    summary: { ...result.summary, firstRun: false, kept: [] },
    security: { api: [], operations: [], unchanged: result.summary.operations },
  };
  return format === 'text' ? summaryText(next, files, { color: true, out }) : dataText(next, format, 'write');
}

/** What stdout carries with `--format json`: one object, the same members whether the run succeeded or not. */
function jsonText(result: GenerateResult, mode: Mode): string {
  const cwd = process.cwd();
  const data = {
    diagnostics: jsonDiagnostics(result.diagnostics, result.sources, cwd),
    summary: result.ok ? jsonSummary(result.summary, result.sources, cwd) : null,
    files: result.ok ? result.files : null,
    security:
      result.ok && result.security !== null
        ? jsonDiff(result.security, placesIn(result.sources), null)
        : null,
    ...(mode === 'write' ? {} : { changes: result.ok ? result.changes.map(jsonChange) : null }),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function jsonChange({ path, previous, text }: Change) {
  return {
    path,
    kind: kindOf({ previous, text }),
    diff: path === manifestPath ? null : unifiedDiff(path, previous, text),
  };
}
