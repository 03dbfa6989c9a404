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
    // A stream that is gone emits nothing more: waiting for it would be waiting for the clock.
    if (stream.destroyed) return resolve(ABORTED);

    let first: Uint8Array | null = null;
    let chunks: Uint8Array[] | null = null;
    let length = 0;
    let settled = false;

    const onData = (chunk: Uint8Array): void => {
      length += chunk.byteLength;
      if (length > limits.max) return fail(TOO_LARGE);
      if (first === null) first = chunk;
      else if (chunks === null) chunks = [first, chunk];
      else chunks.push(chunk);
    };
    // The listeners of a stream that has ended stay: they hold nothing that the request does not hold.
    const onEnd = (): void => {
      settled = true;
      clock.stop();
      resolve(chunks === null ? (first ?? EMPTY) : Buffer.concat(chunks, length));
    };
    const onGone = (): void => {
      if (!settled) fail(ABORTED);
    };
    const fail = (failure: BodyFailure): void => {
      settled = true;
      clock.stop();
      stream.off('data', onData).off('end', onEnd).off('close', onGone).pause();
      resolve(failure);
    };
    const clock = new BodyClock(
      limits,
      () => length,
      () => fail(TIMEOUT),
    );
    // Whoever listens to `error` keeps it from ending the process, now and after the answer.
    stream.on('end', onEnd).on('error', onGone).on('close', onGone).on('data', onData);
    // A listener alone does not start a stream that a door paused.
    if (stream.isPaused()) stream.resume();
  });
}

/** Whether {@link readBody} answered with a failure. */
export function isBodyFailure(value: Uint8Array | BodyFailure): value is BodyFailure {
  return 'kind' in value;
}

/**
 * Calls back once when a body takes too long in all, or trickles. All clocks share one timer: most bodies are there
 * before one of their own would have been worth setting.
 */
export class BodyClock {
  readonly #limits: BodyLimits;
  readonly #received: () => number;
  readonly #late: () => void;
  readonly #start = performance.now();
  /** When to look, on the clock of `performance.now`. */
  #due: number;

  constructor(limits: BodyLimits, received: () => number, late: () => void) {
    this.#limits = limits;
    this.#received = received;
    this.#late = late;
    this.#due = this.#start + Math.min(GRACE_MS, limits.timeoutMs);
    running.add(this);
    look(this.#due, this.#start);
  }

  stop(): void {
    running.delete(this);
  }

  /** Looks where it is time to. Answers when to look again. */
  check(now: number): number {
    // Timers round to whole milliseconds: half a millisecond early is due.
    if (now + 1 < this.#due) return this.#due;
    const elapsed = now - this.#start;
    const { timeoutMs, minBytesPerSecond } = this.#limits;
    const overdue = elapsed + 1 >= timeoutMs;
    const trickling = elapsed + 1 >= GRACE_MS && this.#received() * 1_000 < minBytesPerSecond * elapsed;
    if (overdue || trickling) {
      this.stop();
      this.#late();
      return Infinity;
    }
    this.#due = now + Math.min(CHECK_MS, timeoutMs - elapsed);
    return this.#due;
  }
}

const running = new Set<BodyClock>();
let timer: NodeJS.Timeout | undefined;
/** When the timer rings. */
let dueAt = Infinity;

/** Sees to it that somebody looks at the clocks by then. */
function look(due: number, now: number): void {
  // One that should have rung long ago will not: whatever stopped it must not stop the others.
  if (due >= dueAt && now < dueAt + CHECK_MS) return;
  clearTimeout(timer);
  dueAt = due;
  // Connections keep the process alive, not the time they are given.
  timer = setTimeout(lookAtAll, due - now).unref();
}

function lookAtAll(): void {
  dueAt = Infinity;
  const now = performance.now();
  let next = Infinity;
  for (const clock of running) next = Math.min(next, clock.check(now));
  if (next < Infinity) look(next, now);
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
