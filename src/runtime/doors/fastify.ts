import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HandleRequest } from '../core/raw-message.js';
import { nodeListener } from './node.js';

/** What this door uses of Fastify 5, so that a project without Fastify type-checks too. */
interface FastifyRequestLike {
  readonly raw: IncomingMessage;
}

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

interface FastifyInstanceLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
}

export interface FastifyPlugin {
  (instance: FastifyInstanceLike, options: unknown, done: (error?: Error) => void): void;
  /** Options for the constructor: `fastify({ ...api.fastify.options })`. */
  readonly options: {
    /** What Fastify's router rejects by itself, such as `/%zz`, is answered by the core too. */
    readonly frameworkErrors: (error: Error, request: FastifyRequestLike, reply: FastifyReplyLike) => void;
  };
}

/**
 * The Fastify plugin. It takes every request of the instance in `onRequest`, before Fastify reads a body or looks for a
 * route, so that unknown methods and content types get the same answer as behind every other door.
 */
export function createFastifyPlugin(handle: HandleRequest): FastifyPlugin {
  const listener = nodeListener(handle);
  const take = (request: FastifyRequestLike, reply: FastifyReplyLike): void => {
    reply.hijack();
    listener(request.raw, reply.raw);
  };
  const plugin = (instance: FastifyInstanceLike, _options: unknown, done: (error?: Error) => void): void => {
    instance.addHook('onRequest', take);
    done();
  };
  return Object.assign(plugin, {
    // Without it Fastify would bind the hook to a child instance, which sees no unmatched request.
    [Symbol.for('skip-override')]: true,
    options: {
      frameworkErrors: (_error: Error, request: FastifyRequestLike, reply: FastifyReplyLike): void =>
        take(request, reply),
    },
  });
}
