import { visibleText } from '../diagnostics/visible-text.js';
import type { Change, Direction, SecurityDiff } from './change.js';
import { countChanges, directions, groupChanges, type GroupedChange } from './grouped-changes.js';
import { renderCounts } from './render-diff.js';

export interface MarkdownStyle {
  /** What the documents are called. */
  readonly old: string;
  readonly next: string;
  readonly placeOf: (change: Change) => string | null;
}

const TITLES = { weaker: 'Weaker', stronger: 'Stronger', neutral: 'Neutral' } as const;

/** What a comment of a pull request may hold (65,536 characters at GitHub), with room for one change more. */
const MOST_CHARACTERS = 60_000;
const MOST_OPERATIONS = 5;

/**
 * A diff as a comment for a pull request. Strings of documents stand in code spans, which no renderer looks into:
 * no link, no mention, no image, no HTML.
 */
export function markdownDiff(diff: SecurityDiff, style: MarkdownStyle): string {
  const counts = countChanges(diff);
  const parts = directions
    .filter((direction) => counts[direction] > 0)
    .map((direction) => `${String(counts[direction])} ${direction}`);
  const heading = parts.length === 0 ? 'nothing differs' : parts.join(', ');
  let text = `### Security: ${heading}\n\n${codeSpan(style.old)} → ${codeSpan(style.next)}. ${renderCounts(diff)}\n`;
  for (const direction of directions) {
    const groups = groupChanges(diff, direction);
    if (groups.length === 0) continue;
    const { begin, end } = section(direction, groups.length);
    text += begin;
    for (const [index, group] of groups.entries()) {
      const item = changeItem(group, style);
      if (text.length + item.length > MOST_CHARACTERS) {
        text += `- and ${String(groups.length - index)} more\n`;
        break;
      }
      text += item;
    }
    text += end;
  }
  return text;
}

/** What is not weaker is folded away. */
function section(direction: Direction, count: number): { readonly begin: string; readonly end: string } {
  const title = `${TITLES[direction]}: ${String(count)}`;
  if (direction === 'weaker') return { begin: `\n#### ${title}\n\n`, end: '' };
  return { begin: `\n<details><summary>${title}</summary>\n\n`, end: '\n</details>\n' };
}

function changeItem({ change, operations }: GroupedChange, { placeOf }: MarkdownStyle): string {
  const place = placeOf(change);
  const shown = operations.slice(0, MOST_OPERATIONS).map(({ method, path }) => codeSpan(`${method} ${path}`));
  const more = operations.length - shown.length;
  const who =
    operations.length === 0
      ? 'every operation'
      : shown.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
  return [
    `- **${change.kind}**: ${spanned(change.message)}`,
    ...(change.reason === null ? [] : [spanned(change.reason)]),
    who + (place === null ? '' : ` (${codeSpan(place)})`),
  ]
    .join('  \n  ')
    .concat('\n');
}

/** A message with what it quotes in code spans, and everything else without meaning for Markdown. */
function spanned(message: string): string {
  return message
    .split(/("(?:[^"\\]|\\.)*")/u)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return visibleText(text)
    .replaceAll('@', '(at)')
    .replace(/[^\p{L}\p{N} .,;:()'’/-]/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

/** A code span (CommonMark 6.1): its fence is longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const shown = visibleText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
