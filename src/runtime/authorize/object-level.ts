/** Stage 15: may this caller reach this object (semantics §4, object level). */
import type { InputLocation, ObjectDefinition, ParameterDefinition } from '../core/definition.js';
import type { OperationInput } from '../core/handler.js';
import { inputName, ownValue, pointerTokens, readInput } from '../core/input-location.js';
import type { Refusal } from '../core/refusal.js';
import { type CreationGrant, type Denial, type Grant, isDecision } from './decision.js';

export type ObjectVerdict =
  { readonly kind: 'granted'; readonly grant: Grant<unknown> | CreationGrant } | Refused | Misused;

export type ListVerdict = { readonly kind: 'scoped'; readonly scope: unknown } | Refused | Misused;

export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** The policy answered with something that is no answer here: a programming error, which denies. */
export interface Misused {
  readonly kind: 'misused';
  /** For the log. */
  readonly message: string;
}

/**
 * The object's id in the validated input; `null` where the input holds none there (an optional parameter left out):
 * nothing can be decided then, and the caller answers with {@link objectDenied}.
 */
export function readObjectId(
  input: OperationInput,
  location: InputLocation,
): string | number | bigint | null {
  const value = readInput(input, location);
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** {@link withoutObjectId} of one operation, prepared once. */
export function compileWithoutObjectId(
  location: InputLocation,
  parameters: readonly Pick<ParameterDefinition, 'in' | 'name'>[],
): (input: OperationInput) => OperationInput {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  if (location.in === 'path' && inPath.length === 1 && inPath[0]!.name === location.name) {
    // Nearly every path names one object: nothing is left of its parameters.
    return ({ query, headers, cookies, body }) => ({ path: NOTHING, query, headers, cookies, body });
  }
  return (input) => withoutObjectId(input, location);
}

const NOTHING: OperationInput['path'] = Object.freeze(Object.create(null) as Record<string, unknown>);

/** The input as the handler gets it: without the object's id, which comes back as `grant.id` only. */
export function withoutObjectId(input: OperationInput, location: InputLocation): OperationInput {
  switch (location.in) {
    case 'path':
      return { ...input, path: without(input.path, location.name) };
    case 'query':
      return { ...input, query: without(input.query, location.name) };
    case 'header':
      return { ...input, headers: without(input.headers, inputName(location)) };
    case 'cookie':
      return { ...input, cookies: without(input.cookies, location.name) };
    case 'body':
      return { ...input, body: withoutAt(input.body, pointerTokens(location.pointer)) };
  }
}

/**
 * What an object policy's answer means. Denied and absent are one answer, byte for byte, unless the document says
 * `deny: 403`. `mayCreate`: the operation is a PUT, the only one that creates under an id the client chose.
 */
export function judgeObject(
  decision: unknown,
  id: string | number | bigint,
  object: ObjectDefinition,
  mayCreate: boolean,
): ObjectVerdict {
  if (!isDecision(decision)) return NO_OBJECT_DECISION;
  switch (decision.kind) {
    case 'allow':
      return {
        kind: 'granted',
        grant: Object.freeze({ id, object: decision.value, as: decision.as, created: false }),
      };
    case 'create':
      if (!mayCreate) return NOT_CREATING;
      if (decision.value !== id) return OTHER_ID;
      return { kind: 'granted', grant: Object.freeze({ id, object: null, as: decision.as, created: true }) };
    case 'scope':
      return NO_OBJECT_DECISION;
    default:
      return denied(decision, object);
  }
}

/** What a list policy's answer means. */
export function judgeList(decision: unknown, object: ObjectDefinition): ListVerdict {
  if (!isDecision(decision)) return NO_LIST_DECISION;
  switch (decision.kind) {
    case 'scope':
      return { kind: 'scoped', scope: decision.value };
    case 'allow':
    case 'create':
      return NO_LIST_DECISION;
    default:
      return denied(decision, object);
  }
}

const NO_OBJECT_DECISION: Misused = {
  kind: 'misused',
  message: 'An object policy returns allow(), deny(), absent() or undecided()',
};
const NO_LIST_DECISION: Misused = {
  kind: 'misused',
  message: 'The scope function of a list policy returns scope(), deny(), absent() or undecided()',
};
const NOT_CREATING: Misused = { kind: 'misused', message: 'allowCreate() answers a PUT only' };
const OTHER_ID: Misused = {
  kind: 'misused',
  message: 'allowCreate() takes the id that the policy was asked about',
};

function denied({ kind }: Denial, object: ObjectDefinition): Refused {
  switch (kind) {
    case 'deny':
      return { kind: 'refused', refusal: objectDenied(object, 'policy-denied') };
    case 'absent':
      return { kind: 'refused', refusal: { stage: 15, code: 'not-found', reason: 'object-absent' } };
    case 'undecided':
      return {
        kind: 'refused',
        refusal: { stage: 15, code: 'policy-undecided', reason: 'policy-undecided' },
      };
  }
}

/** The denial of an object; `reason` is for the log. */
export function objectDenied({ deny }: ObjectDefinition, reason: string): Refusal {
  return { stage: 15, code: deny === 403 ? 'object-denied' : 'not-found', reason };
}

/** Copies only along the pointer: the policy may still hold the whole. */
export function withoutAt(root: unknown, tokens: readonly string[]): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return undefined;
  if (ownValue(root, token) === undefined) return root;
  if (Array.isArray(root)) {
    return root.map((item: unknown, index) => (String(index) === token ? withoutAt(item, rest) : item));
  }
  const record = root as Readonly<Record<string, unknown>>;
  if (rest.length === 0) return without(record, token);
  const copy = copyOf(record);
  copy[token] = withoutAt(record[token], rest);
  return copy;
}

function without(record: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const copy = Object.create(Object.getPrototypeOf(record) as object | null) as Record<string, unknown>;
  for (const key of Object.keys(record)) if (key !== name) copy[key] = record[key];
  return copy;
}

/** Decoded records have no prototype, and keep none. */
function copyOf(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.assign(
    Object.create(Object.getPrototypeOf(record) as object | null) as Record<string, unknown>,
    record,
  );
}
