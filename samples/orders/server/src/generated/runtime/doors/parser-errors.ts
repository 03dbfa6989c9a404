// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ParserFailure, ParserReply } from '../core/parser-failure.js';

export type AnswerParserFailure = (failure: ParserFailure) => ParserReply;

/**
 * The `clientError` listener of a `node:http` server, and Fastify's `clientErrorHandler`: what the HTTP parser refuses
 * gets a problem body like everything else. Where that breaks a request that is being served, its body breaks off, and
 * whoever serves it answers.
 */
export function parserErrorListener(
  answer: AnswerParserFailure,
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const broken = new WeakSet<Socket>();
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || broken.has(socket)) {
      socket.destroy();
      return;
    }
    broken.add(socket);
    const response = responseOn(socket);
    // Bytes behind an answer that is on its way must not end up inside it. What has been written of it still leaves.
    if (response?.headersSent === true) {
      socket.destroySoon();
      return;
    }
    if (response !== null && !response.req.complete) {
      response.shouldKeepAlive = false;
      breakOff(response.req, error);
      return;
    }
    const { status, headers, body } = answer({
      kind: kindOf(error.code),
      address: socket.remoteAddress ?? null,
    });
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n`;
    for (let index = 0; index + 1 < headers.length; index += 2)
      head += `${headers[index]!}: ${headers[index + 1]!}\r\n`;
    socket.end(`${head}\r\n${body}`);
    // A client that goes on sending would keep a half-closed connection open.
    socket.setTimeout(1000, () => socket.destroy());
  };
}

function kindOf(code: string | undefined): ParserFailure['kind'] {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : 'malformed';
}

/** Node keeps the response in progress on its socket; a reply of ours has its head sent in one go. */
function responseOn(socket: Socket): ServerResponse | null {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return response instanceof ServerResponse ? response : null;
}

/** Tells whoever reads a body, now or later, that no more of it will come. Destroying it would destroy its connection. */
function breakOff(request: IncomingMessage, error: Error): void {
  if (request.listenerCount('error') > 0) {
    request.emit('error', error);
    return;
  }
  const listen = (event: string | symbol): void => {
    if (event !== 'error') return;
    request.off('newListener', listen);
    // The listener is there once whoever adds it is done.
    queueMicrotask(() => request.emit('error', error));
  };
  request.on('newListener', listen);
}
