// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { Writable } from 'node:stream';
import type { AuditSink } from './sink.js';

/** Lines are written together: a write costs more than many records. A crash loses what waits, at most. */
const FULL = 256 * 1024;
/** The same where less may wait. */
const LEAST_FULL = 64 * 1024;
/** Octets of UTF-8 that a UTF-16 unit takes at most. */
const WIDEST = 3;
const DELAY_MS = 20;
/** Buffers kept for the next lines: new ones cost more than what is written into them. */
const MAX_SPARE = 2;
const NEWLINE = 0x0a;

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
  // Lines wait as octets: strings that live until the next write would be moved by the collector meanwhile.
  const room = Math.min(FULL, Math.max(LEAST_FULL, Math.floor(maxPending / 2)));
  let buffer = Buffer.allocUnsafeSlow(room);
  const spare: (typeof buffer)[] = [];
  let used = 0;
  let timer: NodeJS.Timeout | null = null;
  let failure: Error | null = null;

  stream.on('error', (error: Error) => {
    failure = error;
  });

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (used === 0 || failure !== null) return;
    const full = buffer;
    // Standard output is done with a buffer once it calls back; what others do with theirs nobody knows.
    const isOurs = options.stream === undefined && stream.write === Writable.prototype.write;
    stream.write(full.subarray(0, used), () => {
      if (isOurs && spare.length < MAX_SPARE) spare.push(full);
    });
    buffer = spare.pop() ?? Buffer.allocUnsafeSlow(room);
    used = 0;
  };

  return {
    name: 'stdout',
    durable: false,
    append(line) {
      if (failure !== null || stream.writableLength + used > maxPending) return false;
      const most = line.length * WIDEST + 1;
      if (most > room - used) {
        flush();
        if (most > room) {
          stream.write(`${line}\n`);
          return true;
        }
      }
      used += buffer.write(line, used);
      buffer[used] = NEWLINE;
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
