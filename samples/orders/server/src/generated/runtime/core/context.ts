// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** What the policy and the handler of one request share (semantics §4): a database transaction, for instance. */
import type { OperationInput, RequestContext } from './handler.js';

/** The operation answered 2xx or 3xx, or anything else. */
export type ContextOutcome = 'commit' | 'rollback';

export interface OpenContext<Context = unknown> {
  /** `context` of the requests that policy and handler get. */
  readonly value: Context;
  /**
   * Called exactly once. A commit comes before the reply is sent: where it fails or does not end in time, the answer is
   * an error. A rollback is not waited for, and its failure is logged.
   */
  settle(outcome: ContextOutcome): void | PromiseLike<void>;
}

/** The request, before any policy has decided about its object. */
export interface ContextRequest extends OperationInput, Omit<RequestContext, 'context'> {
  readonly operation: string;
  /** Upper case, as the document declares it. */
  readonly method: string;
}

/** Called for each request whose input is valid, before its policy. Whatever it throws answers 500. */
export type ContextOpener<Context = unknown> = (
  request: ContextRequest,
) => OpenContext<Context> | PromiseLike<OpenContext<Context>>;
