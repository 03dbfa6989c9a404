// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { X509Certificate } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fieldList } from '../core/field-lines.js';
import type { HandleRequest, RawReply } from '../core/raw-message.js';

export interface InjectedRequest {
  /** Default: `GET`. */
  readonly method?: string;
  /** Path and query as on the wire, base path included. */
  readonly target: string;
  /** A list stands for several lines. `Host` and `Content-Length` are filled in where they are missing. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Anything but text and bytes is sent as JSON, with its `Content-Type`. */
  readonly body?: unknown;
  /** Socket address. Default: `127.0.0.1`. */
  readonly address?: string;
  /** Whether the connection is HTTPS. Default: true outside development. */
  readonly encrypted?: boolean;
  /** The client's certificate, as a TLS handshake would have verified it. */
  readonly certificate?: X509Certificate;
}

export interface InjectedReply {
  readonly status: number;
  /** Names in lower case; repeated ones are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  text(): string;
  json(): unknown;
}

export interface InjectDefaults {
  readonly host: string;
  readonly encrypted: boolean;
}

/** Hands the core a request without a socket. */
export function inject(
  handle: HandleRequest,
  request: InjectedRequest,
  defaults: InjectDefaults,
): Promise<InjectedReply> {
  const rawHeaders: string[] = [];
  const names = new Set<string>();
  const add = (name: string, value: string): void => {
    names.add(name.toLowerCase());
    rawHeaders.push(name, value);
  };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    for (const line of typeof value === 'string' ? [value] : value) add(name, line);
  }
  if (!names.has('host')) add('Host', defaults.host);
  const bytes = bytesOf(request.body);
  if (bytes !== null) {
    if (!names.has('content-type') && !isRaw(request.body)) add('Content-Type', 'application/json');
    if (!names.has('content-length') && !names.has('transfer-encoding'))
      add('Content-Length', String(bytes.byteLength));
  }
  return new Promise((resolve, reject) => {
    handle({
      method: request.method ?? 'GET',
      version: '1.1',
      target: request.target,
      rawHeaders,
      peer: {
        address: request.address ?? '127.0.0.1',
        encrypted: request.encrypted ?? defaults.encrypted,
      },
      peerCertificate: () =>
        request.certificate === undefined ? null : { x509: request.certificate, verified: true },
      body: bytes === null ? null : Readable.from([bytes], { objectMode: false }),
      respond: (reply) => {
        collect(reply).then(resolve, reject);
      },
    });
  });
}

function isRaw(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function bytesOf(body: unknown): Uint8Array | null {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function collect({ status, lines, headers: others, length, body }: RawReply): Promise<InjectedReply> {
  const framing = length === null ? [] : ['Content-Length', String(length)];
  const headers = [...fieldList(lines), ...framing, ...others];
  const fields = Object.create(null) as Record<string, string>;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!.toLowerCase();
    const before = fields[name];
    fields[name] = before === undefined ? headers[index + 1]! : `${before}, ${headers[index + 1]!}`;
  }
  const bytes = body === null ? Buffer.alloc(0) : isRaw(body) ? Buffer.from(body) : await buffer(body);
  return {
    status,
    headers: fields,
    body: bytes,
    text: () => bytes.toString('utf8'),
    json: () => JSON.parse(bytes.toString('utf8')) as unknown,
  };
}
