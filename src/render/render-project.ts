import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Api } from '../model/api.js';
import type { ProjectPlan, UserContent } from '../plan/project-plan.js';
import { Code } from './code.js';
import { renderContract } from './contract.js';
import { renderEffectiveDocument } from './effective-document.js';
import { renderIndex } from './generated-index.js';
import { renderOperations } from './operations.js';
import { projectContext, type ProjectContext, renderCredentials, renderOnce } from './project-files.js';
import type { Dependency, RenderedProject, RenderedUserFile, StubAddition } from './rendered-project.js';
import { copyRuntime, importsOf, modulePath } from './runtime-copy.js';
import { SchemaTypes } from './schema-types.js';
import { renderHandlerStub, renderPolicyStub } from './stubs.js';
import { TemplateEngine } from './template-engine.js';
import { renderTypes } from './types-file.js';
import { renderValidators } from './validators/render-validators.js';

export interface RenderOptions {
  /** Name of the document, for headers: no path, so that the text is the same on every machine. */
  readonly source: string;
  /** Template folders that are asked before oasgard's own, absolute. */
  readonly templates?: readonly string[];
}

const PACKAGE = new URL('../../', import.meta.url);
const DEVELOPMENT = ['@types/node', 'tsx', 'typescript'];

/**
 * The text of every planned file. Pure: the same model gives the same bytes.
 *
 * @throws {TemplateError} for a faulty template
 */
export function renderProject(
  api: Api,
  plan: ProjectPlan,
  options: RenderOptions,
  diagnostics: Diagnostics,
): RenderedProject {
  const { source } = options;
  const templates = new TemplateEngine([
    ...(options.templates ?? []),
    fileURLToPath(new URL('templates', PACKAGE)),
  ]);
  const types = new SchemaTypes(api.schemas, api.hasSchemaPolicies);
  const { generated: paths } = plan;
  const files = new Map([
    [paths.contract, renderContract(api, source, types, templates)],
    [paths.types, renderTypes(api, source, types, templates)],
    [paths.operations, renderOperations(api, source, templates)],
    [paths.index, renderIndex(api, source, templates)],
    ...renderValidators(api, diagnostics),
  ]);
  const runtime = copyRuntime(runtimeEntries(files, paths.runtime));
  for (const [path, text] of runtime.files) files.set(`${paths.runtime}/${path}`, text);
  files.set(paths.effectiveDocument, renderEffectiveDocument(api));

  const dependencies = listDependencies(runtime.packages);
  const context = projectContext(api, source, dependencies);
  return {
    generated: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    user: plan.user.map(({ path, content }) => ({
      path,
      ...renderUserFile(content, api, context, templates),
    })),
    dependencies,
  };
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
  content: UserContent,
  api: Api,
  context: ProjectContext,
  templates: TemplateEngine,
): Omit<RenderedUserFile, 'path'> {
  switch (content.kind) {
    case 'handlers':
      return stubFile(
        'project/handlers.ts',
        content.operations.map((operation) => renderHandlerStub(operation, templates)),
        templates,
      );
    case 'policies':
      return stubFile(
        'project/policies.ts',
        content.policies.map((policy) => renderPolicyStub(policy, templates)),
        templates,
      );
    case 're-exports': {
      const modules = content.modules.map((module) => `./${module}.js`);
      return {
        text: templates.render('project/re-exports.ts', { modules }),
        additions: modules.map((module) => ({ kind: 're-export', module })),
      };
    }
    case 'credentials':
      return { text: renderCredentials(api, templates), additions: [] };
    case 'once':
      return { text: renderOnce(content.template, context, templates), additions: [] };
  }
}

function stubFile(
  template: string,
  stubs: readonly StubAddition[],
  templates: TemplateEngine,
): Omit<RenderedUserFile, 'path'> {
  const text = templates.render(template, { stubs: stubs.map((stub) => new Code(stub.text.trimEnd())) });
  return { text, additions: stubs };
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
