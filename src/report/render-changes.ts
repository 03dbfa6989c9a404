import picocolors from 'picocolors';
import { visibleText } from '../diagnostics/visible-text.js';
import { manifestPath } from '../write/manifest.js';
import type { Change } from '../write/transaction.js';
import { unifiedDiff } from '../write/unified-diff.js';

export type ChangeKind = 'created' | 'updated' | 'removed';

export function kindOf({ previous, text }: Pick<Change, 'previous' | 'text'>): ChangeKind {
  if (previous === null) return 'created';
  return text === null ? 'removed' : 'updated';
}

type Colors = ReturnType<typeof picocolors.createColors>;

const signs: Readonly<Record<ChangeKind, string>> = { created: '+', updated: '~', removed: '-' };

/**
 * The files that change as a tree of folders, each with a sign: `+` created, `~` updated, `-` removed.
 *
 * @param out output folder as the user named it
 */
export function renderTree(changes: readonly Change[], out: string, color: boolean): string {
  const colors = picocolors.createColors(color);
  const lines = [`${visibleText(out.replace(/\/+$/, ''))}/`];
  const sorted = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  let open: readonly string[] = [];
  for (const change of sorted) {
    const folders = change.path.split('/');
    const name = folders.pop() ?? '';
    let depth = 0;
    while (depth < folders.length && folders[depth] === open[depth]) depth++;
    for (; depth < folders.length; depth++) lines.push(`${'  '.repeat(depth + 1)}  ${folders[depth] ?? ''}/`);
    open = folders;
    const kind = kindOf(change);
    lines.push(`${'  '.repeat(folders.length + 1)}${paint(kind, `${signs[kind]} ${name}`, colors)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The unified diff of every change but that of the manifest, which follows from them; `git apply` takes it. */
export function renderDiff(changes: readonly Change[], color: boolean): string {
  const colors = picocolors.createColors(color);
  return changes
    .filter(({ path }) => path !== manifestPath)
    .map(({ path, previous, text }) => {
      const diff = unifiedDiff(path, previous, text);
      return color ? diff.replaceAll(/^(?:[-+]|@@).*$/gm, (line) => paintLine(line, colors)) : diff;
    })
    .join('');
}

function paint(kind: ChangeKind, text: string, colors: Colors): string {
  if (kind === 'created') return colors.green(text);
  return kind === 'removed' ? colors.red(text) : colors.yellow(text);
}

function paintLine(line: string, colors: Colors): string {
  if (line.startsWith('@@')) return colors.cyan(line);
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return colors.bold(line);
  return line.startsWith('+') ? colors.green(line) : colors.red(line);
}

export interface CheckContext {
  /** Output folder and document as the user named them. */
  readonly out: string;
  readonly document: string;
  /** Version that wrote the output; `null` where there is none. */
  readonly writtenBy: string | null;
  readonly version: string;
  readonly color: boolean;
}

const reasons: Readonly<Record<ChangeKind, string>> = {
  created: 'missing',
  updated: 'out of date',
  removed: 'no longer generated',
};

/** Why `--check` fails: each file with its reason, and whether it is oasgard that is newer. */
export function renderReasons(changes: readonly Change[], context: CheckContext): string {
  const { out, document, writtenBy, version, color } = context;
  const colors = picocolors.createColors(color);
  const width = Math.min(60, Math.max(...changes.map(({ path }) => path.length)));
  return [
    writtenBy === null
      ? `${visibleText(out)}: nothing was generated here yet.`
      : `${visibleText(out)} is not what ${visibleText(document)} gives:`,
    ...changes.map((change) => {
      const kind = kindOf(change);
      return `  ${paint(kind, signs[kind], colors)} ${change.path.padEnd(width)}  ${colors.dim(reasons[kind])}`;
    }),
    ...aboutVersion(changes, writtenBy, version),
    '',
  ].join('\n');
}

function aboutVersion(
  changes: readonly Change[],
  writtenBy: string | null,
  version: string,
): readonly string[] {
  if (writtenBy === null || writtenBy === version) return [];
  const runtime = changes.filter(({ path }) => path.includes('/generated/runtime/')).length;
  return [
    '',
    `It was written by oasgard ${visibleText(writtenBy)}, this is ${version}: ${
      runtime === 0
        ? 'the runtime copy is the same in both.'
        : `${String(runtime)} ${runtime === 1 ? 'file' : 'files'} of the runtime copy would change. CHANGELOG.md says what is new.`
    }`,
  ];
}
