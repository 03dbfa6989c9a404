// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Writing the head of a reply. `writeHead` of Node checks every field with two regular expressions and puts the head
 * together from four pieces each, which is most of what a small reply costs. The core's own lines are checked and put
 * together when they are made, so they are handed over as they are: behind the head that Node has written for the other
 * fields, the framing included, and not sent yet.
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

interface UnsentHead {
  _header: string;
}

function appendLines(response: ServerResponse, lines: string): void {
  const unsent = response as unknown as UnsentHead;
  // Without the empty line that ends it.
  unsent._header = `${unsent._header.slice(0, -2)}${lines}\r\n`;
}

let takesLines = false;

/** Sends a reply of two fields to nowhere: one goes the public way, one is appended. */
function tryOut(): void {
  const nowhere = new PassThrough();
  const response = new ServerResponse(new IncomingMessage(nowhere as unknown as Socket));
  response.assignSocket(nowhere as unknown as Socket);
  response.writeHead(204, ['Public', 'yes']);
  const head: unknown = Reflect.get(response, '_header');
  if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return;
  appendLines(response, 'Appended: yes\r\n');
  nowhere.setEncoding('latin1').once('data', (sent: string) => {
    takesLines = /^HTTP\/1\.1 204 No Content\r\nPublic: yes\r\n(?:.+\r\n)*Appended: yes\r\n\r\n$/.test(sent);
    nowhere.destroy();
  });
  response.end();
}

tryOut();
