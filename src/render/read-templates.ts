import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { nearestName } from '../policy/nearest-name.js';
import { containedPath, EscapeError } from '../write/contained-path.js';
import { fingerprint } from '../write/fingerprint.js';
import { type Subject, splitFrontMatter } from './front-matter.js';
import type { TemplateSource } from './template-source.js';
import { builtInNames, Templates } from './templates.js';

/** Folder of the user's partials, below the template folder. */
export const partialFolder = 'partials/';

/** Templates whose front matter lays files out, with what a file may be rendered for. */
export const layoutTemplates: ReadonlyMap<string, readonly Subject[]> = new Map([
  ['project/handlers.ts', ['tag', 'operation']],
  ['project/policies.ts', ['tag', 'policy']],
]);

/** What a template folder of the user's holds. */
export interface UserTemplates {
  readonly library: Templates;
  /** Templates of further files, sorted by name. */
  readonly extra: readonly TemplateSource[];
  /** Names of oasgard's own templates that are overridden, sorted. */
  readonly overridden: readonly string[];
}

export const noTemplates: UserTemplates = { library: new Templates(), extra: [], overridden: [] };

/**
 * Reads a folder of the user's: overrides by the names of oasgard's own templates, partials, and templates of further
 * files, which say so by front matter.
 *
 * @param folder relative to the working directory
 * @returns `null` where diagnostics say why it cannot be used
 */
export function readTemplates(folder: string, diagnostics: Diagnostics): UserTemplates | null {
  const absolute = path.resolve(folder);
  if (!existsSync(absolute) || !statSync(absolute).isDirectory()) {
    diagnostics.report('template-unreadable', wholeFile(absolute), 'There is no such template folder.');
    return null;
  }
  const custom = new Map<string, TemplateSource>();
  let sound = true;
  for (const file of templateFiles(realpathSync(absolute), diagnostics)) {
    if (file === null) {
      sound = false;
      continue;
    }
    const template = readTemplate(absolute, file, diagnostics);
    if (template === null) sound = false;
    else custom.set(template.name, template);
  }
  if (!sound) return null;
  const templates = [...custom.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = new Set(builtInNames());
  return {
    library: new Templates(custom),
    extra: templates.filter(({ name, frontMatter }) => frontMatter !== null && !own.has(name)),
    overridden: templates.map(({ name }) => name).filter((name) => own.has(name)),
  };
}

/** Paths below the folder; `null` for one that a diagnostic refuses. */
function* templateFiles(root: string, diagnostics: Diagnostics, below = ''): Generator<string | null> {
  const entries = readdirSync(path.join(root, below), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.name === 'node_modules' || entry.name === '.git') continue;
    if (entry.isDirectory()) {
      yield* templateFiles(root, diagnostics, relative);
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      const real = contained(root, relative, diagnostics);
      if (real === null) yield null;
      else if (lstatSync(real).isDirectory()) {
        const at = wholeFile(path.join(root, relative));
        diagnostics.report('template-escapes', at, `${relative} is a symbolic link to a folder.`);
        yield null;
      } else if (entry.name.endsWith('.hbs')) yield relative;
    }
  }
}

function contained(root: string, relative: string, diagnostics: Diagnostics): string | null {
  try {
    return containedPath(root, relative);
  } catch (error) {
    if (!(error instanceof EscapeError)) throw error;
    diagnostics.report(
      'template-escapes',
      wholeFile(path.join(root, relative)),
      `${relative} ${error.message}.`,
    );
    return null;
  }
}

function readTemplate(folder: string, relative: string, diagnostics: Diagnostics): TemplateSource | null {
  const file = path.join(folder, relative);
  const bytes = readFileSync(file);
  const whole = bytes.toString('utf8');
  const text = whole.replace(/^\uFEFF/, '');
  if (!Buffer.from(whole, 'utf8').equals(bytes)) {
    diagnostics.report('template-unreadable', wholeFile(file), 'The template is not UTF-8.');
    return null;
  }
  diagnostics.addSource({ path: file, text, range: () => null });
  const name = relative.slice(0, -'.hbs'.length);
  const { frontMatter, body, faults } = splitFrontMatter(text);
  for (const { offset, message, help } of faults) {
    diagnostics.report('template-front-matter', { ...wholeFile(file), offset }, message, { help });
  }
  if (faults.length > 0) return null;
  const template: TemplateSource = { name, file, text, body, frontMatter, custom: true };
  return isPlaced(template, diagnostics) ? template : null;
}

/** Whether a template stands for something: a misspelt override would silently do nothing. */
function isPlaced({ name, file, text, frontMatter }: TemplateSource, diagnostics: Diagnostics): boolean {
  const own = builtInNames();
  if (own.includes(name)) {
    if (frontMatter === null) {
      warnOfOutdated(name, file, text, diagnostics);
      return true;
    }
    const allowed = layoutTemplates.get(name) ?? [];
    if (allowed.includes(frontMatter.each)) return true;
    const message =
      allowed.length === 0
        ? `The place of ${name} is fixed: an override of it has no front matter.`
        : `${name} is rendered for each ${allowed.join(' or each ')}.`;
    diagnostics.report(
      'template-front-matter',
      { ...wholeFile(file), offset: frontMatter.at.each },
      message,
      {
        help: null,
      },
    );
    return false;
  }
  if (name.startsWith(partialFolder)) {
    if (frontMatter === null) return true;
    diagnostics.report(
      'template-front-matter',
      { ...wholeFile(file), offset: frontMatter.at.each },
      'A partial is no file of its own and has no front matter.',
    );
    return false;
  }
  if (frontMatter !== null) {
    if (frontMatter.each !== 'policy') return true;
    const at = { ...wholeFile(file), offset: frontMatter.at.each };
    diagnostics.report(
      'template-front-matter',
      at,
      'A further file is rendered for each api, tag or operation.',
    );
    return false;
  }
  const nearest = nearestName(name, own);
  diagnostics.report(
    'template-unknown',
    wholeFile(file),
    `${name}.hbs overrides nothing, is no partial, and has no front matter that says where it goes.`,
    nearest === null ? {} : { help: `Did you mean ${JSON.stringify(`${nearest}.hbs`)}?` },
  );
  return false;
}

/** What `oasgard templates eject` writes into a copy. */
const ORIGIN = /\{\{!--\s*oasgard template \S+,[^]*?origin sha256:([0-9a-f]{64})[^]*?--\}\}/;

/** The comment that ties a copy to its origin. */
export function originComment(name: string, context: string, text: string): string {
  return `{{!-- oasgard template ${name}, context ${context}, origin sha256:${fingerprint(text)} --}}\n`;
}

function warnOfOutdated(name: string, file: string, text: string, diagnostics: Diagnostics): void {
  const origin = ORIGIN.exec(text);
  const own = new Templates().find(name);
  if (origin === null || own === null || origin[1] === fingerprint(own.text)) return;
  diagnostics.report(
    'template-outdated',
    { ...wholeFile(file), offset: origin.index },
    `${name}.hbs was copied from a version of the template that has changed since.`,
  );
}

function wholeFile(file: string): Location {
  return { file, pointer: '', on: 'value' };
}
