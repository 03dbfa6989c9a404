import { methodMember } from '../runtime/core/method-member.js';
import path from 'node:path';
import picocolors from 'picocolors';
import { templateCodes } from '../diagnostics/codes/template.js';
import { writeCodes } from '../diagnostics/codes/write.js';
import { counted } from '../diagnostics/grouped-findings.js';
import type { Location, Severity } from '../diagnostics/diagnostic.js';
import { visibleText } from '../diagnostics/visible-text.js';
import type { WrittenFiles } from '../write/write-project.js';
import type { FindingCount, GuardCount, Summary, UndecidedOperation } from './summarize.js';

export interface SummaryStyle {
  readonly color: boolean;
  /** Folder that paths are shown relative to, absolute. */
  readonly cwd: string;
  /** Output folder as the user named it. */
  readonly out: string;
  /** `path:line:column` of a place. */
  readonly placeOf: (at: Location) => string;
  /** The line of a place with a mark under what is meant, its number in a gutter that wide; `[]` where there is none. */
  readonly frameOf: (at: Location, gutter: number, mark: (text: string) => string) => readonly string[];
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** Codes that are not listed among the findings: undecided operations have a list of their own, notes are printed whole. */
const shownElsewhere: ReadonlySet<string> = new Set([
  'access-undecided',
  ...Object.keys(templateCodes),
  ...Object.keys(writeCodes),
]);

const MOST_UNDECIDED = 8;
const MOST_FINDINGS = 12;
/** Of one kind of finding. */
const MOST_MESSAGES = 6;
/** Columns that the number of a line stands in, at the right: those of a severity and what surrounds it. */
const GUTTER = 9;

/** Nobody knows how the user's server is started. */
const OWN_SERVER =
  'src/server.ts is yours: serve what createApi of src/generated/index.ts returns, with `serve` or as your framework does.';

/** What the run did, what is guarded by what, and what to do next: readable at a glance. */
export function renderSummary(summary: Summary, files: WrittenFiles, style: SummaryStyle): string {
  const colors = picocolors.createColors(style.color);
  const sections = [
    renderHead(summary, files, style, colors),
    renderGuards(summary, colors),
    renderUndecided(summary, style, colors),
    renderFindings(summary.findings, style, colors),
    renderNext(summary, style, colors),
  ];
  return `${sections.filter((section) => section !== null).join('\n\n')}\n`;
}

function renderHead(summary: Summary, files: WrittenFiles, style: SummaryStyle, colors: Colors): string {
  const title = `${colors.bold(visibleText(summary.title))} ${visibleText(summary.version)}`;
  const kept = summary.kept.length > 0 ? [`Kept as they were: ${summary.kept.join(', ')}.`] : [];
  return [
    `${title}: ${counted(summary.operations, 'operation')}`,
    `${visibleText(style.out)}: ${describeFiles(files)}.`,
    ...kept,
  ].join('\n');
}

function describeFiles({ created, updated, removed, unchanged }: WrittenFiles): string {
  if (created.length + updated.length + removed.length === 0) return 'nothing to change';
  const parts = [
    [created, 'created'],
    [updated, 'updated'],
    [removed, 'removed'],
    [unchanged, 'unchanged'],
  ] as const;
  const [first, ...rest] = parts.filter(([list]) => list.length > 0);
  if (first === undefined) return 'nothing to change';
  const [list, verb] = first;
  return [
    `${counted(list.length, 'file')} ${verb}`,
    ...rest.map(([list, verb]) => `${list.length} ${verb}`),
  ].join(', ');
}

function renderGuards({ guards }: Summary, colors: Colors): string | null {
  if (guards.length === 0) return null;
  const rows = guards.map((guard) => ({
    paint: guard.kind === 'undecided' ? colors.yellow : guard.kind === 'public' ? colors.cyan : colors.green,
    label: guardLabel(guard),
    count: String(guard.operations),
    notes: guardNotes(guard),
  }));
  const head = 'Guarded by';
  const width = Math.min(60, Math.max(head.length, ...rows.map(({ label }) => label.length)));
  return [
    colors.dim(`  ${head.padEnd(width)}  Operations`),
    ...rows.map(
      ({ paint, label, count, notes }) =>
        `  ${paint(label.padEnd(width))}  ${count.padStart('Operations'.length)}${notes === '' ? '' : colors.dim(`  ${notes}`)}`,
    ),
  ].join('\n');
}

function guardLabel({ kind, schemes }: GuardCount): string {
  if (kind === 'public') return 'nothing: public';
  if (kind === 'undecided') return 'undecided: denied to everybody';
  return schemes
    .map((alternative) =>
      alternative.length === 0 ? 'anonymous' : alternative.map(visibleText).join(' and '),
    )
    .join(', or ');
}

function guardNotes({ kind, operations, withRoles, withObjectPolicy }: GuardCount): string {
  if (kind !== 'authenticated') return '';
  const share = (count: number): string => (count === operations ? 'all' : String(count));
  return [
    ...(withRoles > 0 ? [`${share(withRoles)} by role or scope`] : []),
    ...(withObjectPolicy > 0 ? [`${share(withObjectPolicy)} by object policy`] : []),
  ].join(', ');
}

function renderUndecided({ undecided, scheme }: Summary, style: SummaryStyle, colors: Colors): string | null {
  const [first] = undecided;
  if (first === undefined) return null;
  const shown = undecided.slice(0, MOST_UNDECIDED).map((operation) => ({
    call: `${operation.method} ${visibleText(operation.path)}`,
    place: style.placeOf(operation.at),
  }));
  const width = Math.min(48, Math.max(...shown.map(({ call }) => call.length)));
  const more = undecided.length - shown.length;
  return [
    `${colors.yellow('Undecided')}: ${counted(undecided.length, 'operation')} ${undecided.length === 1 ? 'answers' : 'answer'} 403 access-undecided until the document says who may call ${undecided.length === 1 ? 'it' : 'them'}.`,
    ...shown.map(({ call, place }) => `  ${call.padEnd(width)}  ${colors.dim(place)}`),
    ...(more > 0 ? [colors.dim(`  and ${more} more`)] : []),
    '',
    'Decide in the document, or in an overlay for --overlay. For the first of them:',
    ...overlayFor(first, scheme).map((line) => colors.dim(`  ${line}`)),
  ].join('\n');
}

/** Overlay lines that decide one operation; JSON strings are YAML strings. */
function overlayFor(
  { method, path: route, secured }: UndecidedOperation,
  scheme: string | null,
): readonly string[] {
  const target = `$.paths[${jsonPathString(route)}]${methodMember(method)}`;
  const security =
    secured || scheme === null ? '' : `security: [{ ${JSON.stringify(visibleText(scheme))}: [] }], `;
  const authenticated = `{ ${security}x-security: { access: authenticated } }`;
  const anybody = '{ security: [], x-security: { access: public } }';
  return [
    'overlay: 1.0.0',
    'info: { title: Who may call what, version: 1.0.0 }',
    'actions:',
    '  - target: $',
    '    update: { x-security: { version: 1 } }',
    `  - target: ${JSON.stringify(target)}`,
    ...(secured || scheme !== null
      ? [`    update: ${authenticated}`, ...(secured ? [] : [`    # or, for anybody: ${anybody}`])]
      : [`    update: ${anybody}`]),
  ];
}

function jsonPathString(text: string): string {
  return `'${visibleText(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function renderFindings(
  findings: readonly FindingCount[],
  style: SummaryStyle,
  colors: Colors,
): string | null {
  const listed = findings.filter(({ code }) => !shownElsewhere.has(code));
  if (listed.length === 0) return null;
  const shown = listed.slice(0, MOST_FINDINGS);
  const totals = new Map<Severity, number>();
  for (const { severity, count } of listed) totals.set(severity, (totals.get(severity) ?? 0) + count);
  const more = listed.length - shown.length;
  return [
    `Weak or worth knowing: ${[...totals].map(([severity, count]) => `${count} ${severity}`).join(', ')}.`,
    ...shown.flatMap((finding) => renderFinding(finding, style, colors)),
    ...(more > 0 ? [colors.dim(`  and ${counted(more, 'other kind')}; --format json lists every one`)] : []),
  ].join('\n');
}

/** Messages that differ in nothing but their place are one. */
function renderFinding(
  { severity, code, messages }: FindingCount,
  style: SummaryStyle,
  colors: Colors,
): readonly string[] {
  const shown = messages.slice(0, MOST_MESSAGES);
  const more = messages.slice(MOST_MESSAGES).reduce((sum, { count }) => sum + count, 0);
  return [
    ...shown.flatMap(({ message, help, count, at }) => {
      const place = at === null ? '' : `  ${style.placeOf(at)}`;
      const times = count > 1 ? ` and ${count - 1} more` : '';
      const [way, ...lines] = help?.split('\n') ?? [];
      return [
        `  ${paintSeverity(severity, colors)}  ${code}${colors.dim(place + times)}`,
        `          ${visibleText(message)}`,
        ...(at === null ? [] : style.frameOf(at, GUTTER, painterOf(severity, colors))),
        ...(way === undefined ? [] : [colors.dim(`          help: ${visibleText(way)}`)]),
        ...lines.map((line) => colors.dim(`                ${visibleText(line)}`.trimEnd())),
      ];
    }),
    ...(more > 0 ? [colors.dim(`          … and ${more} more of ${code} (see --format json)`)] : []),
  ];
}

function paintSeverity(severity: FindingCount['severity'], colors: Colors): string {
  return painterOf(severity, colors)(severity.padEnd(6));
}

function painterOf(severity: FindingCount['severity'], colors: Colors): (text: string) => string {
  if (severity === 'high') return colors.red;
  return severity === 'medium' ? colors.yellow : colors.dim;
}

function renderNext(
  { firstRun, missingDependencies, start }: Summary,
  { cwd, out }: SummaryStyle,
  colors: Colors,
): string | null {
  const install = missingDependencies.map(shellWord).join(' ');
  const steps = [
    ...(install !== '' ? [`npm install ${install}`] : []),
    ...(firstRun && install === '' ? ['npm install'] : []),
    ...(firstRun ? start : []),
  ];
  const commands =
    steps.length > 0 && path.resolve(cwd, out) !== cwd ? [`cd ${shellWord(out)}`, ...steps] : steps;
  if (commands.length === 0) return null;
  return [
    colors.bold('Next'),
    ...commands.map((command) => `  ${command}`),
    ...(firstRun && start.length === 0 ? [OWN_SERVER] : []),
  ].join('\n');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./^~-]+$/.test(text) && !text.startsWith('~')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
