// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { Readable } from 'node:stream';
import { silence } from './body.js';

/** What ends a stream that grew past its cap. The core answers 413 where nothing was sent yet. */
export class ContentTooLargeError extends Error {
  override readonly name = 'ContentTooLargeError';
  constructor() {
    super('The content is larger than the API document allows.');
  }
}

/** What ends a stream whose sender went away. */
export class ContentAbortedError extends Error {
  override readonly name = 'ContentAbortedError';
  constructor(options?: ErrorOptions) {
    super('The client went away before the content was complete.', options);
  }
}

/**
 * `source` as a stream that hands out at most `max` bytes: more destroys it with {@link ContentTooLargeError}, and the
 * bytes past the cap are never seen. Reads no faster than it is read. Destroying it leaves `source` paused, not
 * destroyed: the connection still has an answer to carry.
 */
export function capStream(source: Readable, max: number): Readable {
  const stream = new CappedStream(source, max);
  // Whoever reads the stream sees its error; whoever ignores it must not end the process.
  silence(stream);
  return stream;
}

class CappedStream extends Readable {
  readonly #source: Readable;
  #left: number;
  #listening = false;

  constructor(source: Readable, max: number) {
    super();
    this.#source = source;
    this.#left = max;
  }

  override _read(): void {
    if (!this.#listening) this.#listen();
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (this.#listening) {
      this.#source
        .off('data', this.#onData)
        .off('end', this.#onEnd)
        .off('error', this.#onGone)
        .off('close', this.#onGone);
    }
    this.#source.pause();
    silence(this.#source);
    callback(error);
  }

  #listen(): void {
    this.#listening = true;
    if (this.#source.readableEnded) return this.#onEnd();
    if (this.#source.destroyed) return this.#onGone();
    this.#source
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('error', this.#onGone)
      .on('close', this.#onGone);
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#left -= chunk.byteLength;
    if (this.#left < 0) this.destroy(new ContentTooLargeError());
    else if (!this.push(chunk)) this.#source.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onGone = (error?: Error): void => {
    if (!this.#source.readableEnded) this.destroy(asEnding(error));
  };
}

/** The first of nested caps says why; anything else is a connection that broke. */
function asEnding(error: Error | undefined): Error {
  if (error instanceof ContentTooLargeError || error instanceof ContentAbortedError) return error;
  return new ContentAbortedError(error === undefined ? undefined : { cause: error });
}
