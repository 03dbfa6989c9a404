import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Customization, FilePattern } from '../plan/project-plan.js';
import { noTemplates, readTemplates } from './read-templates.js';
import type { TemplateLibrary, TemplateSource } from './template-source.js';
import { loadHelpers, type UserHelper } from './user-helpers.js';

/** Templates and helpers of the user's, by their paths relative to the working directory. */
export interface TemplateOptions {
  /** Folder of templates; `null` for none. */
  readonly dir: string | null;
  /** Module of template helpers: code that runs with every generation; `null` for none. */
  readonly helpers: string | null;
}

export interface LoadedCustomization {
  readonly templates: TemplateLibrary;
  readonly helpers: ReadonlyMap<string, UserHelper>;
  /** Which files the templates ask for. */
  readonly files: Customization;
}

/**
 * Reads what a user's templates change.
 *
 * @returns `null` where diagnostics say why they cannot be used
 */
export async function loadCustomization(
  { dir, helpers }: TemplateOptions,
  diagnostics: Diagnostics,
): Promise<LoadedCustomization | null> {
  const read = dir === null ? noTemplates : readTemplates(dir, diagnostics);
  const loaded = helpers === null ? new Map<string, UserHelper>() : await loadHelpers(helpers, diagnostics);
  if (read === null || loaded === null) return null;
  const layout = (name: string): FilePattern | null => {
    const template = read.library.find(name);
    return template === null ? null : patternOf(template);
  };
  return {
    templates: read.library,
    helpers: loaded,
    files: {
      handlers: layout('project/handlers.ts'),
      policies: layout('project/policies.ts'),
      extra: read.extra.flatMap((template) => patternOf(template) ?? []),
    },
  };
}

function patternOf({ name, file, frontMatter }: TemplateSource): FilePattern | null {
  if (frontMatter === null) return null;
  const { each, path, at } = frontMatter;
  return { template: name, each, path, at: { file, pointer: '', on: 'value', offset: at.path } };
}
