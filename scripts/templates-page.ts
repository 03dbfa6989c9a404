import { readFileSync } from 'node:fs';
import type { RecordShape, Shape } from '../src/render/context-shape.js';
import { contextShapes } from '../src/render/context-shapes.js';
import { type ContextName, templateCatalogue } from '../src/render/template-catalogue.js';
import { contextVersion } from '../src/render/template-contexts.js';

/** Order of the contexts on the page: the most used first. */
const order: readonly ContextName[] = [
  'CommonContext',
  'ApiContext',
  'TagContext',
  'OperationContext',
  'HandlerStubContext',
  'PolicyStubContext',
  'StubFileContext',
  'ReExportsContext',
  'CredentialsContext',
  'ContractContext',
  'TypesContext',
  'OperationsContext',
  'IndexContext',
  'RemovedContext',
];

/** `docs/templates.md`: prose by hand, tables from the shapes that templates are checked against. */
export function templatesPage(): string {
  const prose = readFileSync(new URL('./templates-page.md', import.meta.url), 'utf8');
  return prose
    .replace('<!-- templates -->\n', () => templatesTable())
    .replace('<!-- contexts -->\n', () => contexts())
    .replaceAll('<!-- version -->', String(contextVersion));
}

function templatesTable(): string {
  const rows = templateCatalogue.map(({ name, context, makes }) => [`\`${name}\``, link(context), makes]);
  return table(['Template', 'Context', 'Makes'], rows);
}

function contexts(): string {
  const shown = new Map<string, RecordShape>();
  for (const name of order) collect(contextShapes[name], shown);
  return [...shown.values()]
    .map(({ name, about, members }) => {
      const rows = [...members].flatMap(([key, { shape, about: words }]) => memberRows(key, shape, words));
      return `### ${name!}\n\n${about}\n\n${table(['Name', 'Type', 'What it is'], rows)}`;
    })
    .join('\n');
}

/** A record, and those that it is the first to mention. */
function collect(shape: Shape, shown: Map<string, RecordShape>): void {
  if (shape.kind === 'list' || shape.kind === 'nullable') collect(shape.of, shown);
  if (shape.kind !== 'record' || (shape.name !== null && shown.has(shape.name))) return;
  if (shape.name !== null) shown.set(shape.name, shape);
  for (const member of shape.members.values()) collect(member.shape, shown);
}

/** A member; those of a record without a name of its own stand below it. */
function memberRows(key: string, shape: Shape, about: string): readonly (readonly string[])[] {
  const inside = bare(shape);
  const rows = [[`\`${key}\``, typeText(shape), about]];
  if (inside.kind !== 'record' || inside.name !== null) return rows;
  const within = [...inside.members].flatMap(([name, member]) =>
    memberRows(`${key}${isList(shape) ? '[]' : ''}.${name}`, member.shape, member.about),
  );
  return [...rows, ...within];
}

function bare(shape: Shape): Shape {
  return shape.kind === 'list' || shape.kind === 'nullable' ? bare(shape.of) : shape;
}

function isList(shape: Shape): boolean {
  return shape.kind === 'list' || (shape.kind === 'nullable' && isList(shape.of));
}

function typeText(shape: Shape): string {
  switch (shape.kind) {
    case 'nullable':
      return `${typeText(shape.of)} or null`;
    case 'list':
      return `list of ${typeText(shape.of)}`;
    case 'record':
      return shape.name === null ? 'record' : link(shape.name);
    case 'json':
      return 'any, for helpers';
    default:
      return shape.kind;
  }
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
