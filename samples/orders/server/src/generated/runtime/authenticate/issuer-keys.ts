// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Where a scheme's verification keys come from: given once, or fetched from the issuer and kept fresh. */
import type { Logger } from '../core/logger.js';
import { isRecord, own } from './compact-jws.js';
import { fetchJson } from './fetch-json.js';
import { issuerUrlFault } from './issuer-url.js';
import { VerificationKeys } from './verification-keys.js';

/** Both methods may answer at once. A rejection means that the issuer cannot be asked: 503. */
export interface IssuerKeys {
  /** The set to verify with now. */
  current(now: number): VerificationKeys | Promise<VerificationKeys>;
  /** The set after one whose keys did not include a token's `kid`; the same one where asking again is not due. */
  renewed(seen: VerificationKeys, now: number): VerificationKeys | Promise<VerificationKeys>;
  close(): void;
}

export function fixedKeys(keys: VerificationKeys): IssuerKeys {
  return { current: () => keys, renewed: () => keys, close: () => undefined };
}

const FRESH_MS = 10 * 60_000;
/** How much longer an old set serves while the issuer cannot be reached. */
const STALE_MS = 60 * 60_000;
/** Between two fetches for an unknown `kid`, and between two attempts while an old set still serves. */
const PAUSE_MS = 30_000;

export interface RemoteKeysOptions {
  readonly scheme: string;
  readonly algorithms: readonly string[];
  /** Finds the URL of the key set: at once, or from the issuer's metadata. */
  readonly locate: (signal: AbortSignal) => Promise<string>;
  readonly log: Logger;
}

/** An issuer's key set behind a URL (semantics §3, JWKS; §12). Times are those of the requests that ask. */
export class RemoteKeys implements IssuerKeys {
  readonly #options: RemoteKeysOptions;
  readonly #abort = new AbortController();
  #set: VerificationKeys | null = null;
  #fetchedAt = 0;
  /** Not before, after a failed fetch. */
  #retryAt = 0;
  #renewedAt = -Infinity;
  #pending: Promise<VerificationKeys> | null = null;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
  }

  current(now: number): VerificationKeys | Promise<VerificationKeys> {
    const set = this.#set;
    if (set === null) return this.#fetch(now);
    const age = now - this.#fetchedAt;
    if (age < FRESH_MS) return set;
    if (age >= FRESH_MS + STALE_MS) return this.#fetch(now);
    return now < this.#retryAt ? set : this.#fetch(now).catch(() => set);
  }

  renewed(seen: VerificationKeys, now: number): VerificationKeys | Promise<VerificationKeys> {
    if (this.#set !== null && this.#set !== seen) return this.#set;
    if (this.#fetchedAt >= now) return seen;
    if (this.#pending !== null) return this.#pending;
    if (now < this.#retryAt) return Promise.reject(new Error('the last fetch of the key set failed'));
    if (now - this.#renewedAt < PAUSE_MS) return seen;
    this.#renewedAt = now;
    return this.#fetch(now);
  }

  close(): void {
    this.#abort.abort();
  }

  #fetch(now: number): Promise<VerificationKeys> {
    this.#pending ??= this.#load(now).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #load(now: number): Promise<VerificationKeys> {
    const { scheme, algorithms, locate, log } = this.#options;
    try {
      const document = await fetchJson(await locate(this.#abort.signal), this.#abort.signal);
      const keys = isRecord(document) ? own(document, 'keys') : undefined;
      if (!Array.isArray(keys)) throw new Error('the key set has no keys');
      const set = new VerificationKeys(
        keys.filter((key) => !isRecord(key) || own(key, 'kty') !== 'oct'),
        algorithms,
      );
      if (set.size === 0)
        log.warn('The key set of an issuer verifies nothing', { scheme, rejected: set.rejected });
      this.#set = set;
      this.#fetchedAt = now;
      this.#retryAt = 0;
      return set;
    } catch (error) {
      // Without a set every request waits for one: only where an old one serves is there a pause.
      if (this.#set !== null) this.#retryAt = now + PAUSE_MS;
      log.error('The key set of an issuer could not be fetched', {
        scheme,
        error: describe(error),
      });
      throw error;
    }
  }
}

/** `fetch` says why it failed in the cause only. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/**
 * Finds the key set in the issuer's metadata (RFC 8414 §3.2, OpenID Connect Discovery §4.3), whose `issuer` must be
 * exactly ours.
 */
export async function discoverKeySet(
  discoveryUrl: string,
  issuer: string,
  development: boolean,
  signal: AbortSignal,
): Promise<string> {
  const metadata = await fetchJson(discoveryUrl, signal);
  if (!isRecord(metadata) || own(metadata, 'issuer') !== issuer) {
    throw new Error(`the metadata does not name the issuer ${issuer}`);
  }
  const url = own(metadata, 'jwks_uri');
  if (typeof url !== 'string') throw new Error('the metadata names no jwks_uri');
  const fault = issuerUrlFault(url, development);
  if (fault !== null) throw new Error(`jwks_uri ${fault}`);
  return url;
}
