/**
 * What a door hands the core and what it gets back. Doors carry no policy: they translate.
 */
import type { Readable } from 'node:stream';

export interface RawRequest {
  readonly method: string;
  /** Request target exactly as received. */
  readonly target: string;
  /** Names and values alternating, as received, duplicates kept (`IncomingMessage.rawHeaders`). */
  readonly rawHeaders: readonly string[];
  readonly peer: Peer;
  /** `null` where the framing says there is no body. */
  readonly body: Readable | null;
  /** Tells the client to go on (`100 Continue`); called at most once, before the body is read. */
  readonly continue?: () => void;
}

export interface Peer {
  /** Socket address, or `null` where the door cannot know it (fetch). */
  readonly address: string | null;
  readonly encrypted: boolean;
}

export interface RawReply {
  readonly status: number;
  /** Names and values alternating; the same name may stand twice. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | Readable | null;
  /** Close the connection once the answer is written. */
  readonly close: boolean;
}

/** Answers a request. The core calls it exactly once per request. */
export type Respond = (reply: RawReply) => void;
