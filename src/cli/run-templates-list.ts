import { existsSync } from 'node:fs';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { printDiagnostics, wantsColor } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { noTemplates, partialFolder, readTemplates } from '../render/read-templates.js';
import { templateCatalogue } from '../render/template-catalogue.js';
import { contextVersion } from '../render/template-contexts.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { templateFolder, type TemplateFolderArguments } from './template-folder.js';

export interface TemplatesListArguments extends TemplateFolderArguments {
  readonly format: 'text' | 'json';
}

/** `oasgard templates list`. */
export async function runTemplatesList({ format, ...where }: TemplatesListArguments): Promise<ExitCode> {
  const folder = await templateFolder(where, 'templates list');
  if (folder === null) return exitCodes.errors;
  const diagnostics = new Diagnostics();
  const user = existsSync(folder) ? readTemplates(folder, diagnostics) : noTemplates;
  const color = wantsColor(process.stderr, process.env);
  process.stderr.write(
    printDiagnostics(diagnostics.list, diagnostics.sources, { cwd: process.cwd(), color }),
  );
  if (user === null) return exitCodes.errors;
  const overridden = new Set(user.overridden);
  const outdated = new Set(
    diagnostics.list.filter(({ code }) => code === 'template-outdated').map(({ at }) => at?.file),
  );
  const templates = templateCatalogue.map((entry) => {
    const template = user.library.find(entry.name)!;
    return { ...entry, overridden: overridden.has(entry.name), outdated: outdated.has(template.file) };
  });
  const own = new Set(templateCatalogue.map(({ name }) => name));
  const partials = user.library.names.filter((name) => name.startsWith(partialFolder) && !own.has(name));
  const further = user.extra.map(({ name, frontMatter }) => ({
    name,
    each: frontMatter!.each,
    path: frontMatter!.path,
  }));
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ contextVersion, templates, further, partials }, null, 2)}\n`
      : renderList(templates, further, partials),
  );
  return exitCodes.ok;
}

interface Listed {
  readonly name: string;
  readonly context: string;
  readonly makes: string;
  readonly overridden: boolean;
  readonly outdated: boolean;
}

function renderList(
  templates: readonly Listed[],
  further: readonly { readonly name: string; readonly each: string; readonly path: string }[],
  partials: readonly string[],
): string {
  const rows = templates.map(({ name, context, makes, overridden, outdated }) => [
    name,
    context,
    makes + (overridden ? (outdated ? ' (overridden; the original has changed)' : ' (overridden)') : ''),
  ]);
  const sections = [
    ['Templates', ...columns(rows)],
    ['Further files', ...columns(further.map(({ name, each, path }) => [name, `each ${each}`, path]))],
    ['Partials', ...columns(partials.map((name) => [name]))],
  ];
  const shown = sections.filter((lines) => lines.length > 1);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const visible = rows.map((row) => row.map(visibleText));
  const width = (column: number): number => Math.max(...visible.map((row) => row[column]?.length ?? 0));
  return visible.map((row) =>
    `  ${row.map((text, column) => text.padEnd(width(column))).join('  ')}`.trimEnd(),
  );
}
