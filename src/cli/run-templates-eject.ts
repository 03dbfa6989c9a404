import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { relativePath } from '../diagnostics/print-diagnostics.js';
import { visibleText } from '../diagnostics/visible-text.js';
import { nearestName } from '../policy/nearest-name.js';
import { originComment } from '../render/read-templates.js';
import { templateCatalogue } from '../render/template-catalogue.js';
import { contextVersion } from '../render/template-contexts.js';
import { Templates } from '../render/templates.js';
import { containedPath, EscapeError } from '../write/contained-path.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { templateFolder, type TemplateFolderArguments } from './template-folder.js';
import { UsageError } from './usage-error.js';

export interface TemplatesEjectArguments extends TemplateFolderArguments {
  readonly name: string;
}

/** `oasgard templates eject`. */
export async function runTemplatesEject({ name, ...where }: TemplatesEjectArguments): Promise<ExitCode> {
  const asked = name.replace(/\.hbs$/, '');
  const entry = templateCatalogue.find((candidate) => candidate.name === asked);
  const template = entry === undefined ? null : new Templates().find(entry.name);
  if (entry === undefined || template === null) throw unknownTemplate(asked);
  const folder = await templateFolder(where, 'templates eject');
  if (folder === null) return exitCodes.errors;
  try {
    mkdirSync(folder, { recursive: true });
    const file = containedPath(realpathSync(folder), `${entry.name}.hbs`);
    mkdirSync(path.dirname(file), { recursive: true });
    const comment = originComment(entry.name, `${entry.context} v${String(contextVersion)}`, template.text);
    writeFileSync(file, comment + template.text, { flag: 'wx' });
    process.stdout.write(`${visibleText(relativePath(file, process.cwd()))}\n`);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof EscapeError) && !(error instanceof Error && 'code' in error)) throw error;
    const reason = 'code' in error && error.code === 'EEXIST' ? 'exists; it was left alone' : error.message;
    process.stderr.write(`oasgard templates eject: ${entry.name}.hbs ${visibleText(reason)}.\n`);
    return exitCodes.errors;
  }
}

/** There is no template of that name. */
export function unknownTemplate(
  name: string,
  known: readonly string[] = [],
  command = 'templates eject',
): UsageError {
  const names = [...templateCatalogue.map((entry) => entry.name), ...known];
  const nearest = nearestName(name, names);
  const hint = nearest === null ? ' `oasgard templates list` lists them.' : ` Did you mean ${nearest}?`;
  return new UsageError(`There is no template ${JSON.stringify(name)}.${hint}`, command);
}
