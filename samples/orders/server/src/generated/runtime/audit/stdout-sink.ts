// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { Writable } from 'node:stream';
import type { AuditSink } from './sink.js';

/** Lines are written together: a write costs more than many records. A crash loses what waits, at most. */
const FULL = 64 * 1024;
const DELAY_MS = 20;
/** Octets that a UTF-16 unit may take in UTF-8. */
const WIDEST = 3;

/**
 * Audit records as NDJSON on standard output, for whoever collects it. Best effort: a line accepted by a pipe is not a
 * line on a disk, which start-up says.
 *
 * @param options.stream Where to write. Default: `process.stdout`.
 * @param options.maxPending Bytes that may wait for a slow reader before lines are no longer taken. Default: 8 MiB.
 */
export function stdoutSink(
  options: { readonly stream?: Writable; readonly maxPending?: number } = {},
): AuditSink {
  const stream = options.stream ?? process.stdout;
  const maxPending = options.maxPending ?? 8 * 1024 * 1024;
  /** Filled while the stream still holds the one before it. */
  let chunk = Buffer.allocUnsafeSlow(FULL);
  let used = 0;
  const spare: Buffer<ArrayBuffer>[] = [];
  let timer: NodeJS.Timeout | null = null;
  let failure: Error | null = null;

  stream.on('error', (error: Error) => {
    failure = error;
  });

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (used === 0) return;
    const written = chunk;
    const bytes = written.subarray(0, used);
    chunk = spare.pop() ?? Buffer.allocUnsafeSlow(FULL);
    used = 0;
    if (failure !== null) return;
    stream.write(bytes, () => {
      if (spare.length === 0) spare.push(written);
    });
  };

  return {
    name: 'stdout',
    durable: false,
    append(line) {
      if (failure !== null || stream.writableLength + used > maxPending) return false;
      const most = line.length * WIDEST + 1;
      if (most > FULL - used) flush();
      if (most > FULL) {
        stream.write(`${line}\n`);
        return true;
      }
      used += chunk.write(line, used);
      chunk[used] = 0x0a;
      used += 1;
      timer ??= setTimeout(flush, DELAY_MS);
      return true;
    },
    commit: () => (failure === null ? undefined : Promise.reject(failure)),
    close: () => {
      flush();
      return new Promise((resolve, reject) => {
        if (failure !== null) reject(failure);
        // An empty write calls back once everything before it has been handed to the operating system.
        else stream.write('', (error) => (error ? reject(error) : resolve()));
      });
    },
  };
}
