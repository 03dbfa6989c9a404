import type { Api } from '../model/api.js';
import type { Code } from './code.js';
import { codeWords } from './code-words.js';
import type { SchemaTypes } from './schema-types.js';
import type { TemplateEngine } from './template-engine.js';

/** What the template of `types.ts` sees. */
export interface TypesContext {
  readonly source: string;
  /** `export interface …` or `export type …`, with its documentation comment. */
  readonly declarations: readonly Code[];
  /** Whether a type uses `SafeUrl`. */
  readonly usesSafeUrl: boolean;
  /** Whether a type uses the helper `WithRequired`. */
  readonly needsWithRequired: boolean;
}

/** `types.ts`. Rendered after `contract.ts`, which may need its helper. */
export function renderTypes(api: Api, source: string, types: SchemaTypes, templates: TemplateEngine): string {
  const declarations = types.declarations(api.operations);
  const context: TypesContext = {
    source,
    declarations,
    usesSafeUrl: codeWords(declarations).has('SafeUrl'),
    needsWithRequired: types.needsWithRequired,
  };
  return templates.render('generated/types.ts', context);
}
