// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { HandleRequest } from '../core/raw-message.js';
import { awaitContinue, connectListener, nodeListener } from './node.js';
import { type AnswerParserFailure, parserErrorListener } from './parser-errors.js';

/** What this door uses of Fastify 5, so that a project without Fastify type-checks too. */
interface FastifyRequestLike {
  readonly raw: IncomingMessage;
}

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

interface FastifyInstanceLike {
  readonly server: EventEmitter;
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
}

export interface FastifyPlugin {
  (instance: FastifyInstanceLike, options: unknown, done: (error?: Error) => void): void;
  /** Options for the constructor: `fastify({ ...api.fastify.options })`. */
  readonly options: FastifyOptions;
}

/** What Fastify and the HTTP parser reject by themselves is answered by the core too. */
interface FastifyOptions {
  /** Targets that Fastify's router cannot decode, such as `/%zz`. */
  readonly frameworkErrors: (error: Error, request: FastifyRequestLike, reply: FastifyReplyLike) => void;
  readonly clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => void;
  readonly http: { readonly requireHostHeader: false; readonly optimizeEmptyRequests: true };
}

/** Unless somebody listens already, such as the server that `serve` made: every listener would handle the request once. */
function onlyListener(
  server: EventEmitter,
  event: 'checkContinue' | 'checkExpectation',
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  if (server.listenerCount(event) === 0) server.on(event, listener);
}

/**
 * The Fastify plugin. It takes every request of the instance in `onRequest`, before Fastify reads a body or looks for a
 * route, so that unknown methods and content types get the same answer as behind every other door.
 */
export function createFastifyPlugin(
  handle: HandleRequest,
  answerParserFailure: AnswerParserFailure,
): FastifyPlugin {
  const listener = nodeListener(handle);
  const take = (request: FastifyRequestLike, reply: FastifyReplyLike): void => {
    reply.hijack();
    listener(request.raw, reply.raw);
  };
  const plugin = (instance: FastifyInstanceLike, _options: unknown, done: (error?: Error) => void): void => {
    const { server } = instance;
    const request = (message: IncomingMessage, response: ServerResponse): void => {
      server.emit('request', message, response);
    };
    onlyListener(server, 'checkContinue', (message, response) => {
      awaitContinue(message);
      request(message, response);
    });
    // As in `serve`: Node would answer 417 itself.
    onlyListener(server, 'checkExpectation', request);
    if (server.listenerCount('connect') === 0) server.on('connect', connectListener(request));
    instance.addHook('onRequest', take);
    done();
  };
  return Object.assign(plugin, {
    // Without it Fastify would bind the hook to a child instance, which sees no unmatched request.
    [Symbol.for('skip-override')]: true,
    options: {
      frameworkErrors: (_error: Error, request: FastifyRequestLike, reply: FastifyReplyLike): void =>
        take(request, reply),
      clientErrorHandler: parserErrorListener(answerParserFailure),
      http: { requireHostHeader: false, optimizeEmptyRequests: true } as const,
    },
  });
}
