import { createServer, type ServerOptions, ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { fieldLines } from '../../../../src/runtime/core/field-lines.js';
import { sendText, writeHead } from '../../../../src/runtime/doors/response-head.js';

const OWN = ['X-Frame-Options', 'DENY', 'RateLimit', '"ip";r=1;t=0'];

async function exchange(
  listener: (response: ServerResponse) => void,
  options: ServerOptions = {},
  request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
): Promise<string> {
  const server = createServer(options, (_request, response) => listener(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(request);
  const text = (await buffer(socket)).toString('latin1');
  server.close();
  return text;
}

describe('the head of a reply', () => {
  it('holds the status, the framing and all fields, and one empty line', async () => {
    const text = await exchange((response) => {
      writeHead(response, 201, fieldLines(OWN), ['Location', '/a'], 2);
      response.end('ok');
    });
    const [head, body, ...rest] = text.split('\r\n\r\n');
    const lines = head!.split('\r\n');
    expect(lines[0]).toBe('HTTP/1.1 201 Created');
    for (const line of [
      'Content-Length: 2',
      'Location: /a',
      'X-Frame-Options: DENY',
      'RateLimit: "ip";r=1;t=0',
    ])
      expect(lines.filter((sent) => sent === line)).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('Date: '))).toBe(true);
    expect([body, rest]).toEqual(['ok', []]);
  });

  it('stands before the text of a reply that is sent whole', async () => {
    for (const strictContentLength of [false, true]) {
      let finished = 0;
      const text = await exchange((response) => {
        response.strictContentLength = strictContentLength;
        response.once('finish', () => (finished += 1));
        sendText(response, 200, fieldLines(OWN), ['Location', '/a'], '{"a":"\\n"}');
      });
      const [head, body, ...rest] = text.split('\r\n\r\n');
      expect(head!.split('\r\n')).toEqual(
        expect.arrayContaining([
          'HTTP/1.1 200 OK',
          'Content-Length: 10',
          'Location: /a',
          'X-Frame-Options: DENY',
          'Connection: close',
        ]),
      );
      expect([body, rest, finished]).toEqual(['{"a":"\\n"}', [], 1]);
    }
  });

  it('is framed by Node where no length is known', async () => {
    const text = await exchange((response) => {
      writeHead(response, 200, fieldLines(OWN), [], null);
      response.write('a');
      response.end('b');
    });
    expect(text).toContain('\r\nTransfer-Encoding: chunked\r\n');
    expect(text).toContain('\r\nX-Frame-Options: DENY\r\n');
    expect(text.endsWith('\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n')).toBe(true);
  });

  it('takes the public way of a response that is not of node:http', () => {
    const written: unknown[] = [];
    const methods = { writeHead: (...head: unknown[]) => written.push(head) };
    const foreign = methods as unknown as ServerResponse;
    writeHead(foreign, 200, fieldLines(OWN), ['A', 'b'], 2);
    expect(written).toEqual([[200, [...OWN, 'Content-Length', '2', 'A', 'b']]]);
    const ends: unknown[] = [];
    const whole = { ...methods, end: (text: unknown) => ends.push(text) } as unknown as ServerResponse;
    sendText(whole, 200, fieldLines(OWN), [], 'ok');
    expect(written).toHaveLength(2);
    expect(ends).toEqual(['ok']);
  });

  it('has a field refused that would break out of its line', async () => {
    const text = await exchange((response) => {
      const broken = ['Location', 'a\r\nSet-Cookie: b'];
      expect(() => writeHead(response, 200, fieldLines(OWN), broken, 2)).toThrow();
      expect(() => sendText(response, 200, fieldLines(OWN), broken, 'ok')).toThrow();
      response.writeHead(204).end();
    });
    expect(text).not.toContain('Set-Cookie');
  });

  it('is put together by the core alone where nobody else has a say in it', async () => {
    let calls = 0;
    const text = await exchange((response) => {
      const { _storeHeader: store } = response as unknown as { _storeHeader: (...head: unknown[]) => void };
      Object.assign(response, {
        _storeHeader(...head: unknown[]) {
          calls += 1;
          expect(head).toEqual([`HTTP/1.1 200 OK\r\n${fieldLines(OWN)}`, null]);
          store.apply(response, head);
        },
      });
      sendText(response, 200, fieldLines(OWN), [], 'ok');
      expect([response.statusCode, response.statusMessage, response.headersSent]).toEqual([200, 'OK', true]);
    });
    expect(calls).toBe(1);
    expect(text.endsWith('\r\n\r\nok')).toBe(true);
  });

  it('keeps the fields that were set before, and what waits for the head', async () => {
    const text = await exchange((response) => {
      response.setHeader('X-Before', 'yes');
      sendText(response, 200, fieldLines(OWN), [], 'ok');
    });
    expect(text).toContain('\r\nX-Before: yes\r\n');
    const late = await exchange((response) => {
      const original = response.writeHead.bind(response);
      response.writeHead = (...head: unknown[]) => {
        response.setHeader('X-Late', 'yes');
        return Reflect.apply(original, undefined, head) as ServerResponse;
      };
      sendText(response, 200, fieldLines(OWN), [], 'ok');
    });
    expect(late).toContain('\r\nX-Late: yes\r\n');
    for (const each of [text, late]) {
      expect(each.match(/^Content-Length: 2\r$/gm)).toHaveLength(1);
      expect(each).toContain('\r\nX-Frame-Options: DENY\r\n');
      expect(each.endsWith('\r\n\r\nok')).toBe(true);
    }
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a field of others', (response) => void response.setHeader('X-Before', 'yes')],
    ['a length that was taken away', (response) => response.removeHeader('Content-Length')],
    ['a reason of its own', (response) => (response.statusMessage = 'Fine')],
  ])('is framed once beside %s', async (_what, prepare) => {
    const evil = '0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
    const text = await exchange((response) => {
      prepare(response);
      sendText(response, 200, fieldLines(OWN), ['Location', '/caf\u00e9'], evil);
    });
    const [head, ...rest] = text.split('\r\n\r\n');
    expect(rest.join('\r\n\r\n')).toBe(evil);
    expect(head).toContain(`\r\nContent-Length: ${evil.length}\r\n`);
    expect(head).toContain('\r\nLocation: /caf\u00e9\r\n');
    expect(head).not.toContain('Transfer-Encoding');
  });

  it('is not sent a second time', async () => {
    const text = await exchange((response) => {
      response.writeHead(503);
      response.write('sorry');
      expect(() => sendText(response, 200, fieldLines(OWN), [], 'ok')).toThrow('Cannot write headers');
      response.end();
    });
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('leaves it to a wrapper of writeHead, whenever that came', async () => {
    const original: unknown = Reflect.get(ServerResponse.prototype, 'writeHead');
    const wrapper = function (this: ServerResponse, ...head: unknown[]): unknown {
      this.setHeader('X-Agent', 'yes');
      return Reflect.apply(original as () => unknown, this, head);
    };
    Reflect.set(ServerResponse.prototype, 'writeHead', wrapper);
    try {
      vi.resetModules();
      const { sendText: loadedLater } = await import('../../../../src/runtime/doors/response-head.js');
      for (const send of [sendText, loadedLater]) {
        const text = await exchange((response) => send(response, 200, fieldLines(OWN), [], 'ok'));
        expect(text).toContain('\r\nX-Agent: yes\r\n');
      }
    } finally {
      Reflect.set(ServerResponse.prototype, 'writeHead', original);
    }
  });

  it('closes on a client that was not told to send its body', async () => {
    const server = createServer();
    server.on('checkContinue', (_request, response) => sendText(response, 401, fieldLines(OWN), [], 'no'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
    const text = (await buffer(socket)).toString('latin1');
    server.close();
    expect(text).toContain('\r\nConnection: close\r\n');
  });

  it('frames what a client of HTTP/1.0 gets, and keeps its connection', async () => {
    const text = await exchange(
      (response) => {
        sendText(response, 200, fieldLines(OWN), [], 'ok');
      },
      { keepAliveTimeout: 20 },
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
    );
    expect(text).toContain('\r\nContent-Length: 2\r\n');
    expect(text).toContain('\r\nConnection: keep-alive\r\n');
    expect(text.endsWith('\r\n\r\nok')).toBe(true);
  });
});
