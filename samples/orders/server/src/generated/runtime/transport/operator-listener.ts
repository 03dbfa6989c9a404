// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api } from '../core/api.js';

/**
 * `/live` and `/ready` for the operator's own listener (semantics §8): whether the process runs, and whether it wants
 * requests. Nothing else is served there.
 */
export function operatorListener(
  api: Pick<Api, 'ready'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ url }, response) => {
    const status = url === '/live' ? 200 : url === '/ready' ? (api.ready() ? 200 : 503) : 404;
    const text = status === 200 ? 'ok\n' : status === 503 ? 'shutting down\n' : 'not found\n';
    response.writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': text.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(text);
  };
}
