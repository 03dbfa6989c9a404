import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify from 'fastify';
import type { Api } from '../../../../src/runtime/core/api.js';
import { connectListener, continueListener } from '../../../../src/runtime/doors/node.js';
import { parserErrorListener } from '../../../../src/runtime/doors/parser-errors.js';

export interface OpenDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Each door as a project sets it up. */
export const doors: Readonly<Record<'node' | 'fastify', (api: Api) => Promise<OpenDoor>>> = {
  async node(api) {
    const server = createServer({ requireHostHeader: false }, api.node);
    server.on('checkContinue', continueListener(api.node));
    server.on('checkExpectation', api.node);
    server.on('connect', connectListener(api.node));
    server.on('clientError', parserErrorListener(api.parserFailure));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: portOf(server), close: () => closeServer(server) };
  },
  async fastify(api) {
    const app = fastify({ ...api.fastify.options });
    await app.register(api.fastify);
    await app.listen({ port: 0, host: '127.0.0.1' });
    return {
      port: portOf(app.server),
      close: async () => {
        app.server.closeAllConnections();
        await app.close();
      },
    };
  },
};

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything received, interim answers included. */
  readonly text: string;
}

/** Header names and values of a request, one line each. */
export function requestText(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body = '',
): string {
  let text = `${method} ${target} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    for (const line of typeof value === 'string' ? [value] : value) text += `${name}: ${line}\r\n`;
  }
  return `${text}\r\n${body}`;
}

/** Sends bytes as they are and reads one final answer. */
export async function exchangeText(port: number, text: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text, 'latin1');
  try {
    return await readAnswer(socket, text.startsWith('HEAD '));
  } finally {
    socket.destroy();
  }
}

/** Reads until one final answer is complete, or the server closes. */
export function readAnswer(socket: Socket, isHead = false): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`No complete answer: ${JSON.stringify(text)}`)), 5000);
    const settle = (force: boolean): void => {
      const answer = parseAnswer(text, force || isHead);
      if (answer === null) return;
      clearTimeout(timer);
      resolve(answer);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      settle(false);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      settle(true);
      clearTimeout(timer);
      reject(new Error(`Closed without an answer: ${JSON.stringify(text)}`));
    });
  });
}

function parseAnswer(received: string, isClosed: boolean): RawAnswer | null {
  let text = received;
  while (text.startsWith('HTTP/1.1 1')) {
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return null;
    text = text.slice(end + 4);
  }
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const status = Number(statusLine.split(' ')[1]);
  const body = text.slice(end + 4);
  const length = headers['content-length'];
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const isComplete =
    length !== undefined ? body.length >= Number(length) : !isChunked || body.endsWith('0\r\n\r\n');
  return isComplete || isClosed ? { status, headers, body, text: received } : null;
}
