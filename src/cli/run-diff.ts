import path from 'node:path';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { type Change, changesOf } from '../diff/change.js';
import { compareModels } from '../diff/compare-models.js';
import { type DocumentPlaces, jsonDiff, placeText } from '../diff/json-diff.js';
import { markdownDiff } from '../diff/markdown-diff.js';
import { renderDiff, renderOperations } from '../diff/render-diff.js';
import type { Api } from '../model/api.js';
import { diffSources, type DiffFlags, type DiffSource } from './diff-sources.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { readAlone } from './read-alone.js';

export interface DiffArguments extends DiffFlags {
  readonly failOnWeaker: boolean;
  readonly format: 'text' | 'json' | 'markdown';
}

interface ReadDocument extends DocumentPlaces {
  readonly name: string;
  /** `null` after errors. */
  readonly api: Api | null;
}

/** `oasgard diff`. */
export async function runDiff(options: DiffArguments): Promise<ExitCode> {
  const { format, failOnWeaker } = options;
  const sources = await diffSources(options);
  const old = await readDocument(sources.old);
  const next = await readDocument(sources.next);
  if (old.api === null || next.api === null) return exitCodes.errors;
  noteUnconfigured(sources.old, sources.next);
  const diff = compareModels(old.api, next.api);
  const placeOf = ({ at, before }: Change): string | null =>
    at !== null ? placeText(at, next) : before === null ? null : placeText(before, old);
  const { stdout, env } = process;
  if (format === 'json') stdout.write(`${JSON.stringify(jsonDiff(diff, next, old), null, 2)}\n`);
  else if (format === 'markdown')
    stdout.write(markdownDiff(diff, { old: old.name, next: next.name, placeOf }));
  else {
    const color = wantsColor(stdout, env);
    const text = renderDiff(diff, { color, placeOf: (change) => visible(placeOf(change)) });
    const operations = renderOperations(diff, color);
    const parts = [`${visibleText(old.name)} → ${visibleText(next.name)}`, text];
    stdout.write(`${parts.join('\n\n')}\n${operations === '' ? '' : `${operations}\n`}`);
  }
  const weaker = changesOf(diff).some(({ direction }) => direction === 'weaker');
  return weaker && failOnWeaker ? exitCodes.errors : exitCodes.ok;
}

function visible(text: string | null): string | null {
  return text === null ? null : visibleText(text);
}

async function readDocument(source: DiffSource): Promise<ReadDocument> {
  const { name, diagnostics, reading, files, prefix } = source;
  const cwd = process.cwd();
  const api = reading === null ? null : await readAlone(reading, diagnostics, files);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  const failed = api === null || errors.length > 0;
  if (failed) {
    const color = wantsColor(process.stderr, process.env);
    process.stderr.write(`${visibleText(name)}:\n\n`);
    process.stderr.write(printDiagnostics(errors, diagnostics.sources, { cwd, color }));
  }
  return {
    name,
    api: failed ? null : api,
    locator: new Locator(diagnostics.sources),
    nameOf: (file) => prefix + relativePath(file, cwd).split(path.sep).join('/'),
  };
}

/** What only one revision is configured to have looks like a change of the document. */
function noteUnconfigured(old: DiffSource, next: DiffSource): void {
  if (old.configured === next.configured) return;
  const [one, other] = old.configured ? [next, old] : [old, next];
  process.stderr.write(
    `${visibleText(one.name)} has no configuration: it is read without what that of ${visibleText(other.name)} says.\n\n`,
  );
}
