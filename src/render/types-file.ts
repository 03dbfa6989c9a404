import type { Api } from '../model/api.js';
import { codeWords } from './code-words.js';
import { declaredTypes, keepTypes, type KeptType, type LastModule } from './kept-exports.js';
import type { SchemaTypes } from './schema-types.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext, TypesContext } from './template-contexts.js';

/**
 * `types.ts`. Rendered after `contract.ts`, which may need its helper.
 *
 * @param last what the last run made of it; `null` for a first run
 */
export function renderTypes(
  api: Api,
  common: CommonContext,
  types: SchemaTypes,
  last: LastModule | null,
  templates: ProjectTemplates,
): { readonly text: string; readonly kept: readonly KeptType[] } {
  const asked = types.declarations(api.operations);
  const { needsWithRequired } = types;
  const names = declaredTypes(asked.map(({ text }) => text).join('\n'));
  const kept =
    last === null ? [] : keepTypes(last, needsWithRequired ? new Set([...names, 'WithRequired']) : names);
  const declarations = [...asked, ...kept.map(({ code }) => code)];
  const context: TypesContext = {
    ...common,
    declarations,
    usesSafeUrl: codeWords(declarations).has('SafeUrl'),
    needsWithRequired,
  };
  return { text: templates.render('generated/types.ts', context), kept };
}
