import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { discardBody, GRACE_MS, readBody, type BodyLimits } from '../../../../src/runtime/decode/body.js';
import {
  capStream,
  ContentAbortedError,
  ContentTooLargeError,
} from '../../../../src/runtime/decode/capped-stream.js';
import { decodeText } from '../../../../src/runtime/decode/text.js';

const LIMITS: BodyLimits = { max: 1_000, timeoutMs: 30_000, minBytesPerSecond: 1_024 };

/** Listeners of ours on a stream that is done with; the one that swallows late errors stays on purpose. */
function leaks(stream: Readable): string[] {
  return ['data', 'end', 'close'].filter((event) => stream.listenerCount(event) > baseline(event));
}

function baseline(event: string): number {
  return new PassThrough().listenerCount(event);
}

describe('readBody', () => {
  it('returns a single chunk without copying it', async () => {
    const chunk = Buffer.from('hello');
    const stream = Readable.from([chunk]);
    expect(await readBody(stream, LIMITS)).toBe(chunk);
  });

  it('answers once, whatever a stream that was read whole does later', async () => {
    const stream = new PassThrough();
    const result = readBody(stream, LIMITS);
    stream.end('whole');
    expect(Buffer.from((await result) as Uint8Array).toString()).toBe('whole');
    stream.emit('error', new Error('late'));
    stream.destroy();
    await new Promise(setImmediate);
    expect(stream.isPaused()).toBe(false);
  });

  it('joins chunks', async () => {
    const body = await readBody(
      Readable.from([Buffer.from('ab'), Buffer.from('cd'), Buffer.from('e')]),
      LIMITS,
    );
    expect(Buffer.from(body as Uint8Array).toString()).toBe('abcde');
  });

  it('returns nothing for an empty stream and for one that has ended', async () => {
    const empty = Readable.from([]);
    expect(await readBody(empty, LIMITS)).toHaveLength(0);
    expect(await readBody(empty, LIMITS)).toHaveLength(0);
  });

  it('starts a stream that was paused', async () => {
    const stream = new PassThrough();
    stream.pause();
    stream.end('x');
    expect(await readBody(stream, LIMITS)).toHaveLength(1);
  });

  it('takes exactly the cap and not a byte more', async () => {
    expect(await readBody(Readable.from([Buffer.alloc(600), Buffer.alloc(400)]), LIMITS)).toHaveLength(1_000);
    const stream = Readable.from([Buffer.alloc(600), Buffer.alloc(401), Buffer.alloc(9)]);
    expect(await readBody(stream, LIMITS)).toEqual({ kind: 'too-large' });
    expect(stream.isPaused()).toBe(true);
    expect(leaks(stream)).toEqual([]);
  });

  it('answers at once when the sender goes away, and survives late errors', async () => {
    for (const error of [undefined, new Error('ECONNRESET')]) {
      const stream = new PassThrough();
      const result = readBody(stream, LIMITS);
      stream.write('abc');
      stream.destroy(error);
      expect(await result).toEqual({ kind: 'aborted' });
      stream.emit('error', new Error('late'));
      expect(leaks(stream)).toEqual([]);
    }
  });

  it('does not wait for a stream that is gone already', async () => {
    const stream = new PassThrough();
    stream.destroy();
    expect(await readBody(stream, LIMITS)).toEqual({ kind: 'aborted' });
  });
});

describe('the clock', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    // All clocks share a timer, which must not be one of another test's time.
    vi.resetModules();
    readTimed = (await import('../../../../src/runtime/decode/body.js')).readBody;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets a body take its time within the grace', async () => {
    expect(await trickle(1, GRACE_MS / 1_000 - 1, LIMITS)).toBe(4);
  });

  it('ends a trickle after the grace', async () => {
    expect(await trickle(10, 8, { ...LIMITS, max: 1e6 })).toEqual({ kind: 'timeout' });
    expect(await trickle(1_000, 12, { ...LIMITS, max: 1e6 })).toEqual({ kind: 'timeout' });
  });

  it('lets a steady body through', async () => {
    expect(await trickle(1_200, 12, { ...LIMITS, max: 1e6 })).toBe(14_400);
  });

  it('ends any body at the total, however fast it is', async () => {
    expect(await trickle(2_000, 31, { ...LIMITS, max: 1e6 })).toEqual({ kind: 'timeout' });
    expect(await trickle(2_000, 4, { ...LIMITS, max: 1e6, timeoutMs: 2_500 })).toEqual({ kind: 'timeout' });
  });

  it('looks after many bodies at once, each in its own time', async () => {
    const late = new PassThrough();
    const first = readTimed(late, { ...LIMITS, max: 1e6, timeoutMs: 2_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    const silent = new PassThrough();
    const second = readTimed(silent, { ...LIMITS, max: 1e6 });
    const urgent = new PassThrough();
    const third = readTimed(urgent, { ...LIMITS, max: 1e6, timeoutMs: 500 });
    const ended: string[] = [];
    void first.then(() => ended.push('first'));
    void second.then(() => ended.push('second'));
    void third.then(() => ended.push('third'));
    await vi.advanceTimersByTimeAsync(600);
    expect(ended).toEqual(['third']);
    await vi.advanceTimersByTimeAsync(500);
    expect(ended).toEqual(['third', 'first']);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(ended).toEqual(['third', 'first', 'second']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('notices a sender that falls silent', async () => {
    const stream = new PassThrough();
    const result = readTimed(stream, { ...LIMITS, max: 1e6 });
    stream.write(Buffer.alloc(7_000));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await result).toEqual({ kind: 'timeout' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('discardBody', () => {
  it('drains to the end', async () => {
    const stream = Readable.from([Buffer.alloc(100), Buffer.alloc(100)]);
    await discardBody(stream, 1_000, 1_000);
    expect(stream.readableEnded).toBe(true);
    expect(leaks(stream)).toEqual([]);
  });

  it('stops at its cap, its time and a broken connection', async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += 1_000;
        this.push(Buffer.alloc(1_000));
      },
    });
    await discardBody(endless, 10_000, 1_000);
    expect(sent).toBeLessThan(50_000);
    expect(endless.isPaused()).toBe(true);

    const silent = new PassThrough();
    const start = performance.now();
    await discardBody(silent, 10_000, 30);
    expect(performance.now() - start).toBeLessThan(1_000);

    const broken = new PassThrough();
    const discarded = discardBody(broken, 10_000, 1_000);
    broken.destroy(new Error('ECONNRESET'));
    await discarded;
    await discardBody(broken, 10_000, 1_000);
  });
});

describe('capStream', () => {
  it('passes up to its cap through', async () => {
    expect(await read(capStream(Readable.from([Buffer.alloc(5), Buffer.alloc(5)]), 10))).toBe(10);
    expect(await read(capStream(Readable.from([]), 0))).toBe(0);
  });

  it('ends with an error past its cap and never shows what is beyond', async () => {
    const source = Readable.from([Buffer.alloc(5), Buffer.alloc(6), Buffer.alloc(7)]);
    const stream = capStream(source, 10);
    let seen = 0;
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.length;
    });
    await expect(new Promise((_resolve, reject) => stream.on('error', reject))).rejects.toBeInstanceOf(
      ContentTooLargeError,
    );
    expect(seen).toBe(5);
    expect(source.isPaused()).toBe(true);
    expect(source.destroyed).toBe(false);
  });

  it('ends with an error when the sender goes away', async () => {
    const source = new PassThrough();
    const stream = capStream(source, 10);
    const result = read(stream);
    source.write('abc');
    await new Promise(setImmediate);
    source.destroy();
    await expect(result).rejects.toBeInstanceOf(ContentAbortedError);

    const broken = new PassThrough();
    const other = read(capStream(broken, 10));
    await new Promise(setImmediate);
    broken.destroy(new Error('ECONNRESET'));
    await expect(other).rejects.toBeInstanceOf(ContentAbortedError);

    const gone = new PassThrough();
    gone.destroy();
    await expect(read(capStream(gone, 10))).rejects.toBeInstanceOf(ContentAbortedError);
  });

  it('does not end the process when nobody listens', async () => {
    const source = new PassThrough();
    const stream = capStream(source, 1);
    stream.resume();
    source.write('abc');
    await new Promise(setImmediate);
    expect(stream.errored).toBeInstanceOf(ContentTooLargeError);
  });

  it('reads no faster than it is read', async () => {
    let sent = 0;
    const source = new Readable({
      read() {
        sent += 10_000;
        this.push(Buffer.alloc(10_000));
      },
    });
    const stream = capStream(source, 1e9);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toBeLessThan(500_000);
    await iterator.return?.();
    expect(stream.destroyed).toBe(true);
    expect(source.destroyed).toBe(false);
    expect(source.listenerCount('data')).toBe(0);
  });
});

describe('decodeText', () => {
  it('takes UTF-8', () => {
    expect(decodeText(Buffer.from('plain'))).toBe('plain');
    expect(decodeText(Buffer.from('né ☃ 😀'))).toBe('né ☃ 😀');
    expect(decodeText(new Uint8Array(0))).toBe('');
  });

  it('refuses anything else', () => {
    expect(decodeText(Buffer.from('\ufefftext'))).toBeNull();
    expect(decodeText(Buffer.from([0xe9]))).toBeNull();
    expect(decodeText(Buffer.from([0xed, 0xa0, 0x80]))).toBeNull();
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x61, 0x00]))).toBeNull();
  });
});

let readTimed = readBody;

async function trickle(bytesPerSecond: number, seconds: number, limits: BodyLimits): Promise<unknown> {
  const stream = new PassThrough();
  const result = readTimed(stream, limits);
  for (let i = 0; i < seconds; i++) {
    stream.write(Buffer.alloc(bytesPerSecond));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  stream.end();
  const body = await result;
  await vi.advanceTimersByTimeAsync(GRACE_MS);
  expect(vi.getTimerCount()).toBe(0);
  return body instanceof Uint8Array ? body.length : body;
}

async function read(stream: Readable): Promise<number> {
  let length = 0;
  for await (const chunk of stream) length += (chunk as Buffer).length;
  return length;
}
