import type { Operation, PolicyModel } from '../model/api.js';
import type { StubAddition, StubImport } from './rendered-project.js';
import type { TemplateEngine } from './template-engine.js';

/** What the template of a handler stub sees. */
export interface HandlerContext {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string | null;
  readonly description: string | null;
  readonly deprecated: boolean;
}

/** What the template of a policy stub sees. */
export interface PolicyContext {
  readonly name: string;
  /** Whether it is the policy of a list. */
  readonly list: boolean;
  /** Object type, as audit records name it. */
  readonly type: string;
  /** Names of the operations it decides. */
  readonly operations: string;
}

/** The generated entry, as seen from `src/handlers` and `src/policies`. */
const GENERATED = '../generated/index.js';

/** The stub of one operation: it answers 501 until it is written. */
export function renderHandlerStub(operation: Operation, templates: TemplateEngine): StubAddition {
  const { name, method, path, summary, description, deprecated } = operation;
  const context: HandlerContext = { name, method, path, summary, description, deprecated };
  const imports = [valueImport('problem'), typeImport('Handlers')];
  return { kind: 'stub', name, text: templates.render('project/handler.ts', context), imports };
}

/** The stub of one policy: it denies until it is written. */
export function renderPolicyStub(policy: PolicyModel, templates: TemplateEngine): StubAddition {
  const { name, kind, type, operations } = policy;
  const context: PolicyContext = { name, list: kind === 'list', type, operations: operations.join(', ') };
  const imports = [typeImport('Policies'), valueImport('undecided')];
  return { kind: 'stub', name, text: templates.render('project/policy.ts', context), imports };
}

function valueImport(name: string): StubImport {
  return { module: GENERATED, name, typeOnly: false };
}

function typeImport(name: string): StubImport {
  return { module: GENERATED, name, typeOnly: true };
}
