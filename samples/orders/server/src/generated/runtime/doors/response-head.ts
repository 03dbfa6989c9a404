// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * Writing a reply. `writeHead` of Node checks every field with two regular expressions and puts the head
 * together from four pieces each, which is most of what a small reply costs. The core's own lines are checked and put
 * together when they are made, so they are handed over as they are: right behind the status line where the whole reply
 * is one text, else behind the head that Node has written for the other fields and not sent yet. A body of ASCII follows
 * its head there: both leave in one write instead of a gathered one.
 *
 * Node keeps that head in `_header` and writes it in `_storeHeader`, which are no public members, so nothing rests on
 * them: whether this version of Node sends what stands there is tried out first, and every other response takes the
 * public way.
 */
import { IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { fieldLines, fieldList } from '../core/field-lines.js';
import { flatText } from '../core/flat-text.js';

/**
 * @param lines Field lines, each with its CRLF, that are known to be well-formed.
 * @param headers Other fields, names and values alternating.
 * @param length Octets of the content; `null`: Node frames it.
 */
export function writeHead(
  response: ServerResponse,
  status: number,
  lines: string,
  headers: readonly string[],
  length: number | null,
): void {
  const fields = length === null ? [...headers] : ['Content-Length', String(length), ...headers];
  if (!takesLines || !(response instanceof ServerResponse)) {
    response.writeHead(status, [...fieldList(lines), ...fields]);
    return;
  }
  response.writeHead(status, fields);
  const unsent = response as unknown as UnsentHead;
  // Without the empty line that ends it.
  unsent._header = `${unsent._header.slice(0, -2)}${lines}\r\n`;
}

/**
 * Sends a whole reply.
 *
 * @param text ASCII.
 */
export function sendText(
  response: ServerResponse,
  status: number,
  lines: string,
  headers: readonly string[],
  text: string,
): void {
  if (!takesLines || !isPlain(response)) {
    writeHead(response, status, lines, headers, text.length);
    response.end(text, 'latin1');
    return;
  }
  const unsent = response as unknown as UnsentHead;
  const phrase = STATUS_CODES[status] ?? 'unknown';
  response.statusCode = status;
  response.statusMessage = phrase;
  unsent._contentLength = text.length;
  // Node adds the date, the framing, what becomes of the connection, and the empty line.
  unsent._storeHeader(`${statusLine(status, phrase)}${fieldLines(headers)}${lines}`, null);
  unsent._header += text;
  response.end();
}

/** By status: three digits, so that they are few. */
const statusLines: string[] = [];

function statusLine(status: number, phrase: string): string {
  return (statusLines[status] ??= flatText(`HTTP/1.1 ${status} ${phrase}\r\n`));
}

/**
 * Whether nobody but the core has a say in the head: nothing was sent, set or removed, nobody waits for `writeHead`, or
 * counts what is written and would find the text missing; and the client speaks HTTP/1.1, takes a body, and was not
 * asked to wait before it sends its own.
 */
function isPlain(response: ServerResponse): boolean {
  if (!(response instanceof ServerResponse)) return false;
  const { _removedContLen, _expect_continue, _hasBody } = response as unknown as UnsentHead;
  return (
    !response.headersSent &&
    !response.statusMessage &&
    response.getHeaderNames().length === 0 &&
    _removedContLen === false &&
    response.writeHead === nodeWriteHead &&
    !response.strictContentLength &&
    response.useChunkedEncodingByDefault &&
    _hasBody === true &&
    _expect_continue === false
  );
}

interface UnsentHead {
  _header: string;
  _contentLength: number;
  readonly _removedContLen: unknown;
  readonly _hasBody: unknown;
  readonly _expect_continue: unknown;
  _storeHeader(firstLines: string, headers: null): void;
}

/** Of Node itself; `null` where somebody, an agent that was loaded before, has put something of theirs in its place. */
const nodeWriteHead = ((): unknown => {
  const found: unknown = Reflect.get(ServerResponse.prototype, 'writeHead');
  return String(found).includes('this._storeHeader(') ? found : null;
})();

/** Nobody asks before the module is loaded. */
let takesLines = true;
takesLines = arrives((response) => sendText(response, 200, 'Own: yes\r\n', ['Other', 'yes'], 'ok'));
takesLines &&= arrives((response) => {
  writeHead(response, 200, 'Own: yes\r\n', ['Other', 'yes'], 2);
  response.end('ok');
});

/** Whether a reply of two letters, sent to nowhere, is there as a whole and once. */
function arrives(send: (response: ServerResponse) => void): boolean {
  let sent = '';
  const nowhere = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sent += chunk.toString('latin1');
      done();
    },
  }) as Socket;
  const request = new IncomingMessage(nowhere);
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  const response = new ServerResponse(request);
  response.assignSocket(nowhere);
  try {
    send(response);
  } catch {
    return false;
  }
  const [status, ...fields] = sent.split('\r\n');
  const body = fields.splice(-2);
  const expected = ['Own: yes', 'Other: yes', 'Content-Length: 2'];
  return (
    status === 'HTTP/1.1 200 OK' &&
    expected.every((field) => fields.filter((one) => one === field).length === 1) &&
    fields.every((field) => field !== '' && !field.startsWith('Transfer-Encoding')) &&
    body.join('\n') === '\nok'
  );
}
