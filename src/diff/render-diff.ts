import picocolors from 'picocolors';
import { counted } from '../diagnostics/grouped-findings.js';
import { visibleText } from '../diagnostics/visible-text.js';
import type { Change, Direction, SecurityDiff } from './change.js';
import {
  countChanges,
  countOperations,
  directions,
  groupChanges,
  type GroupedChange,
} from './grouped-changes.js';

export interface DiffStyle {
  readonly color: boolean;
  /** `path:line:column` of a change, in the new document, or in the old for what is gone; `null` where none is known. */
  readonly placeOf: (change: Change) => string | null;
  /** How many changes of each direction are listed; the rest is counted. Default: all. */
  readonly most?: Readonly<Record<Direction, number>>;
}

type Colors = ReturnType<typeof picocolors.createColors>;

const MOST_OPERATIONS = 3;

/** A diff for a terminal, weaker first. Without an end of line. */
export function renderDiff(diff: SecurityDiff, style: DiffStyle): string {
  const colors = picocolors.createColors(style.color);
  const sections = directions.flatMap((direction) => {
    const groups = groupChanges(diff, direction);
    const shown = groups.slice(0, style.most?.[direction] ?? groups.length);
    if (shown.length === 0) return [];
    const hidden = groups.length - shown.length;
    return [
      [
        `${paint(direction, title(direction), colors)}: ${counted(groups.length, 'change')}`,
        ...shown.flatMap((group) => renderChange(group, style, colors)),
        ...(hidden > 0 ? [colors.dim(`  and ${String(hidden)} more`)] : []),
      ].join('\n'),
    ];
  });
  return [...sections, renderCounts(diff)].join('\n\n');
}

function renderChange(
  { change, operations }: GroupedChange,
  { placeOf }: DiffStyle,
  colors: Colors,
): readonly string[] {
  const place = placeOf(change);
  return [
    `  ${colors.bold(change.kind)}${place === null ? '' : colors.dim(`  ${place}`)}`,
    `    ${visibleText(change.message)}`,
    ...(change.reason === null ? [] : [`    ${visibleText(change.reason)}`]),
    colors.dim(`    ${operationsText(operations)}`),
  ];
}

export function operationsText(operations: GroupedChange['operations']): string {
  if (operations.length === 0) return 'every operation';
  const shown = operations
    .slice(0, MOST_OPERATIONS)
    .map(({ method, path }) => `${visibleText(method)} ${visibleText(path)}`);
  const more = operations.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

/** Each changed operation with its direction, the gravest first. Without an end of line; empty where there is none. */
export function renderOperations({ operations }: SecurityDiff, color: boolean): string {
  const colors = picocolors.createColors(color);
  return directions
    .flatMap((direction) => operations.filter((operation) => operation.direction === direction))
    .map(({ direction, status, method, path }) => {
      const note = status === 'changed' ? '' : colors.dim(`  ${status}`);
      const call = `${visibleText(method)} ${visibleText(path)}`;
      return `  ${paint(direction, direction.padEnd(8), colors)}  ${call}${note}`;
    })
    .join('\n');
}

/** `11 operations: 8 weaker, 1 stronger, 2 unchanged.` */
export function renderCounts(diff: SecurityDiff): string {
  const changes = countChanges(diff);
  if (directions.every((direction) => changes[direction] === 0)) return 'Nothing that is enforced differs.';
  const counts = countOperations(diff);
  const parts = ([...directions, 'unchanged'] as const)
    .filter((part) => counts[part] > 0)
    .map((part) => `${String(counts[part])} ${part}`);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${counted(total, 'operation')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}

function title(direction: Direction): string {
  return { weaker: 'Weaker', stronger: 'Stronger', neutral: 'Neutral' }[direction];
}

function paint(direction: Direction, text: string, { red, green, cyan, bold }: Colors): string {
  return bold({ weaker: red, stronger: green, neutral: cyan }[direction](text));
}
