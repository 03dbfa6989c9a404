import path from 'node:path';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { Locator } from '../diagnostics/locate.js';
import { printDiagnostics, relativePath, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { type Change, changesOf } from '../diff/change.js';
import { compareModels } from '../diff/compare-models.js';
import { type DocumentPlaces, jsonDiff, placeText } from '../diff/json-diff.js';
import { markdownDiff } from '../diff/markdown-diff.js';
import { renderDiff, renderOperations } from '../diff/render-diff.js';
import { diskFiles, type FileAccess } from '../load/file-access.js';
import { GitFiles, RevisionError } from '../load/git-files.js';
import type { LoadLimits } from '../load/load-limits.js';
import { TimeLimit } from '../load/time-limit.js';
import type { Api } from '../model/api.js';
import { readApi } from '../pipeline.js';
import { fetchReferences } from '../resolve/fetch-references.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ReferenceArguments } from './reference-options.js';
import { UsageError } from './usage-error.js';

export interface DiffArguments extends ReferenceArguments {
  /** Path, or `git:REV:path`. */
  readonly old: string;
  readonly next: string;
  readonly oldOverlays: readonly string[];
  readonly nextOverlays: readonly string[];
  readonly limits: LoadLimits;
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
  const old = await readDocument(options.old, options.oldOverlays, options);
  const next = await readDocument(options.next, options.nextOverlays, options);
  if (old.api === null || next.api === null) return exitCodes.errors;
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

async function readDocument(
  given: string,
  overlays: readonly string[],
  { limits, root, allowRemote }: DiffArguments,
): Promise<ReadDocument> {
  const diagnostics = new Diagnostics();
  const cwd = process.cwd();
  const source = parseSource(given);
  const { document, prefix } = source;
  const sources = { document, overlays, limits, root, allowRemote };
  const time = new TimeLimit(limits.seconds);
  const files = await fetchReferences(sources, source.files, time);
  const api = readApi(sources, null, diagnostics, { files, time });
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  const failed = api === null || errors.length > 0;
  if (failed) {
    const color = wantsColor(process.stderr, process.env);
    process.stderr.write(`${visibleText(given)}:\n\n`);
    process.stderr.write(printDiagnostics(errors, diagnostics.sources, { cwd, color }));
  }
  return {
    name: given,
    api: failed ? null : api,
    locator: new Locator(diagnostics.sources),
    nameOf: (file) => prefix + relativePath(file, cwd).split(path.sep).join('/'),
  };
}

interface Source {
  readonly files: FileAccess;
  /** Absolute for a revision: where the file stands in the working tree. */
  readonly document: string;
  /** Stands before names of its files. */
  readonly prefix: string;
}

/** @throws {UsageError} for a revision that cannot be read */
function parseSource(given: string): Source {
  if (!given.startsWith('git:')) return { files: diskFiles, document: given, prefix: '' };
  const [, revision = '', file = ''] = /^git:([^:]*):(.+)$/su.exec(given) ?? [];
  if (revision === '' || file === '') {
    throw new UsageError(`${JSON.stringify(given)} is not of the form git:REV:path.`, 'diff');
  }
  try {
    const files = new GitFiles(revision, process.cwd());
    // As git itself reads REV:path: from the root of the repository, unless it starts with a dot.
    const folder = /^\.\.?(?:[\\/]|$)/u.test(file) ? process.cwd() : files.root;
    return { files, document: path.resolve(folder, file), prefix: `git:${revision}:` };
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(`${error.message}.`, 'diff');
    throw error;
  }
}
