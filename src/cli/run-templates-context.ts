import path from 'node:path';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { printDiagnostics, wantsColor } from '../diagnostics/print-diagnostics.js';
import { diskFiles } from '../load/file-access.js';
import { planProject } from '../plan/plan-project.js';
import { nearestName } from '../policy/nearest-name.js';
import type { Api, Operation } from '../model/api.js';
import { Code } from '../render/code.js';
import { Contexts } from '../render/contexts.js';
import { loadCustomization, type TemplateOptions } from '../render/load-customization.js';
import { contractNames, renderProject } from '../render/render-project.js';
import { type Manifest, manifestPath, parseManifest } from '../write/manifest.js';
import { readIfThere } from '../write/transaction.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { type PlannedGeneration, planGenerations, type ReadingFlags } from './plan-generations.js';
import { readAlone } from './read-alone.js';
import { unknownTemplate } from './run-templates-eject.js';
import { UsageError } from './usage-error.js';

export interface TemplatesContextArguments extends ReadingFlags {
  readonly name: string;
  /** Name or operationId. */
  readonly operation: string | null;
  readonly templates: TemplateOptions;
}

/** Contexts by what further files are rendered for. */
const subjects = ['api', 'tag', 'operation'];

/** `oasgard templates context`. */
export async function runTemplatesContext(given: TemplatesContextArguments): Promise<ExitCode> {
  const diagnostics = new Diagnostics();
  const generation = await planGeneration(given, diagnostics);
  if (generation === null) {
    printErrors(diagnostics);
    return exitCodes.errors;
  }
  const { document, out, templates } = generation;
  const custom = await loadCustomization(templates, diagnostics);
  const api =
    custom === null ? null : await readAlone(generation, diagnostics, diskFiles, rememberedNames(out));
  const plan = custom === null || api === null ? null : planProject(api, custom.files, diagnostics);
  if (custom === null || api === null || plan === null || diagnostics.hasErrors) {
    printErrors(diagnostics);
    return exitCodes.errors;
  }
  const name = given.name.replace(/\.hbs$/, '');
  const operation = findOperation(api, given.operation);
  if (!subjects.includes(name) && custom.templates.find(name) === null) {
    throw unknownTemplate(name, [...subjects, ...custom.templates.names], 'templates context');
  }
  const seen: object[] = [];
  const source = path.basename(document);
  // Rendering is what shows what templates are given; faults of the templates are no matter here.
  const { dependencies } = renderProject(
    api,
    plan,
    {
      ...custom,
      source,
      door: generation.door ?? 'node',
      typeNaming: generation.typeNaming,
      onContext: (template, context) => void (template === name && seen.push(context)),
    },
    new Diagnostics(),
  );
  const contexts = new Contexts(api, source, contractNames(api, generation.typeNaming, new Diagnostics()));
  if (name === 'api') seen.push(contexts.project(dependencies));
  if (name === 'tag') seen.push(...api.tags.map((tag) => contexts.tag(tag)));
  if (name === 'operation') seen.push(...api.operations.map((each) => contexts.operation(each)));
  const context = operation === null ? seen[0] : seen.find((candidate) => isAbout(candidate, operation));
  if (context === undefined) {
    const why = operation === null ? 'for this document' : `for the operation ${operation.name}`;
    process.stderr.write(`oasgard templates context: ${name} is rendered over nothing ${why}.\n`);
    return exitCodes.errors;
  }
  process.stdout.write(`${JSON.stringify(context, showCode, 2)}\n`);
  return exitCodes.ok;
}

/** The run of `oasgard generate` whose templates are asked about. */
async function planGeneration(
  given: TemplatesContextArguments,
  diagnostics: Diagnostics,
): Promise<PlannedGeneration | null> {
  const flags = { ...given, out: null, failOn: null, door: null };
  const [only = null, ...others] =
    (await planGenerations(flags, diagnostics, { command: 'templates context' })) ?? [];
  if (others.length === 0) return only;
  throw new UsageError('The configuration lists several APIs: name one with --api.', 'templates context');
}

/** What a run before has named, which names given now depend on. */
function rememberedNames(out: string): Manifest | null {
  const text = readIfThere(path.join(out, manifestPath));
  return text === null ? null : parseManifest(text);
}

function printErrors(diagnostics: Diagnostics): void {
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  const color = wantsColor(process.stderr, process.env);
  process.stderr.write(printDiagnostics(errors, diagnostics.sources, { cwd: process.cwd(), color }));
}

function findOperation({ operations }: Api, asked: string | null): Operation | null {
  if (asked === null) return null;
  const found = operations.find(({ name, operationId }) => name === asked || operationId === asked);
  if (found !== undefined) return found;
  const nearest = nearestName(
    asked,
    operations.map(({ name }) => name),
  );
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new UsageError(`The document has no operation ${JSON.stringify(asked)}.${hint}`, 'templates context');
}

/** Whether a context is of one operation, or of a file or policy that holds it. */
function isAbout(context: object, { name, tag, access }: Operation): boolean {
  const fields = context as {
    readonly name?: unknown;
    readonly names?: unknown;
    readonly operations?: unknown;
  };
  const policy = access.kind === 'authenticated' ? access.object?.policy : undefined;
  const names: readonly unknown[] = Array.isArray(fields.names) ? fields.names : [fields.name];
  if ('method' in context) return fields.name === name;
  if ('decides' in context) return fields.name === policy;
  return (
    names.includes(name) ||
    ('fileName' in context && context.fileName === tag.fileName) ||
    'operations' in context
  );
}

function showCode(_key: string, value: unknown): unknown {
  return value instanceof Code ? { code: value.text } : value;
}
