// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * What a door hands the core and what it gets back. Doors carry no policy: they translate.
 */
import type { X509Certificate } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface RawRequest {
  readonly method: string;
  /** Of HTTP, such as `1.1`. */
  readonly version: string;
  /** Request target exactly as received. */
  readonly target: string;
  /** Names and values alternating, as received, duplicates kept (`IncomingMessage.rawHeaders`). */
  readonly rawHeaders: readonly string[];
  readonly peer: Peer;
  /** What the peer showed in the TLS handshake; `null`, or no such method, where nothing. */
  peerCertificate?(): PeerCertificate | null;
  /** The body's bytes. Whether there are any the core reads from the framing headers. */
  readonly body: Readable | null;
  /** The client waits for `100 Continue` before it sends its body. */
  readonly awaitsContinue?: boolean;
  /** Writes the answer. The core calls it exactly once. */
  respond(reply: RawReply): void;
  /** Tells a waiting client to go on; called at most once, before the body is read. */
  continue?(): void;
  /** Calls `listener` when the client goes away before the answer is written. Listeners cost, so the core asks late. */
  onAbort?(listener: () => void): void;
}

export interface Peer {
  /** Socket address, or `null` where the door cannot know it (fetch). */
  readonly address: string | null;
  readonly encrypted: boolean;
}

export interface PeerCertificate {
  readonly x509: X509Certificate;
  /** An authority that this server names issued it, and the handshake found it within its dates. */
  readonly verified: boolean;
}

export interface RawReply {
  readonly status: number;
  /** Field lines of the core's own making, each with its CRLF. */
  readonly lines: string;
  /** The other fields, names and values alternating; the same name may stand twice. */
  readonly headers: readonly string[];
  /** Octets of the content, also where it is not sent (HEAD); `null` where the door frames it, or none may be said. */
  readonly length: number | null;
  readonly body: string | Uint8Array | Readable | null;
  /** The body is text without a character beyond ASCII. */
  readonly isAscii: boolean;
  /** Close the connection once the answer is written; what the client still sends is read and discarded for a while. */
  readonly close: boolean;
}

/** Answers a request. Never throws and never rejects: whatever happens, `request.respond` is called once. */
export type HandleRequest = (request: RawRequest) => void;
