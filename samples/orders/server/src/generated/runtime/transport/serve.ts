// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { constants } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Api } from '../core/api.js';
import { StartupError, type StartupProblem } from '../core/startup-problem.js';
import { connectListener, continueListener } from '../doors/node.js';
import { parserErrorListener } from '../doors/parser-errors.js';
import { notePeerCertificate } from '../doors/peer-certificate.js';
import { operatorListener } from './operator-listener.js';
import { type Places, portError, portProblems } from './port-problems.js';

export interface ServeOptions {
  /** Default: 8443 with certificate files, 8080 without. 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on. Default: every one; in development `127.0.0.1`. */
  readonly host?: string;
  /** Port of `/live` and `/ready`; `null` for none. Default: 9090. */
  readonly operatorPort?: number | null;
  /** Address of the operator listener. Default: `127.0.0.1`; an orchestrator's probes need `0.0.0.0`. */
  readonly operatorHost?: string;
  /** How long requests under way may take after a signal, in milliseconds. Default: 30,000. */
  readonly drainMs?: number;
  /** Signals that shut the server down; `[]` for none. Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /**
   * Puts a framework in front of the API. It makes its server by `createServer`, which gives it the limits and the
   * certificate of a listener. Default: none.
   */
  readonly framework?: (
    api: Api,
    createServer: (listener: RequestListener) => Server,
  ) => Framework | Promise<Framework>;
}

/** A web framework that is ready to take requests; an instance of Fastify is one. */
export interface Framework {
  readonly server: Server;
  /** Ends what the framework began, after the last request. */
  close(): PromiseLike<unknown>;
}

export interface RunningServer {
  readonly server: Server;
  /** Where it listens: `https://0.0.0.0:8443`. */
  readonly url: string;
  /** Where `/live` and `/ready` are; `null` without an operator listener. */
  readonly operatorUrl: string | null;
  /** Readiness 503, no new connections, requests under way finish or are cut at `drainMs`, audit records are written. */
  close(): Promise<void>;
}

/** Limits of a listener (semantics §8). */
const HEADERS_MS = 10_000;
const REQUEST_MS = 45_000;
const IDLE_MS = 5_000;
const REQUESTS_PER_SOCKET = 1000;
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Starts listening: the last line of a server's `server.ts`.
 *
 * Takes a function so that it can print what is missing: where that throws a {@link StartupError}, or a port cannot be had,
 * every problem is written to standard error, nothing listens, and the process ends with exit code 1.
 */
export async function serve(
  create: () => Api | Promise<Api>,
  options: ServeOptions = {},
): Promise<RunningServer> {
  let api: Api | null = null;
  try {
    api = await make(create, options);
    return await listen(api, options);
  } catch (error) {
    const startup = error instanceof StartupError ? error : portError(error, placesOf(api, options));
    if (startup === null) throw error;
    process.stderr.write(`${startup.message}\n`);
    // An audit trail that was begun is closed in order.
    await api?.close().catch(() => undefined);
    process.exit(1);
  }
}

/** @throws {StartupError} With what keeps the API from being made and what keeps it from listening, as one list. */
async function make(create: () => Api | Promise<Api>, options: ServeOptions): Promise<Api> {
  let api: Api | null = null;
  let problems: readonly StartupProblem[] = [];
  try {
    api = await create();
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    problems = error.problems;
  }
  problems = [...problems, ...portProblems(placesOf(api, options))];
  if (api !== null && problems.length === 0) return api;
  await api?.close().catch(() => undefined);
  throw new StartupError(problems);
}

/** @param api `null` where it could not be made: a port that depends on it may be any */
function placesOf(api: Api | null, options: ServeOptions): Places {
  const defaultPort = api === null ? 0 : api.tls === null ? 8080 : 8443;
  return {
    port: options.port ?? defaultPort,
    host: options.host ?? (api?.summary.development === true ? '127.0.0.1' : undefined),
    operatorPort: options.operatorPort === undefined ? 9090 : options.operatorPort,
    operatorHost: options.operatorHost ?? '127.0.0.1',
  };
}

/** The same for an API that has been made. Rejects where a port cannot be had. */
export async function listen(api: Api, options: ServeOptions = {}): Promise<RunningServer> {
  const { tls } = api;
  const framework = await options.framework?.(api, (listener) => createListener(api, listener));
  const server = framework?.server ?? createOwnListener(api);
  const { port, host, operatorPort, operatorHost } = placesOf(api, options);
  await start(server, port, host);
  let operator: Server | null = null;
  if (operatorPort !== null) {
    operator = createHttpServer(operatorListener(api));
    await start(operator, operatorPort, operatorHost).catch(async (error: unknown) => {
      server.close();
      throw error;
    });
  }
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= shutDown(api, server, operator, framework ?? null, options.drainMs ?? 30_000);
    return closing;
  };
  for (const signal of options.signals ?? ['SIGTERM', 'SIGINT'])
    process.once(signal, () => exitAfter(close(), api));
  const running: RunningServer = {
    server,
    url: urlOf(server, tls === null ? 'http' : 'https'),
    operatorUrl: operator === null ? null : urlOf(operator, 'http'),
    close,
  };
  announce(api, running);
  return running;
}

/** The server without a framework: what the HTTP parser asks or refuses comes to the API as well. */
function createOwnListener(api: Api): Server {
  const server = createListener(api, (request, response) => {
    expectNoContent(request);
    api.node(request, response);
  });
  server.on('checkContinue', continueListener(api.node));
  server.on('clientError', parserErrorListener(api.parserFailure));
  return server;
}

/**
 * What nobody has asked for Node reads to its end after the answer: for a request without content several turns of the
 * event queue for nothing. Asked for none of it, it takes somebody to do so. This is for versions of Node that do not know
 * `optimizeEmptyRequests`, and for servers of our own: nobody else waits for the request's end there.
 */
function expectNoContent(request: IncomingMessage): void {
  const { complete, destroyed, headers } = request;
  if (complete || destroyed) return;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) request.read(0);
}

function createListener({ tls }: Api, listener: RequestListener): Server {
  const options = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_MS,
    // The default checks every 30 s, three times the header limit.
    connectionsCheckingInterval: 1000,
    maxHeaderSize: MAX_HEADER_BYTES,
    // A request without Host gets the same problem body as one with two.
    requireHostHeader: false,
    optimizeEmptyRequests: true,
  };
  const server: Server =
    tls === null
      ? createHttpServer(options, listener)
      : createHttpsServer(
          {
            ...options,
            cert: readFileSync(tls.cert),
            key: readFileSync(tls.key),
            minVersion: 'TLSv1.2',
            // The limits above begin once there is something to read requests from; the default is 120 s.
            handshakeTimeout: HEADERS_MS,
            ...(tls.clientCa !== undefined && {
              ca: readFileSync(tls.clientCa),
              requestCert: true,
              // Without one, public operations and other credentials still do; stage 8 decides.
              rejectUnauthorized: false,
              secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
            }),
          },
          listener,
        );
  if (tls?.clientCa !== undefined) server.on('secureConnection', notePeerCertificate);
  server.maxRequestsPerSocket = REQUESTS_PER_SOCKET;
  // RFC 9110 §10.1.1 lets a server ignore expectations it does not know; Node would answer 417 itself.
  server.on('checkExpectation', listener);
  server.on('connect', connectListener(listener));
  return server;
}

function start(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function shutDown(
  api: Api,
  server: Server,
  operator: Server | null,
  framework: Framework | null,
  drainMs: number,
): Promise<void> {
  api.drain();
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
  await framework?.close();
  await api.close();
  operator?.closeAllConnections();
  operator?.close();
}

function exitAfter(closed: Promise<void>, api: Api): void {
  closed.then(
    () => process.exit(0),
    (error: unknown) => {
      api.log.error('The server did not shut down cleanly', { error });
      process.exit(1);
    },
  );
}

function announce({ summary, log }: Api, { url, operatorUrl }: RunningServer): void {
  log.info(`${summary.title} ${summary.version} listens on ${url}`, {
    hosts: summary.authorities.join(', '),
    origins: summary.origins.join(', ') || 'none',
    operator: operatorUrl ?? 'none',
    audit: summary.audit.sink,
  });
  if (!summary.audit.durable) log.warn('Audit records are best effort: the sink may lose them in a crash');
  for (const notice of summary.audit.notices) log.warn(notice);
  if (summary.undecided.length > 0) {
    log.warn(`${summary.undecided.length} operations are undecided and answer 403`, {
      operations: summary.undecided,
    });
  }
  if (summary.undecidedPolicies.length > 0) {
    log.warn(`${summary.undecidedPolicies.length} object policies are undecided and answer 403`, {
      policies: summary.undecidedPolicies,
    });
  }
}

function urlOf(server: Server, scheme: 'http' | 'https'): string {
  const { address, port } = server.address() as AddressInfo;
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
