import { type Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<NodeJS.Dict<string | readonly string[]>>;
  readonly text: string;
  /** `code` of a problem body; `null` for everything else. */
  readonly code: string | null;
}

/** Sends one request over a socket and reads the whole reply. */
export async function sendRequest(
  port: number,
  request: {
    readonly method: string;
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer | null;
  },
  agent?: Agent,
): Promise<Reply> {
  const { method, target, headers, body } = request;
  const options = {
    host: '127.0.0.1',
    port,
    method,
    path: target,
    headers: body === null ? headers : { ...headers, 'Content-Length': body.length },
    ...(agent !== undefined && { agent }),
  };
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(options, resolve)
      .on('error', reject)
      .end(body ?? undefined);
  });
  const text = (await buffer(incoming)).toString('utf8');
  const problem = incoming.headers['content-type'] === 'application/problem+json';
  const code = problem && text !== '' ? (JSON.parse(text) as { readonly code: string }).code : null;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, code };
}
