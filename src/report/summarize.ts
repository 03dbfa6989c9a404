import type { Diagnostic, Location, Severity } from '../diagnostics/diagnostic.js';
import type { Api, Operation } from '../model/api.js';
import type { RequirementDefinition } from '../runtime/core/definition.js';

/** What a generated server guards and how, at a glance. */
export interface Summary {
  readonly title: string;
  readonly version: string;
  readonly operations: number;
  /** Operations by what guards them, most guarded first. */
  readonly guards: readonly GuardCount[];
  readonly objectPolicies: readonly string[];
  /** Operations nothing decides: they answer 403. Document order. */
  readonly undecided: readonly UndecidedOperation[];
  /** A scheme that other operations require, for examples. */
  readonly scheme: string | null;
  /** Findings by severity, highest first, then by how many. */
  readonly findings: readonly FindingCount[];
  /** Whether the project was there before. */
  readonly firstRun: boolean;
  /** Files that were there already and were left as they are. */
  readonly kept: readonly string[];
  /** `name@range` of packages that the project's own `package.json` lacks. */
  readonly missingDependencies: readonly string[];
  /** Commands that start a new project once its packages are there; `[]` where `src/server.ts` is the user's own. */
  readonly start: readonly string[];
}

export interface GuardCount {
  readonly kind: 'authenticated' | 'public' | 'undecided';
  /** Alternatives, each a list of schemes that are needed together; `[]` among them lets anonymous callers in. */
  readonly schemes: readonly (readonly string[])[];
  readonly operations: number;
  /** How many of them ask for roles or scopes. */
  readonly withRoles: number;
  /** How many of them ask an object policy. */
  readonly withObjectPolicy: number;
}

export interface UndecidedOperation {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly at: Location;
  /** Whether the document requires a scheme, so that only `access` is missing. */
  readonly secured: boolean;
}

export interface FindingCount {
  readonly severity: Exclude<Severity, 'error'>;
  readonly code: string;
  readonly count: number;
  /** What they say: each message once, those that name what was probably meant first, else in document order. */
  readonly messages: readonly FindingMessage[];
}

export interface FindingMessage {
  readonly message: string;
  readonly help: string | null;
  readonly count: number;
  /** The first of them. */
  readonly at: Location | null;
}

export interface SummaryInput {
  readonly firstRun: boolean;
  readonly kept: readonly string[];
  readonly missingDependencies: readonly string[];
  readonly start: readonly string[];
}

export function summarize(api: Api, diagnostics: readonly Diagnostic[], input: SummaryInput): Summary {
  return {
    title: api.title,
    version: api.version,
    operations: api.operations.length,
    guards: countGuards(api.operations),
    objectPolicies: api.policies.map(({ name }) => name),
    undecided: api.operations
      .filter(({ access }) => access.kind === 'undecided')
      .map(({ method, path, name, origin, requirements }) => ({
        method,
        path,
        name,
        at: origin,
        secured: (requirements ?? []).length > 0,
      })),
    scheme: api.schemes[0]?.name ?? null,
    findings: countFindings(diagnostics),
    ...input,
  };
}

const kinds = ['authenticated', 'public', 'undecided'] as const;

function countGuards(operations: readonly Operation[]): readonly GuardCount[] {
  const groups = new Map<string, GuardCount>();
  for (const operation of operations) {
    const { kind } = operation.access;
    const schemes = kind === 'authenticated' ? (operation.requirements ?? []).map(schemeNames) : [];
    const key = JSON.stringify([kind, schemes]);
    const group = groups.get(key) ?? { kind, schemes, operations: 0, withRoles: 0, withObjectPolicy: 0 };
    groups.set(key, {
      ...group,
      operations: group.operations + 1,
      withRoles: group.withRoles + (asksForMore(operation) ? 1 : 0),
      withObjectPolicy: group.withObjectPolicy + (asksPolicy(operation) ? 1 : 0),
    });
  }
  return [...groups.values()].sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.operations - a.operations,
  );
}

function schemeNames({ credentials }: RequirementDefinition): readonly string[] {
  return credentials.map(({ scheme }) => scheme);
}

function asksForMore({ access, requirements }: Operation): boolean {
  if (access.kind !== 'authenticated') return false;
  if (access.roles.length > 0) return true;
  // An alternative without roles or scopes is a way around the others'.
  return (
    requirements !== null &&
    requirements.length > 0 &&
    requirements.every(({ credentials }) =>
      credentials.some(({ scopes, roles }) => scopes.length > 0 || roles.length > 0),
    )
  );
}

function asksPolicy({ access }: Operation): boolean {
  return access.kind === 'authenticated' && access.object !== null;
}

const severities = ['high', 'medium', 'low', 'info'] as const;

function countFindings(diagnostics: readonly Diagnostic[]): readonly FindingCount[] {
  const kinds = new Map<string, { severity: FindingCount['severity']; code: string; count: number }>();
  const messages = new Map<string, Map<string, FindingMessage>>();
  for (const { severity, code, message, help, at } of diagnostics) {
    if (severity === 'error') continue;
    const key = `${severity} ${code}`;
    const kind = kinds.get(key) ?? { severity, code, count: 0 };
    kinds.set(key, { ...kind, count: kind.count + 1 });
    const ofKind = messages.get(key) ?? new Map<string, FindingMessage>();
    messages.set(key, ofKind);
    const known = ofKind.get(message) ?? { message, help, count: 0, at };
    ofKind.set(message, { ...known, count: known.count + 1 });
  }
  return [...kinds]
    .map(([key, kind]) => ({ ...kind, messages: slipsFirst([...messages.get(key)!.values()]) }))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        b.count - a.count ||
        (a.code < b.code ? -1 : 1),
    );
}

/** A slip of the pen may have dropped what its author thinks is there. */
function slipsFirst(messages: readonly FindingMessage[]): readonly FindingMessage[] {
  const isSlip = ({ help }: FindingMessage): boolean => help?.startsWith('Did you mean') === true;
  return [...messages.filter(isSlip), ...messages.filter((message) => !isSlip(message))];
}
