// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Calls to URLs that somebody else chose (OWASP API7 and API10). */
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { AddressRanges, isAddressRange } from '../transport/address-ranges.js';
import { normalizeAddress } from '../transport/client-address.js';
import { SafeFetchError, type SafeFetchFailure } from './fetch-error.js';
import { isPublicAddress } from './public-address.js';

export interface SafeFetchInit {
  /** Default: `GET`. */
  readonly method?: string;
  /** Names and values. `Host`, `Accept-Encoding` and those that frame the message are not the caller's to set. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Milliseconds for everything, the resolution of the name included. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Bytes of the reply's body. Default: 1 MiB. */
  readonly maxBytes?: number;
  /** Default: `https` only. */
  readonly schemes?: readonly ('https' | 'http')[];
  /** Certificates that are trusted in place of the well-known authorities', PEM. */
  readonly ca?: string;
  /** Addresses and CIDR ranges that may be called though they are not public: networks of your own, and tests. */
  readonly allowedAddresses?: readonly string[];
  /** Resolves a name to all of its addresses. Default: the system's resolver. */
  readonly resolve?: ResolveAddresses;
}

export type ResolveAddresses = (name: string) => Promise<readonly string[]>;

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

/** Fields that say where the message goes and where it ends. */
const RESERVED: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Fetches any URL, and only from the public internet. The name is resolved once, every address it has is checked, and
 * the connection goes to one of those: a name that resolves differently a moment later changes nothing. Redirects are
 * refused, proxies of the environment ignored, reply and time bounded.
 *
 * The reply is read whole. Statuses of errors are replies as they are with `fetch`; its `url` is empty.
 *
 * @throws {SafeFetchError} Where there is no reply; its `code` says why.
 * @throws {TypeError} For options that make no sense, before anything is sent.
 */
export async function safeFetch(url: string, init: SafeFetchInit = {}): Promise<Response> {
  const target = readUrl(url, init.schemes ?? ['https']);
  const call = new Call(target, init);
  try {
    return await call.run();
  } catch (error) {
    throw call.failure(error);
  }
}

function readUrl(text: string, schemes: readonly string[]): URL {
  if (!URL.canParse(text)) throw new SafeFetchError('url-refused', 'no URL');
  const url = new URL(text);
  const isAllowed = schemes.includes(url.protocol.slice(0, -1)) && isHttp(url);
  if (!isAllowed || url.username !== '' || url.password !== '') {
    throw new SafeFetchError('url-refused', url.hostname);
  }
  return url;
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

class Call {
  readonly #url: URL;
  readonly #init: SafeFetchInit;
  readonly #allowed: AddressRanges | null;
  readonly #timeout: AbortSignal;
  readonly #signal: AbortSignal;

  constructor(url: URL, init: SafeFetchInit) {
    checkInit(init);
    this.#url = url;
    this.#init = init;
    this.#allowed = init.allowedAddresses === undefined ? null : new AddressRanges(init.allowedAddresses);
    this.#timeout = AbortSignal.timeout(init.timeoutMs ?? TIMEOUT_MS);
    this.#signal = init.signal === undefined ? this.#timeout : AbortSignal.any([this.#timeout, init.signal]);
  }

  async run(): Promise<Response> {
    this.#signal.throwIfAborted();
    const addresses = await unlessAborted(this.#addresses(), this.#signal);
    const agent = this.#isSecure() ? new HttpsAgent() : new HttpAgent();
    try {
      return await this.#exchange(addresses, agent);
    } finally {
      agent.destroy();
    }
  }

  /** What the caller learns of an error. */
  failure(error: unknown): SafeFetchError {
    if (error instanceof SafeFetchError) return error;
    if (this.#timeout.aborted) return this.#refused('timeout', error);
    if (this.#signal.aborted) return this.#refused('aborted', error);
    return this.#refused('connection-failed', error);
  }

  /** Every address of the host: one that is not public spoils the others, since nobody says which would be taken. */
  async #addresses(): Promise<readonly string[]> {
    const host = bareHost(this.#url);
    const addresses = isIP(host) === 0 ? await this.#resolve(host) : [host];
    if (addresses.length === 0) throw this.#refused('name-not-found');
    if (!addresses.every((address) => this.#isAllowed(address))) throw this.#refused('address-refused');
    return addresses;
  }

  async #resolve(name: string): Promise<readonly string[]> {
    try {
      return await (this.#init.resolve ?? systemAddresses)(name);
    } catch (error) {
      throw this.#refused('name-not-found', error);
    }
  }

  #isAllowed(address: string): boolean {
    if (isPublicAddress(address)) return true;
    const normalized = this.#allowed === null ? null : normalizeAddress(address);
    return normalized !== null && this.#allowed!.has(normalized);
  }

  async #exchange(addresses: readonly string[], agent: HttpAgent): Promise<Response> {
    const { method = 'GET', headers = {}, body, ca } = this.#init;
    const { port, pathname, search } = this.#url;
    const options = {
      // An agent of this call alone: no connection of another name is reused, no proxy of the environment asked.
      agent,
      method,
      hostname: bareHost(this.#url),
      port,
      path: pathname + search,
      headers: { ...headers, 'Accept-Encoding': 'identity' },
      lookup: pinned(addresses),
      maxHeaderSize: MAX_HEADER_BYTES,
      signal: this.#signal,
    };
    const request = this.#isSecure()
      ? // Whatever the environment says of certificates.
        requestHttps({ ...options, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) })
      : requestHttp(options);
    request.once('socket', (socket) => this.#guard(socket));
    try {
      request.end(body);
      const [reply] = (await once(request, 'response')) as [IncomingMessage];
      return await this.#read(reply);
    } finally {
      // Whatever still comes of it has been decided.
      request.on('error', ignore);
      request.destroy();
    }
  }

  /** Should anything between have chosen another peer, nothing is sent to it. */
  #guard(socket: Socket): void {
    socket.once('connect', () => {
      if (!this.#isAllowed(normalizeAddress(socket.remoteAddress ?? '') ?? '')) {
        socket.destroy(this.#refused('address-refused'));
      }
    });
  }

  async #read(reply: IncomingMessage): Promise<Response> {
    const status = reply.statusCode!;
    if (REDIRECTS.has(status)) throw this.#refused('redirect-refused');
    const coding = reply.headers['content-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'identity') throw this.#refused('reply-unreadable');
    const content = await this.#content(reply);
    try {
      const headers = new Headers();
      const { rawHeaders } = reply;
      for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
        headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
      }
      const { statusMessage = '' } = reply;
      return new Response(WITHOUT_CONTENT.has(status) ? null : content, {
        status,
        statusText: statusMessage,
        headers,
      });
    } catch (error) {
      throw this.#refused('reply-unreadable', error);
    }
  }

  async #content(reply: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
    const max = this.#init.maxBytes ?? MAX_BYTES;
    // The answer to HEAD tells the length of what it does not carry.
    const isHead = this.#init.method === 'HEAD';
    if (!isHead && Number(reply.headers['content-length']) > max) throw this.#refused('reply-too-large');
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of reply as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > max) throw this.#refused('reply-too-large');
        chunks.push(chunk);
      }
    } catch (error) {
      if (error instanceof SafeFetchError || this.#signal.aborted) throw error;
      throw this.#refused('reply-unreadable', error);
    }
    return new Uint8Array(Buffer.concat(chunks, size));
  }

  #isSecure(): boolean {
    return this.#url.protocol === 'https:';
  }

  #refused(code: SafeFetchFailure, cause?: unknown): SafeFetchError {
    return new SafeFetchError(code, this.#url.hostname, cause === undefined ? undefined : { cause });
  }
}

/** Fetch standard, "redirect status" and "null body status". */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const WITHOUT_CONTENT: ReadonlySet<number> = new Set([204, 205, 304]);

function checkInit({ method = 'GET', headers = {}, allowedAddresses = [] }: SafeFetchInit): void {
  if (!METHODS.has(method)) throw new TypeError(`safeFetch does not send ${JSON.stringify(method)}`);
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (RESERVED.has(name.toLowerCase())) throw new TypeError(`safeFetch sets ${name} itself`);
  }
  for (const range of allowedAddresses) {
    if (!isAddressRange(range)) throw new TypeError(`${JSON.stringify(range)} is no address or range`);
  }
}

/** The host without the brackets of IPv6. */
function bareHost({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

async function systemAddresses(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true });
  return found.map(({ address }) => address);
}

/** Answers with the addresses that were checked, whatever is asked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, callback) => {
    if (options.all === true) callback(null, answers);
    else callback(null, answers[0]!.address, answers[0]!.family);
  };
}

/** A lookup cannot be called off: nobody waits for it any longer. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function ignore(): void {
  // Destroyed on purpose.
}
