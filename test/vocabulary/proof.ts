/**
 * What proves that a member of `x-security` is enforced: a small document with it, a request that is refused because of
 * it and one that is answered. `enforcement` sends both through both doors, and the first of them, or the second, to the
 * same document without the member, where the answer must be another one.
 */
import type { RawAnswer } from '../unit/runtime/doors/raw-client.js';

/** One operation, `POST /things/{id}` unless said otherwise. */
export interface DocumentParts {
  readonly root?: object;
  readonly path?: object;
  readonly operation?: object;
  /** Of the scheme `key`. */
  readonly scheme?: object;
  /** The scheme itself: an API key in a header unless said otherwise. */
  readonly schemeObject?: object;
  /** Of the property `value` in requests and replies. */
  readonly schema?: object;
  readonly method?: 'get' | 'post' | 'put';
  readonly url?: '/things' | '/things/{id}';
  readonly security?: readonly object[];
  /** Schema of requests; by default an object with the property `value`. */
  readonly body?: object;
  readonly reply?: object;
}

/** Callers, policies and handlers of a case. */
export interface Behaviour {
  /** The limiter store does not answer. */
  readonly storeIsDown?: boolean;
  /** Status of what the handler answers; 204 unless there is a body. */
  readonly handler?: (
    body: unknown,
  ) => { readonly status: number; readonly body?: unknown } | 'throws' | 'hangs';
  /** Whether the policy of this name lets the caller reach an object. */
  readonly policy?: (name: string, id: string) => boolean;
  readonly scope?: () => boolean;
  readonly allows?: (item: unknown) => boolean;
}

export interface Sent {
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `null` sends none. By default `{}` where the operation takes one. */
  readonly body?: string | null;
  readonly method?: string;
  /** Key of the caller: `id/roles/tenant/plan`; `null` sends none. */
  readonly key?: string | null;
  /** Claims and header of a token, for token schemes; a negative `exp` is seconds ago. */
  readonly token?: { readonly claims?: object; readonly header?: object; readonly key?: 'main' | 'other' };
  /** Milliseconds that pass before it is sent. */
  readonly wait?: number;
}

export interface Expected {
  readonly status: number;
  /** `null` where the body is no problem. */
  readonly code: string | null;
  /** How often a handler ran. */
  readonly ran: 0 | 1;
  /** Kind, outcome and stage of each audit record. */
  readonly records: readonly string[];
  /** Whatever else the member shows in. */
  readonly shows?: (seen: Seen) => unknown;
  readonly as?: unknown;
}

export interface Seen {
  readonly answer: RawAnswer;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly log: string;
  readonly milliseconds: number;
}

export interface WireProof {
  readonly kind: 'wire';
  /** Members it proves, by their path. */
  readonly members: readonly string[];
  readonly document: DocumentParts;
  /** The document without the members, or with another value; `null` where no other value is enforced. */
  readonly without: DocumentParts | null;
  readonly behaviour?: Behaviour;
  /** Sent first, to each server; not looked at. */
  readonly before?: readonly Sent[];
  readonly refuses: Sent & { readonly expected: Expected };
  readonly accepts: Sent & { readonly expected: Expected };
}

/** A member that is about documents and never about a request. */
export interface DocumentProof {
  readonly kind: 'document';
  readonly members: readonly string[];
  readonly document: DocumentParts;
  readonly without: DocumentParts;
  /** What generation says of the document without it. */
  readonly code: string;
}

export type Proof = WireProof | DocumentProof;

/** A denial before the handler: one record, no handler. */
export function denied(stage: number, status: number, code: string, more: Partial<Expected> = {}): Expected {
  return { status, code, ran: 0, records: [`decision denied ${String(stage)}`], ...more };
}

/** The handler ran, and its unsafe operation is on record twice. */
export function ran(status = 204, more: Partial<Expected> = {}): Expected {
  return { status, code: null, ran: 1, records: ['intent', 'outcome allowed 19'], ...more };
}

/** The handler ran, and what came of it is an error. */
export function failed(stage: number, status: number, code: string, more: Partial<Expected> = {}): Expected {
  return { status, code, ran: 1, records: ['intent', `outcome failed ${String(stage)}`], ...more };
}
