// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Options of `createApi`, before the generated `contract.ts` narrows handlers, policies and credentials by name.
 *
 * Contract and policy live in the document; what is here is what a document must not hold: code, secrets, keys,
 * addresses and stores (semantics, principle 1).
 */
import type { AuditSink } from '../audit/sink.js';
import type { SchemeCredentials } from '../authenticate/credentials.js';
import type { LimiterStore } from '../limit/store.js';
import type { OriginOverrides } from '../transport/cors.js';
import type { Trust } from '../transport/trust.js';
import type { ContextOpener } from './context.js';
import type { Handler, Policy } from './handler.js';
import type { Logger } from './logger.js';

export interface RuntimeOptions {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly policies?: Readonly<Record<string, Policy>>;
  /** Opens what the policy and the handler of one request share; settled by the outcome. */
  readonly context?: ContextOpener;
  /** One entry per security scheme of the document, keyed by the scheme's name. */
  readonly credentials?: Readonly<Record<string, SchemeCredentials>>;
  /** Authorities this server answers to; overrides those of the document's `servers`. */
  readonly hosts?: readonly string[];
  /**
   * Origins of the document's `cors`, each with those that stand for it in this environment:
   * `{ 'https://app.example.com': ['http://localhost:5173'] }`. It opens nothing the document does not.
   */
  readonly origins?: OriginOverrides;
  /** Where HTTPS ends: certificate files for a listener of ours, or the proxies that are believed. */
  readonly tls?: TlsFiles;
  readonly trust?: Trust;
  readonly audit?: AuditSink;
  /** State that several processes share. Default: the memory of this one. */
  readonly stores?: { readonly limiter?: LimiterStore };
  /**
   * Key of the HMACs that stand for names in stores: at least 32 bytes, the same in every process that shares one.
   * Default: random bytes, which only stores in memory admit.
   */
  readonly secret?: string | Uint8Array;
  readonly logger?: Logger;
  /** Handlers that may be waited for at once; more requests answer 503 `overloaded`. Default: 1000. */
  readonly maxRunning?: number;
  /**
   * Set only by `npm run dev`: loopback and private peers over plain HTTP with a loopback `Host`.
   * Refused under `NODE_ENV=production`.
   */
  readonly development?: boolean;
}

export interface TlsFiles {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
  /**
   * The authorities that issue certificates of clients. Clients are then asked for one, and may go without: operations
   * that need it answer 401. Default: none, nobody is asked.
   */
  readonly clientCa?: string;
}
