// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyPlugin } from '../doors/fastify.js';
import type { InjectedReply, InjectedRequest } from '../doors/inject.js';
import type { Logger } from './logger.js';
import type { TlsFiles } from './options.js';
import type { ParserFailure, ParserReply } from './parser-failure.js';

/** A server that has everything it needs. Doors hand it requests; it decides. */
export interface Api {
  /** Listener for `http.createServer` and `https.createServer`. */
  readonly node: (request: IncomingMessage, response: ServerResponse) => void;
  /** Plugin for `fastify.register`: answers every request of the instance. */
  readonly fastify: FastifyPlugin;
  /** Sends a request without a socket, for tests. */
  inject(request: InjectedRequest): Promise<InjectedReply>;
  /** The answer to a request the HTTP parser gave up on, recorded like any denial. */
  readonly parserFailure: (failure: ParserFailure) => ParserReply;
  /** `false` once the server is shutting down. */
  ready(): boolean;
  /** Turns `ready` to `false`; requests are still served. */
  drain(): void;
  /** Releases stores and verifiers, and writes the audit records that are still in memory. */
  close(): Promise<void>;
  /** Certificate files of the options, for the listener. */
  readonly tls: TlsFiles | null;
  readonly log: Logger;
  readonly summary: ApiSummary;
}

/** What start-up prints. */
export interface ApiSummary {
  readonly title: string;
  readonly version: string;
  readonly authorities: readonly string[];
  /** Origins whose pages may read replies; `[]` where the document opens none. */
  readonly origins: readonly string[];
  readonly development: boolean;
  readonly audit: {
    readonly sink: string;
    readonly durable: boolean;
    /** What its operator should know. */
    readonly notices: readonly string[];
  };
  /** Names of operations whose access nobody has decided: they answer 403. */
  readonly undecided: readonly string[];
  /** Names of object policies that are still the generated stub. */
  readonly undecidedPolicies: readonly string[];
}
