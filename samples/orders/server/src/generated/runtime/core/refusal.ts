// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { ErrorCode } from '../errors/catalogue.js';

/**
 * A stage's "no". A value, never thrown: constructing an Error costs more than the whole refusal.
 *
 * `reason` is for the log and the audit record and says which check failed; it is never sent.
 */
export interface Refusal {
  /** Stage of semantics §1 that refused. */
  readonly stage: number;
  readonly code: ErrorCode;
  readonly reason: string;
  /** Flat list of header names and values, added to the reply. */
  readonly headers?: readonly string[];
  readonly issues?: readonly InputIssue[];
  /** Names of the limiters that refused; `violated-policies` of the problem body. */
  readonly violatedPolicies?: readonly string[];
  /** Overrides the catalogue's status: `deny: 403`, `validation.status: 422`. */
  readonly status?: number;
  /** The connection is closed after the answer. */
  readonly close?: boolean;
}

/** One entry of a problem's `errors` (semantics §6, Errors). Never holds a value of the sender's. */
export interface InputIssue {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  /** `#/…` JSON Pointer into the body. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly keyword: string;
  readonly detail: string;
}
