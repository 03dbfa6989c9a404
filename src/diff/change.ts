/** What a new document changes about what is enforced, as data. */
import type { Location } from '../diagnostics/diagnostic.js';

/**
 * `weaker`: something is let in, let through or let out that was not. `stronger`: the other way round. `neutral`:
 * neither, or new and guarded like the rest.
 */
export type Direction = 'weaker' | 'stronger' | 'neutral';

/** What a change is about. Stable: scripts read it. */
export const changeKinds = {
  operation: 'An operation is new, gone, or stands at another path.',
  authentication: 'Whether callers must prove who they are.',
  alternative: 'Which credentials are enough.',
  scheme: 'A security scheme: what is needed of it, or how its credentials are checked.',
  scope: 'Which scopes a credential must carry.',
  role: 'Which roles are let in.',
  'role-implication': 'Which roles stand for others, and so are let in.',
  tenant: 'Whether the caller must belong to a tenant, or to the one named.',
  'object-policy': 'Whether and by which policy access to one object is decided.',
  'list-policy': 'Whether the items of a list are checked one by one.',
  'rate-limit': 'How often the operation may be called.',
  cost: 'What a call takes of limiters that count cost.',
  login: 'How many failures a login may see.',
  'cross-site': 'Whether requests that a page of another site sends are refused.',
  'body-limit': 'How large and how deep a body may be.',
  timeout: 'How long a handler may run.',
  validation: 'How strictly requests and replies are checked.',
  parameter: 'Which parameters are taken, and how they are read.',
  body: 'Which bodies are taken.',
  reply: 'Which replies are sent.',
  property: 'Which properties are taken or given.',
  readable: 'Who sees a property.',
  writable: 'Who may send a property.',
  sensitive: 'Whether a value is kept out of logs, audit records and errors.',
  url: 'Which URLs are taken.',
  type: 'Which types of value are taken or given.',
  values: 'Which values are taken or given, by `enum` and `const`.',
  bound: 'How large, long or many values may be.',
  pattern: 'Which texts are taken or given, by `pattern`.',
  format: 'Which texts are taken or given, by `format`.',
  required: 'What must be there.',
  condition: 'What holds by `allOf`, `anyOf`, `oneOf`, `not`, `if` and other keywords.',
  cors: 'Which pages may read replies.',
  servers: 'Which hosts are answered for.',
  audit: 'What is recorded.',
  errors: 'What problems look like.',
  reason: 'Why something is weaker than by default, as the document says it.',
} as const satisfies Readonly<Record<string, string>>;

export type ChangeKind = keyof typeof changeKinds;

export interface Change {
  readonly kind: ChangeKind;
  readonly direction: Direction;
  /** What is different, one sentence. */
  readonly message: string;
  /** Why it counts as weaker although nobody can tell; `null` where the message says enough. */
  readonly reason: string | null;
  /** In the new document: what is written, or what holds where nothing is. `null` where that is not known. */
  readonly at: Location | null;
  /** In the old document; `null` where that is not at hand. */
  readonly before: Location | null;
}

export interface OperationChanges {
  readonly status: 'added' | 'removed' | 'changed';
  /** `weaker` if anything is; else `stronger` if anything is. */
  readonly direction: Direction;
  /** Name in the new document, in the old for what is removed. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly changes: readonly Change[];
}

/** Everything that differs between what two documents have enforced. */
export interface SecurityDiff {
  /** What concerns every operation. */
  readonly api: readonly Change[];
  /** Operations with changes: document order, removed ones last. */
  readonly operations: readonly OperationChanges[];
  /** How many operations have none of their own. */
  readonly unchanged: number;
}

/** The gravest direction among changes; `neutral` where there are none. */
export function directionOf(changes: readonly Pick<Change, 'direction'>[]): Direction {
  if (changes.some(({ direction }) => direction === 'weaker')) return 'weaker';
  return changes.some(({ direction }) => direction === 'stronger') ? 'stronger' : 'neutral';
}

/** Everything of a diff that has a direction, each change once however many operations it concerns. */
export function changesOf(diff: SecurityDiff): readonly Change[] {
  return [...new Set([...diff.api, ...diff.operations.flatMap(({ changes }) => changes)])];
}
