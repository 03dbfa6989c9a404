// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Reading request bodies under a running cap and a clock (semantics §1, stage 13, and §8). */
import type { Readable } from 'node:stream';

export interface BodyLimits {
  /** Bytes. */
  readonly max: number;
  /** The whole body must have arrived by then. */
  readonly timeoutMs: number;
  /** Average since the start, held against the sender once {@link GRACE_MS} have passed. */
  readonly minBytesPerSecond: number;
}

/** Why a body could not be read. The stream is left paused and may be drained with {@link discardBody}. */
export interface BodyFailure {
  readonly kind: 'too-large' | 'timeout' | 'aborted';
}

const TOO_LARGE: BodyFailure = { kind: 'too-large' };
const TIMEOUT: BodyFailure = { kind: 'timeout' };
const ABORTED: BodyFailure = { kind: 'aborted' };
const EMPTY = new Uint8Array(0);

/** How long a body may take at any rate. */
export const GRACE_MS = 5_000;
const CHECK_MS = 1_000;

/**
 * The whole body. One that arrived in a single chunk is returned as it is, not copied: the caller must not keep it
 * beyond the request. Never rejects.
 */
export function readBody(stream: Readable, limits: BodyLimits): Promise<Uint8Array | BodyFailure> {
  return new Promise((resolve) => {
    if (stream.readableEnded) return resolve(EMPTY);
    // A stream that is gone emits nothing more: waiting for it would be waiting for the timer.
    if (stream.destroyed) return resolve(ABORTED);

    let first: Uint8Array | null = null;
    let chunks: Uint8Array[] | null = null;
    let length = 0;

    const onData = (chunk: Uint8Array): void => {
      length += chunk.byteLength;
      if (length > limits.max) return fail(TOO_LARGE);
      if (first === null) first = chunk;
      else if (chunks === null) chunks = [first, chunk];
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      resolve(chunks === null ? (first ?? EMPTY) : Buffer.concat(chunks, length));
    };
    const onGone = (): void => fail(ABORTED);
    const clock = new BodyClock(
      limits,
      () => length,
      () => fail(TIMEOUT),
    );

    function stop(): void {
      clock.stop();
      stream.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
    }
    function fail(failure: BodyFailure): void {
      stop();
      stream.pause();
      silence(stream);
      resolve(failure);
    }
    stream.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    // A listener alone does not start a stream that a door paused.
    stream.resume();
  });
}

/** Whether {@link readBody} answered with a failure. */
export function isBodyFailure(value: Uint8Array | BodyFailure): value is BodyFailure {
  return 'kind' in value;
}

/** Calls back once when a body takes too long in all, or trickles. */
export class BodyClock {
  readonly #limits: BodyLimits;
  readonly #received: () => number;
  readonly #late: () => void;
  readonly #start = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: BodyLimits, received: () => number, late: () => void) {
    this.#limits = limits;
    this.#received = received;
    this.#late = late;
    this.#timer = setTimeout(this.#check, Math.min(GRACE_MS, limits.timeoutMs));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #check = (): void => {
    const elapsed = performance.now() - this.#start;
    const { timeoutMs, minBytesPerSecond } = this.#limits;
    // Timers round to whole milliseconds: half a millisecond early is due.
    const overdue = elapsed + 1 >= timeoutMs;
    const trickling = elapsed + 1 >= GRACE_MS && this.#received() * 1_000 < minBytesPerSecond * elapsed;
    if (overdue || trickling) {
      this.stop();
      this.#late();
    } else {
      this.#timer = setTimeout(this.#check, Math.min(CHECK_MS, timeoutMs - elapsed));
    }
  };
}

/**
 * Reads and throws away what is left of a body, so that the answer to it arrives before the connection closes: at
 * most `max` bytes for at most `timeoutMs` (semantics §12). Resolves in every case; the stream is left paused.
 */
export function discardBody(stream: Readable, max: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (stream.readableEnded || stream.destroyed) return resolve();
    let length = 0;
    const timer = setTimeout(stop, timeoutMs);

    function onData(chunk: Uint8Array): void {
      length += chunk.byteLength;
      if (length > max) stop();
    }
    function stop(): void {
      clearTimeout(timer);
      stream.off('data', onData).off('end', stop).off('error', stop).off('close', stop);
      stream.pause();
      silence(stream);
      resolve();
    }
    stream.on('data', onData).on('end', stop).on('error', stop).on('close', stop);
    stream.resume();
  });
}

const ignoreError = (): void => undefined;

/** A stream nobody reads any more must not end the process when its connection breaks. */
export function silence(stream: Readable): void {
  if (!stream.listeners('error').includes(ignoreError)) stream.on('error', ignoreError);
}
