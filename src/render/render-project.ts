import { readFileSync } from 'node:fs';
import type { Door } from '../config/config.js';
import { defaultTypeNaming, type TypeNaming } from '../config/type-naming.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Api, Int64Form } from '../model/api.js';
import type { ExtraFile, ProjectPlan, UserFile } from '../plan/project-plan.js';
import { Contexts } from './contexts.js';
import { nothingRemoved, type RemovedNames } from '../write/manifest.js';
import { importedNames, renderContract } from './contract.js';
import { type ContractNames, nameContractTypes, reservedTypeNames } from './contract-names.js';
import { renderCredentials } from './credentials.js';
import { renderEffectiveDocument } from './effective-document.js';
import { renderIndex } from './generated-index.js';
import { exportedNames, keepPassedOn, type LastGenerated, type PassedOn, passOn } from './kept-exports.js';
import { renderOperations } from './operations.js';
import { licensed } from './licence.js';
import { ProjectTemplates } from './project-templates.js';
import type { Dependency, RenderedProject, RenderedUserFile } from './rendered-project.js';
import { copyRuntime, importsOf, modulePath, runtimeModule } from './runtime-copy.js';
import { renderRemoved } from './removed.js';
import { SchemaTypes } from './schema-types.js';
import { renderStubFile } from './stubs.js';
import type { ApiContext, CommonContext, ReExportsContext } from './template-contexts.js';
import type { TemplateLibrary } from './template-source.js';
import { Templates } from './templates.js';
import { renderTypes } from './types-file.js';
import type { UserHelper } from './user-helpers.js';
import { renderValidators } from './validators/render-validators.js';

export interface RenderOptions {
  /** Name of the document, for headers: no path, so that the text is the same on every machine. */
  readonly source: string;
  /** What `server.ts` puts in front of the API. Default: `node`. */
  readonly door?: Door;
  /** Names of the contract's types. Default: `GetOrderRequest`, `GetOrderReply`, `GetOrderPolicyRequest`. */
  readonly typeNaming?: TypeNaming | undefined;
  /** Default: oasgard's own templates. */
  readonly templates?: TemplateLibrary;
  /** The user's template helpers, by name. */
  readonly helpers?: ReadonlyMap<string, UserHelper>;
  /** Called with what each template is rendered over. */
  readonly onContext?: (template: string, context: object) => void;
  /** Called between the parts of long work. */
  readonly onPart?: () => void;
  /** What the last run made that users' files may import. Default: there was none. */
  readonly last?: LastGenerated | null;
  /** Types of components in the last run. Default: there was none. */
  readonly types?: ReadonlyMap<string, readonly string[]>;
  /** What the document no longer asks for and users' files still hold. */
  readonly removed?: RemovedNames;
}

/** What the operations take integers of 64 bits as. */
function int64Forms({ operations }: Api): ReadonlySet<Int64Form> {
  const used = new Set(operations.map(({ int64 }) => int64));
  return used.size === 1 ? used : new Set(used.has('bigint') ? ['number', 'bigint'] : ['number']);
}

/** Names of the contract's types. */
export function contractNames(
  api: Api,
  naming: TypeNaming = defaultTypeNaming,
  diagnostics: Diagnostics,
): ContractNames {
  return nameContractTypes(api, naming, reservedTypeNames(importedNames), diagnostics);
}

const PACKAGE = new URL('../../', import.meta.url);
const DEVELOPMENT = ['@types/node', 'tsx', 'typescript'];

/** The text of every planned file. Pure: the same model gives the same bytes. */
export function renderProject(
  api: Api,
  plan: ProjectPlan,
  options: RenderOptions,
  diagnostics: Diagnostics,
): RenderedProject {
  const templates = new ProjectTemplates(options.templates ?? new Templates(), diagnostics, options);
  const { removed = nothingRemoved, last = null } = options;
  const names = contractNames(api, options.typeNaming, diagnostics);
  const contexts = new Contexts(api, options.source, names);
  const { common } = contexts;
  const types = new SchemaTypes(api.schemas, api.hasSchemaPolicies, int64Forms(api), options.types);
  const { generated: paths } = plan;
  const contract = renderContract(api, common, types, names, templates);
  const typesFile = renderTypes(api, common, types, last?.types ?? null, templates);
  const index = renderIndex(api, common, removed, templates);
  const passedOn =
    last === null ? new Map<string, PassedOn>() : keepPassedOn(last.index, index, runtimeExports);
  const bare = new Map([
    [paths.contract, contract],
    [paths.types, typesFile.text],
    [paths.operations, renderOperations(api, common, templates)],
    [paths.index, index + passOn(passedOn)],
    ...openedBy(renderBanner(common, templates), renderValidators(api, diagnostics, options.onPart)),
  ]);
  const left = renderRemoved(api, common, removed, templates);
  if (left !== null) bare.set(paths.removed, left);
  const entries = runtimeEntries(bare, paths.runtime);
  const needed = copyRuntime(entries).files;
  const modules = last?.modules((module) => !needed.has(module)) ?? new Set<string>();
  const runtime = copyRuntime([...entries, ...modules]);
  for (const [path, text] of runtime.files) bare.set(`${paths.runtime}/${path}`, text);
  bare.set(paths.effectiveDocument, renderEffectiveDocument(api));
  const files = new Map(licensed(bare, common, templates));

  const { door = 'node' } = options;
  const frameworks = door === 'fastify' ? ['fastify'] : [];
  const dependencies = listDependencies([...frameworks, ...runtime.packages].sort());
  const context = contexts.project(dependencies, door);
  for (const file of plan.extra) files.set(file.path, renderExtra(file, contexts, context, templates));
  return {
    generated: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    user: plan.user.map((file) => ({
      path: file.path,
      ...renderUserFile(file, api, contexts, context, templates),
    })),
    dependencies,
    types: types.given,
    kept: [
      ...typesFile.kept.map(({ name }) => ({ module: 'types.ts', name })),
      ...[...passedOn.keys()].map((name) => ({ module: 'index.ts', name })),
      ...[...modules].map((module) => ({ module: `runtime/${module}`, name: null })),
    ],
  };
}

function runtimeExports(module: string): ReadonlyMap<string, boolean> | null {
  const text = runtimeModule(module.replace(/^\.\/runtime\//, '').replace(/\.js$/, '.ts'));
  return text === null ? null : exportedNames(text);
}

/** What opens generated files, where the user's templates say; `null` where they do not. */
function renderBanner(common: CommonContext, templates: ProjectTemplates): string | null {
  const name = 'partials/generated.ts';
  return templates.isCustom(name) ? templates.render(name, common) : null;
}

/** Validators are no templates; their first line is exchanged. */
function openedBy(banner: string | null, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (banner === null) return files;
  return new Map([...files].map(([path, text]) => [path, text.replace(/^\/\/ [^\n]*\n/, () => banner)]));
}

/** The runtime modules that generated files import. */
function runtimeEntries(files: ReadonlyMap<string, string>, folder: string): ReadonlySet<string> {
  const entries = new Set<string>();
  for (const [path, text] of files) {
    for (const specifier of importsOf(text)) {
      if (!specifier.startsWith('.')) continue;
      const module = modulePath(path, specifier);
      if (module.startsWith(`${folder}/`)) entries.add(module.slice(folder.length + 1));
    }
  }
  return entries;
}

function renderUserFile(
  file: UserFile,
  api: Api,
  contexts: Contexts,
  context: ApiContext,
  templates: ProjectTemplates,
): Omit<RenderedUserFile, 'path'> {
  const { content } = file;
  switch (content.kind) {
    case 'handlers':
    case 'policies':
      return renderStubFile({ ...file, content }, contexts, templates);
    case 're-exports': {
      const modules = content.modules.map((module) => `${module.startsWith('.') ? '' : './'}${module}.js`);
      const reExports: ReExportsContext = { ...contexts.common, modules };
      const text = templates.render('project/re-exports.ts', reExports);
      const lost = modules.find((module) => !text.includes(module));
      if (lost !== undefined && text !== '') {
        const message = `The file leaves out ${JSON.stringify(lost)}: it passes on all of \`modules\``;
        templates.report('project/re-exports.ts', reExports, { offset: 0, message }, 'template-stub');
      }
      return {
        text,
        additions: modules.map((module) => ({ kind: 're-export', module })),
      };
    }
    case 'credentials':
      return {
        text: renderCredentials(api, contexts.common, templates),
        additions: api.schemes.map(({ name }) => ({
          kind: 'entry',
          name,
          render: () => renderCredentials(api, contexts.common, templates, name),
        })),
      };
    case 'once':
      return { text: templates.render(`project/${content.template}`, context), additions: [] };
  }
}

function renderExtra(
  { path, template, subject }: ExtraFile,
  contexts: Contexts,
  context: ApiContext,
  templates: ProjectTemplates,
): string {
  switch (subject.kind) {
    case 'api':
      return templates.render(template, context, path);
    case 'tag':
      return templates.render(template, contexts.tag(subject.tag), path);
    case 'operation':
      return templates.render(template, contexts.operation(subject.operation), path);
  }
}

/** Packages in the versions oasgard itself is built and tested with. */
function listDependencies(packages: readonly string[]): readonly Dependency[] {
  const manifest = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const versions = { ...manifest.devDependencies, ...manifest.dependencies };
  const version = (name: string): string => {
    const range = versions[name];
    if (range === undefined) throw new Error(`The runtime imports ${name}, which package.json does not list`);
    return range;
  };
  return [
    ...packages.map((name) => ({ name, version: version(name), development: false })),
    ...DEVELOPMENT.map((name) => ({ name, version: version(name), development: true })),
  ];
}
