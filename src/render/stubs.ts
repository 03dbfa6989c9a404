import path from 'node:path/posix';
import type { UserFile } from '../plan/project-plan.js';
import { Code } from './code.js';
import { type Contexts, policyContext } from './contexts.js';
import type { ProjectTemplates } from './project-templates.js';
import type { RenderedUserFile, StubAddition } from './rendered-project.js';
import { importLine } from './import-lines.js';
import { splitStub } from './split-stub.js';
import type {
  CommonContext,
  HandlerStubContext,
  PolicyStubContext,
  StubFileContext,
} from './template-contexts.js';

/** The generated entry, relative to the output folder. */
const GENERATED = 'src/generated/index.js';

type StubFile = UserFile & { readonly content: { readonly kind: 'handlers' | 'policies' } };

/** A file of stubs: handlers answer 501 until they are written, policies deny. */
export function renderStubFile(
  { path: file, content }: StubFile,
  contexts: Contexts,
  templates: ProjectTemplates,
): Omit<RenderedUserFile, 'path'> {
  const { common } = contexts;
  const generated = specifier(path.dirname(file), GENERATED);
  const stubs =
    content.kind === 'handlers'
      ? content.operations.map((operation) => {
          const context: HandlerStubContext = { ...contexts.operation(operation), generated };
          return renderStub('project/handler.ts', context, templates);
        })
      : content.policies.map((policy) => {
          const context: PolicyStubContext = { ...common, ...policyContext(policy), generated };
          return renderStub('project/policy.ts', context, templates);
        });
  const context: StubFileContext = {
    ...common,
    tag: content.tag,
    generated,
    names: stubs.map(({ name }) => name),
    imports: importLines(stubs),
    stubs: stubs.map(({ text }) => new Code(text.trimEnd())),
  };
  const template = `project/${content.kind}.ts`;
  const text = templates.render(template, context);
  const custom = templates.isCustom(template) && text !== '';
  const lost = custom ? stubs.find((stub) => !text.includes(stub.text.trimEnd())) : undefined;
  if (lost !== undefined) {
    const message = `The file leaves out the stub ${JSON.stringify(lost.name)}: it prints all of \`stubs\``;
    templates.report(template, context, { offset: 0, message }, 'template-stub');
  }
  return { text, additions: stubs };
}

function renderStub(
  template: string,
  context: CommonContext & { readonly name: string },
  templates: ProjectTemplates,
): StubAddition {
  const { name } = context;
  const text = templates.render(template, context);
  const { imports, body, faults } = splitStub(text, name, templates.isCustom(template));
  for (const fault of text === '' ? [] : faults) templates.report(template, context, fault, 'template-stub');
  return { kind: 'stub', name, text: body, imports };
}

/** One declaration for each module, in the order they are first asked for. */
function importLines(stubs: readonly StubAddition[]): readonly Code[] {
  const modules = new Map<string, Map<string, boolean>>();
  for (const { module, name, typeOnly } of stubs.flatMap(({ imports }) => imports)) {
    const names = modules.get(module) ?? new Map<string, boolean>();
    // A value import serves as a type too.
    names.set(name, typeOnly && (names.get(name) ?? true));
    modules.set(module, names);
  }
  return [...modules].map(([module, names]) => {
    const sorted = [...names].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    const allTypes = sorted.every(([, typeOnly]) => typeOnly);
    const list = sorted.map(([name, typeOnly]) => (typeOnly && !allTypes ? `type ${name}` : name));
    return new Code(importLine(list, module, allTypes));
  });
}

/** How a file is imported from a folder. */
export function specifier(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return relative.startsWith('.') ? relative : `./${relative}`;
}
