// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** The framing of multipart bodies (RFC 2046 §5.1): one part after the other, as fast as they are read. */
import { Dicer } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import { silence } from './body.js';
import { ContentAbortedError, ContentTooLargeError } from './capped-stream.js';
import { MultipartError } from './multipart-decoder.js';

export interface RawPart {
  /** Field names in lower case; values as sent, one character per byte. */
  readonly header: Readonly<Record<string, readonly string[]>>;
  readonly stream: Readable;
}

/** Parts of one body, files included. */
const MAX_PARTS = 256;
/** Header fields of one part, and their characters: far more than form-data has use for. */
const MAX_HEADER_FIELDS = 16;
const MAX_HEADER_LENGTH = 8_192;
/** Bytes handed to the parser at a time, so that a body of empty parts is noticed early. */
const SLICE = 4_096;
/** The parser's look-behind buffer is never this long: a boundary has at most 70 characters. */
const LOOK_BEHIND = 128;

const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** Whether a `boundary` parameter is one (RFC 2046 §5.1.1). */
export function isBoundary(text: string): boolean {
  return BOUNDARY.test(text);
}

export class PartReader {
  /** Bytes read of the source. */
  received = 0;
  readonly #source: Readable;
  readonly #max: number;
  readonly #dicer: Dicer;
  readonly #queue: RawPart[] = [];
  readonly #open = new Set<Readable>();
  #begun = 0;
  #headed = 0;
  #sourceEnded = false;
  #finished = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(source: Readable, boundary: string, max: number) {
    this.#source = source;
    this.#max = max;
    this.#dicer = new Dicer({ boundary, maxHeaderPairs: MAX_HEADER_FIELDS });
    this.#dicer
      .on('part', (part: Readable) => this.#begin(part))
      .on('finish', () => this.#finish())
      .on('drain', () => this.#source.resume())
      .on('error', () => this.fail(new MultipartError('the body ends early', [])));
    if (source.readableEnded || source.destroyed) this.fail(new ContentAbortedError());
    else {
      source
        .on('data', this.#onData)
        .on('end', this.#onEnd)
        .on('error', this.#onGone)
        .on('close', this.#onGone);
      source.resume();
    }
  }

  /**
   * The next part, once its header is there; `null` after the last. The part before it must have been read to its end
   * or be flowing. Throws what ended the body.
   */
  async next(): Promise<RawPart | null> {
    for (;;) {
      if (this.#error !== null) throw this.#error;
      const part = this.#queue.shift();
      if (part !== undefined) return part;
      if (this.#finished && this.#sourceEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** All bytes of a part, at most `max`. Throws what ended the body. */
  readPart(part: RawPart, max: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      // Dicer has an error of its own for a part that ends early; ours says why.
      const onGone = (): void => reject(this.#error ?? new ContentAbortedError());
      part.stream
        .on('data', (chunk: Uint8Array) => {
          length += chunk.byteLength;
          if (length > max) reject(new ContentTooLargeError());
          else chunks.push(chunk);
        })
        .on('end', () => resolve(Buffer.concat(chunks, length)))
        .on('error', onGone)
        .on('close', onGone);
      if (part.stream.destroyed) onGone();
    });
  }

  /** Ends everything with `error`, the first time: parts that are open, and whoever waits for the next. */
  fail(error: Error): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.#detach();
    this.#dicer.destroy();
    for (const part of this.#open) part.destroy(error);
    this.#open.clear();
    this.#queue.length = 0;
    this.#notify();
  }

  #detach(): void {
    this.#source
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('error', this.#onGone)
      .off('close', this.#onGone);
    this.#source.pause();
    silence(this.#source);
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.received += chunk.byteLength;
    if (this.received > this.#max) return this.fail(new ContentTooLargeError());
    // What follows the closing delimiter is an epilogue: it counts, and nobody reads it.
    if (this.#finished) return;
    for (let at = 0; at < chunk.byteLength && this.#dicer.writable; at += SLICE) {
      this.#dicer.write(chunk.subarray(at, at + SLICE));
    }
    if (this.#dicer.writableNeedDrain && !this.#finished) this.#source.pause();
  };

  readonly #onEnd = (): void => {
    this.#sourceEnded = true;
    if (!this.#finished && this.#dicer.writable) this.#dicer.end();
    this.#notify();
  };

  readonly #onGone = (): void => {
    if (!this.#sourceEnded) this.fail(new ContentAbortedError());
  };

  #begin(part: Readable): void {
    silence(part);
    copySmallChunks(part);
    if (++this.#begun > MAX_PARTS) return this.fail(new MultipartError('too many parts', []));
    this.#open.add(part);
    part.on('close', () => this.#open.delete(part));
    part.on('header', (header: RawPart['header']) => {
      if (isTooLong(header)) return this.fail(new MultipartError('a part header is too long', []));
      this.#headed += 1;
      this.#queue.push({ header, stream: part });
      this.#notify();
    });
  }

  #finish(): void {
    if (this.#error !== null) return;
    if (this.#headed < this.#begun) return this.fail(new MultipartError('a part has no header', []));
    this.#finished = true;
    // Dicer never completes the write that held the closing delimiter where its part was full: no `drain` will come.
    this.#source.resume();
    this.#notify();
  }
}

/** The parser stops silently at its limits: what comes near them may have been cut. */
function isTooLong(header: RawPart['header']): boolean {
  let fields = 0;
  let length = 0;
  for (const [name, values] of Object.entries(header)) {
    for (const value of values) {
      fields += 1;
      length += name.length + value.length;
    }
  }
  return fields >= MAX_HEADER_FIELDS || length >= MAX_HEADER_LENGTH;
}

/**
 * Dicer hands on views of its look-behind buffer and then writes over it: a chunk that waits to be read would change.
 * (@fastify/busboy 3.2.6; larger chunks are views of what we wrote, which nobody changes.)
 */
function copySmallChunks(part: Readable): void {
  const push = part.push.bind(part);
  part.push = (chunk: Uint8Array | null) =>
    push(chunk !== null && chunk.byteLength < LOOK_BEHIND ? Buffer.from(chunk) : chunk);
}
