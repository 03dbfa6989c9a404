import { createServer, type ServerOptions, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { fieldLines } from '../../../../src/runtime/core/field-lines.js';
import { sendText, writeHead } from '../../../../src/runtime/doors/response-head.js';

const OWN = ['X-Frame-Options', 'DENY', 'RateLimit', '"ip";r=1;t=0'];

async function exchange(
  listener: (response: ServerResponse) => void,
  options: ServerOptions = {},
): Promise<string> {
  const server = createServer(options, (_request, response) => listener(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const text = (await buffer(socket)).toString('latin1');
  server.close();
  return text;
}

describe('the head of a reply', () => {
  it('holds the status, the framing and all fields, and one empty line', async () => {
    const text = await exchange((response) => {
      writeHead(response, 201, fieldLines(OWN), ['Content-Length', '2', 'Location', '/a']);
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
        sendText(response, 200, fieldLines(OWN), ['Content-Length', '10'], '{"a":"\\n"}');
      });
      const [head, body, ...rest] = text.split('\r\n\r\n');
      expect(head!.split('\r\n')).toEqual(
        expect.arrayContaining(['HTTP/1.1 200 OK', 'Content-Length: 10', 'X-Frame-Options: DENY']),
      );
      expect([body, rest, finished]).toEqual(['{"a":"\\n"}', [], 1]);
    }
  });

  it('is framed by Node where no length is known', async () => {
    const text = await exchange((response) => {
      writeHead(response, 200, fieldLines(OWN), []);
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
    writeHead(foreign, 200, fieldLines(OWN), ['Content-Length', '2']);
    expect(written).toEqual([[200, [...OWN, 'Content-Length', '2']]]);
    const ends: unknown[] = [];
    const whole = { ...methods, end: (text: unknown) => ends.push(text) } as unknown as ServerResponse;
    sendText(whole, 200, fieldLines(OWN), ['Content-Length', '2'], 'ok');
    expect(written).toHaveLength(2);
    expect(ends).toEqual(['ok']);
  });

  it('still has Node refuse a field that would break out of its line', async () => {
    const text = await exchange((response) => {
      expect(() => writeHead(response, 200, fieldLines(OWN), ['Location', 'a\r\nSet-Cookie: b'])).toThrow();
      response.writeHead(204).end();
    });
    expect(text).not.toContain('Set-Cookie');
  });
});
