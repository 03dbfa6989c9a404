import type { Api } from '../model/api.js';
import type { RemovedNames } from '../write/manifest.js';
import { Code } from './code.js';
import { type Data, dataLiteral } from './data-literal.js';
import type { ProjectTemplates } from './project-templates.js';
import type { CommonContext, IndexContext } from './template-contexts.js';
import { usesCertificates } from './uses-certificates.js';

/** `index.ts`: the one entry, and whatever the user's own files need. */
export function renderIndex(
  api: Api,
  common: CommonContext,
  removed: RemovedNames,
  templates: ProjectTemplates,
): string {
  const kinds = new Set(api.schemes.map(({ kind }) => kind));
  const codecs = new Set(
    api.operations.flatMap(({ requestBody }) => requestBody?.content.map(({ codec }) => codec) ?? []),
  );
  const schemes = {
    any: api.schemes.length + removed.credentials.length > 0,
    basic: kinds.has('basic'),
    apiKey: kinds.has('apiKey'),
    jwt: kinds.has('jwt'),
    mutualTLS: kinds.has('mutualTLS'),
    custom: kinds.has('custom'),
  };
  const factories = (['basic', 'apiKey', 'jwt', 'mutualTLS', 'custom'] as const)
    .filter((kind) => schemes[kind])
    .map((kind) => [kind, new Code(kind === 'mutualTLS' ? 'mutualTlsScheme' : `${kind}Scheme`)] as const);
  const certificates = usesCertificates(api);
  const modules: Record<string, Data> = {
    authenticators: Object.fromEntries(factories),
    ...(certificates ? { certificates: new Code('clientCertificates') } : {}),
    ...(codecs.has('form') ? { form: new Code('decodeForm') } : {}),
    ...(codecs.has('multipart') ? { multipart: new Code('decodeMultipart') } : {}),
  };
  const context: IndexContext = {
    ...common,
    schemes,
    policies: api.policies.length + removed.policies.length > 0,
    form: codecs.has('form'),
    multipart: codecs.has('multipart'),
    certificates,
    modules: new Code(dataLiteral(modules, 78, 108)),
  };
  return templates.render('generated/index.ts', context);
}
