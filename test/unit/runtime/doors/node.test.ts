import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { HandleRequest, RawRequest } from '../../../../src/runtime/core/raw-message.js';
import { nodeListener } from '../../../../src/runtime/doors/node.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function open(listener: RequestListener): Promise<Socket> {
  const server = createServer(listener);
  closers.push(() => server.close().closeAllConnections());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return connect((server.address() as AddressInfo).port, '127.0.0.1');
}

const reply = (raw: RawRequest, text: string): void =>
  raw.respond({
    status: 200,
    lines: '',
    headers: [],
    length: text.length,
    body: text,
    isAscii: true,
    close: false,
  });

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;

/** Answers with the target and what it has read of the body. */
const echo: HandleRequest = (raw) => {
  if (raw.method === 'GET') return reply(raw, raw.target);
  void buffer(raw.body!).then((bytes) => reply(raw, `${raw.target} ${bytes.toString()}`));
};

const bodies = (text: string): string[] =>
  text
    .split(/HTTP\/1\.1 200 OK\r\n/)
    .slice(1)
    .map((message) => message.split('\r\n\r\n')[1]!);

describe('the door to node:http', () => {
  it('answers requests with and without content, one after the other and all at once', async () => {
    const post = 'POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody';
    const chunked = 'POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n';
    const last = get('/d', 'Connection: close\r\n');
    const messages = [get('/a'), post, get('/e'), chunked, last];

    const piped = await open(nodeListener(echo));
    piped.write(messages.join(''));
    expect(bodies((await buffer(piped)).toString())).toEqual(['/a', '/b body', '/e', '/c ab', '/d']);

    const byTurns = await open(nodeListener(echo));
    let text = '';
    for (const message of messages) {
      byTurns.write(message);
      text += await new Promise<string>((resolve) => byTurns.once('data', (chunk) => resolve(String(chunk))));
    }
    expect(bodies(text)).toEqual(['/a', '/b body', '/e', '/c ab', '/d']);
  });

  it('answers late', async () => {
    const socket = await open(nodeListener((raw) => void setTimeout(() => reply(raw, raw.target), 5)));
    socket.write(get('/a') + get('/b', 'Connection: close\r\n'));
    expect(bodies((await buffer(socket)).toString())).toEqual(['/a', '/b']);
  });

  it('lets whoever waits for the end of a request without content hear of it', async () => {
    const heard: string[] = [];
    const door = nodeListener(echo);
    const socket = await open((request, response) => {
      if (request.url === '/end') request.once('end', () => heard.push('end'));
      door(request, response);
      if (request.url === '/close') request.once('close', () => heard.push('close'));
    });
    socket.write(get('/end') + get('/close') + get('/none', 'Connection: close\r\n'));
    await buffer(socket);
    expect(heard.sort()).toEqual(['close', 'end']);
  });

  it('tells whoever asks when the client of a request without content goes away', async () => {
    let client: Socket | null = null;
    let onGone: (() => void) | null = null;
    const listener = nodeListener((raw) => {
      raw.onAbort!(() => onGone!());
      client!.destroy();
    });
    client = await open(listener);
    client.write(get('/a'));
    await new Promise<void>((resolve) => {
      onGone = resolve;
    });
  });
});
