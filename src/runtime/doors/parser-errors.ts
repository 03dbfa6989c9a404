import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ParserFailure, ParserReply } from '../core/parser-failure.js';

export type AnswerParserFailure = (failure: ParserFailure) => ParserReply;

/**
 * The `clientError` listener of a `node:http` server, and Fastify's `clientErrorHandler`: what the HTTP parser refuses
 * gets a problem body like everything else.
 */
export function parserErrorListener(
  answer: AnswerParserFailure,
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    // Bytes behind an answer that is on its way must not end up inside it. What has been written of it still leaves.
    if (isAnswering(socket)) {
      socket.destroySoon();
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
function isAnswering(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return typeof response === 'object' && response !== null && Reflect.get(response, 'headersSent') === true;
}
