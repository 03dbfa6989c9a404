// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Writing a reply. `writeHead` of Node checks every field with two regular expressions and puts the head
 * together from four pieces each, which is most of what a small reply costs. The core's own lines are checked and put
 * together when they are made, so they are handed over as they are: behind the head that Node has written for the other
 * fields, the framing included, and not sent yet. A body of ASCII follows them there: head and body of a small reply then
 * leave in one write instead of a gathered one.
 *
 * Node keeps that head in `_header`, which is no public property, so nothing rests on it: whether this version of Node
 * sends what stands there is tried out first, and every other response takes the public way.
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { fieldList } from '../core/field-lines.js';

/**
 * @param lines Field lines, each with its CRLF, that are known to be well-formed.
 * @param headers Other fields, names and values alternating.
 */
export function writeHead(
  response: ServerResponse,
  status: number,
  lines: string,
  headers: readonly string[],
): void {
  if (!takesLines || !(response instanceof ServerResponse)) {
    response.writeHead(status, [...fieldList(lines), ...headers]);
    return;
  }
  response.writeHead(status, headers as string[]);
  appendLines(response, lines);
}

/**
 * Sends a whole reply.
 *
 * @param headers Hold the `Content-Length` of the text.
 * @param text ASCII.
 */
export function sendText(
  response: ServerResponse,
  status: number,
  lines: string,
  headers: readonly string[],
  text: string,
): void {
  // A response that counts what is written would find the text missing.
  if (!takesLines || !(response instanceof ServerResponse) || response.strictContentLength) {
    writeHead(response, status, lines, headers);
    response.end(text);
    return;
  }
  response.writeHead(status, headers as string[]);
  appendLines(response, lines, text);
  response.end();
}

interface UnsentHead {
  _header: string;
}

function appendLines(response: ServerResponse, lines: string, text = ''): void {
  const unsent = response as unknown as UnsentHead;
  // Without the empty line that ends it.
  unsent._header = `${unsent._header.slice(0, -2)}${lines}\r\n${text}`;
}

let takesLines = false;

/** Sends a reply to nowhere: one field goes the public way, another and the body are appended. */
function tryOut(): void {
  const nowhere = new PassThrough();
  const response = new ServerResponse(new IncomingMessage(nowhere as unknown as Socket));
  response.assignSocket(nowhere as unknown as Socket);
  response.writeHead(200, ['Content-Length', '2']);
  const head: unknown = Reflect.get(response, '_header');
  if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return;
  appendLines(response, 'Appended: yes\r\n', 'ok');
  nowhere.setEncoding('latin1').once('data', (sent: string) => {
    takesLines = /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n(?:.+\r\n)*Appended: yes\r\n\r\nok$/.test(sent);
    nowhere.destroy();
  });
  response.end();
}

tryOut();
