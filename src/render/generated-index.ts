import type { Api } from '../model/api.js';
import { Code } from './code.js';
import { type Data, dataLiteral } from './data-literal.js';
import type { TemplateEngine } from './template-engine.js';

/** What the template of `index.ts` sees: which optional parts of the runtime this API needs. */
export interface IndexContext {
  readonly source: string;
  readonly schemes: {
    readonly any: boolean;
    readonly basic: boolean;
    readonly apiKey: boolean;
    readonly jwt: boolean;
    readonly custom: boolean;
  };
  readonly policies: boolean;
  /** Whether some operation takes form-urlencoded bodies. */
  readonly form: boolean;
  readonly multipart: boolean;
  /** The `RuntimeModules` literal. */
  readonly modules: Code;
}

/** `index.ts`: the one entry, and whatever the user's own files need. */
export function renderIndex(api: Api, source: string, templates: TemplateEngine): string {
  const kinds = new Set(api.schemes.map(({ kind }) => kind));
  const codecs = new Set(
    api.operations.flatMap(({ requestBody }) => requestBody?.content.map(({ codec }) => codec) ?? []),
  );
  const schemes = {
    any: api.schemes.length > 0,
    basic: kinds.has('basic'),
    apiKey: kinds.has('apiKey'),
    jwt: kinds.has('jwt'),
    custom: kinds.has('custom'),
  };
  const authenticators = (['basic', 'apiKey', 'jwt', 'custom'] as const).filter((kind) => schemes[kind]);
  const modules: Record<string, Data> = {
    authenticators: Object.fromEntries(authenticators.map((kind) => [kind, new Code(`${kind}Scheme`)])),
    ...(codecs.has('form') ? { form: new Code('decodeForm') } : {}),
    ...(codecs.has('multipart') ? { multipart: new Code('decodeMultipart') } : {}),
  };
  const context: IndexContext = {
    source,
    schemes,
    policies: api.policies.length > 0,
    form: codecs.has('form'),
    multipart: codecs.has('multipart'),
    modules: new Code(dataLiteral(modules, 78, 108)),
  };
  return templates.render('generated/index.ts', context);
}
