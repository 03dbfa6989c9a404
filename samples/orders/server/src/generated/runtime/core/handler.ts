// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What handlers and policies receive and return, before the generated `contract.ts` narrows it per operation.
 */
import type {
  CreationDecision,
  CreationGrant,
  Grant,
  ListDecision,
  ObjectDecision,
} from '../authorize/decision.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { Logger } from './logger.js';
import type { Principal } from './principal.js';

/** The validated input of an operation, as policies see it: whole. */
export interface OperationInput {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  /** `undefined` where the operation has no body, or an optional one was not sent. */
  readonly body: unknown;
}

export interface RequestContext<Context = unknown> {
  /** `null` for public operations and anonymous callers of optional ones. */
  readonly principal: Principal | null;
  readonly requestId: string;
  /** W3C Trace Context to hand on: `traceparent` of this request. */
  readonly traceparent: string;
  /** Aborts at the deadline, or when the client goes away. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The media type of the body as matched against the document; `null` without a body. */
  readonly contentType: string | null;
  /**
   * What `options.context` opened for this request; `undefined` without that option. Reading it throws once it is
   * settled: nothing that runs on after its deadline uses it unawares.
   */
  readonly context: Context;
}

export interface PolicyRequest extends OperationInput, RequestContext {
  readonly operation: string;
  /** The id of the object in question. */
  readonly id: string | number | bigint;
}

export interface ListPolicyRequest extends OperationInput, RequestContext {
  readonly operation: string;
  /** The id of the object whose items are listed; `null` where the request names none. */
  readonly id: string | number | bigint | null;
}

/** What every handler gets beside the operation's input. */
export interface HandlerContext<Context = unknown> extends RequestContext<Context> {
  readonly audit: AuditNotes;
}

export interface HandlerRequest extends OperationInput, HandlerContext {
  /** `null` where the operation has no object policy. */
  readonly grant: Grant<unknown> | CreationGrant | null;
  /** What its list policy lets the caller see; `undefined` where the operation has none. */
  readonly scope: unknown;
}

/** What a handler may add to its audit record. */
export interface AuditNotes {
  /** Names the object the handler created or changed. */
  object(type: string, id: string): void;
  /** Names of the properties that changed; never values. */
  changes(properties: readonly string[]): void;
}

export interface HandlerReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: ReplyHeaders;
  /** Which declared media type `body` is; needed only where several are declared for the status. */
  readonly contentType?: string;
}

/** Header fields a handler adds; entries that are `undefined` are left out. */
export type ReplyHeaders = Readonly<Record<string, string | number | bigint | readonly string[] | undefined>>;

export type Handler<Request = HandlerRequest, Reply = HandlerReply> = (
  request: Request,
) => Reply | Problem | PromiseOf<Reply | Problem>;

/** Without a status of its own: so the compiler tells by it which reply is meant, and names the property that is wrong. */
type PromiseOf<Reply> = Promise<Reply> & { readonly status?: never };

export type ObjectPolicy<Request = PolicyRequest, T = unknown> = (
  request: Request,
) => ObjectDecision<T> | Promise<ObjectDecision<T>>;

/** The object policy of a PUT, which may also allow to create the object. */
export type CreationPolicy<Request = PolicyRequest, T = unknown> = (
  request: Request,
) => ObjectDecision<T> | CreationDecision | Promise<ObjectDecision<T> | CreationDecision>;

/** Decides about operations that return many objects: before the handler runs, and again about all it returns. */
export interface ListPolicy<Request = ListPolicyRequest, Item = unknown, Scope = unknown> {
  /** What of the collection the caller may see: the handler gets it as `scope`. */
  readonly scope: (request: Request) => ListDecision<Scope> | Promise<ListDecision<Scope>>;
  /**
   * Whether the caller may see one item. Asked about every item a handler returns, as the handler returned it, before
   * any of them leaves; where the answer is anything but `true` the whole reply is refused with 500.
   */
  readonly allows: (item: Item, request: Request) => boolean | Promise<boolean>;
}

/** Any policy of `options.policies`. */
export type Policy = CreationPolicy | ListPolicy;

/** A refusal by a handler: `return problem(409, 'conflict')`. Made by {@link problem} only. */
export interface Problem {
  readonly kind: 'problem';
  /** Marked: a reply of such a status that the document does not declare is reported at its status. */
  readonly status: StatusOfProblem;
  readonly code: ErrorCode;
}

declare const marked: unique symbol;
type StatusOfProblem = ProblemStatus & { readonly [marked]: true };

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 410 | 412 | 422 | 423 | 428 | 429 | 501 | 503;

const problems = new WeakSet<object>();

/** The answer "no" of a handler, for any catalogued code with its status (semantics §1, Errors). */
export function problem(status: ProblemStatus, code: ErrorCode): Problem {
  const value: Problem = Object.freeze({ kind: 'problem', status: status as StatusOfProblem, code });
  problems.add(value);
  return value;
}

/** Whether `value` came from {@link problem}. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && problems.has(value);
}
