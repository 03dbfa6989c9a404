import type { Api } from '../model/api.js';
import { codeWords } from './code-words.js';
import type { SchemaTypes } from './schema-types.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext, TypesContext } from './template-contexts.js';

/** `types.ts`. Rendered after `contract.ts`, which may need its helper. */
export function renderTypes(
  api: Api,
  common: CommonContext,
  types: SchemaTypes,
  templates: ProjectTemplates,
): string {
  const declarations = types.declarations(api.operations);
  const context: TypesContext = {
    ...common,
    declarations,
    usesSafeUrl: codeWords(declarations).has('SafeUrl'),
    needsWithRequired: types.needsWithRequired,
  };
  return templates.render('generated/types.ts', context);
}
