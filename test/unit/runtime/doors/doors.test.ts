import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReplyDefinition } from '../../../../src/runtime/core/definition.js';
import { createOrdersApi, KEYS, operation } from '../core/orders-api.js';
import { doors, exchangeText, type OpenDoor, requestText } from './raw-client.js';

const headers = { Host: 'api.example.com', 'X-API-Key': KEYS.user };

const bytesReply: readonly ReplyDefinition[] = [
  { status: '200', content: [{ mediaType: 'application/octet-stream', codec: 'binary' }], headers: [] },
];
const download = operation('GET', '/file', { name: 'getFile', replies: bytesReply });
const list = operation('GET', '/orders', { name: 'listOrders', timeoutMs: 5000 });

describe.each(['node', 'fastify'] as const)('the %s door', (name) => {
  let open: OpenDoor | null = null;

  afterEach(async () => {
    await open?.close();
    open = null;
  });

  const start = async () => {
    const orders = createOrdersApi({ definition: { operations: [download, list] } });
    open = await doors[name](orders.api);
    return { orders, port: open.port };
  };

  it('sends bytes with their length, and streams in chunks', async () => {
    const { orders, port } = await start();
    orders.next = () => ({ status: 200, body: new Uint8Array([104, 105]) });
    const whole = await exchangeText(port, requestText('GET', '/v1/file', headers));
    expect(whole).toMatchObject({ status: 200, body: 'hi' });
    expect(whole.headers).toMatchObject({
      'content-length': '2',
      'content-type': 'application/octet-stream',
    });
    orders.next = () => ({ status: 200, body: Readable.from([Buffer.from('h'), Buffer.from('i')]) });
    const streamed = await exchangeText(port, requestText('GET', '/v1/file', headers));
    expect(streamed.headers['transfer-encoding']).toBe('chunked');
    expect(streamed.body).toBe('1\r\nh\r\n1\r\ni\r\n0\r\n\r\n');
  });

  it('cuts the connection where a streamed reply breaks', async () => {
    const { orders, port } = await start();
    orders.next = () => ({
      status: 200,
      body: new Readable({
        read() {
          this.push('part');
          setImmediate(() => this.destroy(new Error('canary')));
        },
      }),
    });
    const answer = await exchangeText(port, requestText('GET', '/v1/file', headers));
    expect(answer.body).not.toContain('0\r\n\r\n');
    expect(answer.text).not.toContain('canary');
  });

  it('lets go of a stream that HEAD does not send', async () => {
    const { orders, port } = await start();
    const body = Readable.from(['x']);
    orders.next = () => ({ status: 200, body });
    expect((await exchangeText(port, requestText('HEAD', '/v1/file', headers))).status).toBe(200);
    expect(body.destroyed).toBe(true);
  });

  it('aborts the signal when the client goes away', async () => {
    const { orders, port } = await start();
    let signal: AbortSignal | undefined;
    orders.next = (request) => {
      ({ signal } = request);
      return new Promise((resolve) => {
        request.signal.addEventListener('abort', () => resolve({ status: 200, body: { id: 1 } }));
      });
    };
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(requestText('GET', '/v1/orders', headers));
    await expect.poll(() => signal).toBeDefined();
    socket.destroy();
    await expect.poll(() => signal!.aborted).toBe(true);
  });

  it('answers requests of one connection in order', async () => {
    const { orders, port } = await start();
    orders.next = async ({ query }) => {
      if (orders.ran.length === 1) await new Promise((resolve) => setTimeout(resolve, 20));
      return { status: 200, body: { id: Object.keys(query).length } };
    };
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const first = requestText('GET', '/v1/orders', headers);
    socket.write(first + requestText('GET', '/v1/nothing', headers));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    await expect.poll(() => text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
    socket.destroy();
  });

  it('does not write a parser error into an answer that is under way', async () => {
    const { orders, port } = await start();
    const body = new Readable({ read: () => undefined });
    body.push('part');
    orders.next = () => ({ status: 200, body });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.write(requestText('GET', '/v1/file', headers));
    await expect.poll(() => text).toContain('part');
    socket.write('this is not http\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});
