// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Why `safeFetch` did not answer. */
export type SafeFetchFailure =
  /** No URL, another scheme than those allowed, or user information in it. */
  | 'url-refused'
  /** The name resolves to nothing. */
  | 'name-not-found'
  /** The host is, or its name resolves to, an address that is not public. */
  | 'address-refused'
  | 'connection-failed'
  /** The reply sends elsewhere: where to must be decided anew. */
  | 'redirect-refused'
  | 'reply-too-large'
  /** The reply breaks off, or is in a coding nobody asked for. */
  | 'reply-unreadable'
  | 'timeout'
  /** The caller's `signal` aborted. */
  | 'aborted';

/** Thrown by `safeFetch`. Its message names the host and nothing else of the URL. */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly code: SafeFetchFailure;

  constructor(code: SafeFetchFailure, host: string, options?: ErrorOptions) {
    super(`${code} (${host})`, options);
    this.code = code;
  }
}
