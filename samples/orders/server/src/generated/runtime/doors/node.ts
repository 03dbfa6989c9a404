// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, pipeline, type Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { HandleRequest, Peer, PeerCertificate, RawReply, RawRequest } from '../core/raw-message.js';
import { discardBody } from '../decode/body.js';
import { peerCertificate } from './peer-certificate.js';
import { sendText, writeHead } from './response-head.js';

/** What a refused client may still send before the connection is closed (semantics §12). */
const MAX_DISCARDED = 64 * 1024;
const DISCARD_MS = 1000;

export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Requests whose clients wait for `100 Continue`: those of the server's `checkContinue` event. */
const waiting = new WeakSet<IncomingMessage>();

/** The `request` listener of a `node:http` or `node:https` server. */
export function nodeListener(handle: HandleRequest): NodeListener {
  return (request, response) => handle(new NodeRequest(request, response));
}

/**
 * The `checkContinue` listener for the same server: the client is told to send its body only once everything that can
 * be decided without it has been. Without this listener Node tells it at once.
 */
export function continueListener(listener: NodeListener): NodeListener {
  return (request, response) => {
    awaitContinue(request);
    listener(request, response);
  };
}

/**
 * The `connect` listener for the same server: without it Node closes the connection without a word. No API is a proxy: the
 * core refuses the target, on record, and the connection ends with the answer.
 */
export function connectListener(listener: NodeListener): (request: IncomingMessage, stream: Duplex) => void {
  return (request, stream) => {
    const socket = stream as Socket;
    // Node listens no longer: the connection was to become a tunnel.
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.destroySoon());
    listener(request, response);
  };
}

/** Notes that a request came from the `checkContinue` event. */
export function awaitContinue(request: IncomingMessage): void {
  waiting.add(request);
}

/** A request of `node:http`, and of every framework that hands its raw messages through. */
class NodeRequest implements RawRequest {
  readonly method: string;
  readonly version: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly peer: Peer;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    const { socket } = request;
    this.method = request.method ?? '';
    this.version = request.httpVersion;
    this.target = request.url ?? '';
    this.rawHeaders = request.rawHeaders;
    this.peer = {
      address: socket.remoteAddress ?? null,
      encrypted: (socket as Partial<TLSSocket>).encrypted === true,
    };
    this.#request = request;
    this.#response = response;
  }

  peerCertificate(): PeerCertificate | null {
    return this.peer.encrypted ? peerCertificate(this.#request.socket as TLSSocket) : null;
  }

  get body(): Readable {
    return this.#request;
  }

  get awaitsContinue(): boolean {
    return waiting.has(this.#request);
  }

  continue(): void {
    this.#response.writeContinue();
  }

  onAbort(listener: () => void): void {
    const response = this.#response;
    response.once('close', () => {
      if (!response.writableFinished) listener();
    });
  }

  respond({ status, lines, headers, length, body, isAscii, close }: RawReply): void {
    const response = this.#response;
    if (response.destroyed) {
      if (isStream(body)) body.destroy();
      return;
    }
    if (response.headersSent) {
      if (isStream(body)) body.destroy();
      throw new Error('Somebody else has begun to answer the request');
    }
    if (isAscii && !close && typeof body === 'string') {
      sendText(response, status, lines, headers, body);
      return;
    }
    writeHead(response, status, lines, close ? [...headers, 'Connection', 'close'] : headers, length);
    if (isStream(body)) {
      // A stream that breaks takes the connection with it: the client must not mistake a part for the whole.
      pipeline(body, response, () => undefined);
    } else if (close) {
      this.#closeAfter(body);
    } else {
      response.end(body);
    }
  }

  /** Closing while the client still sends would reset the connection and lose the answer. */
  #closeAfter(body: string | Uint8Array | null): void {
    const response = this.#response;
    if (body === null) response.flushHeaders();
    else response.write(body);
    void discardBody(this.#request, MAX_DISCARDED, DISCARD_MS).then(() => response.end());
  }
}

function isStream(body: RawReply['body']): body is Readable {
  return body !== null && typeof body === 'object' && 'pipe' in body;
}
