// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { close as closeFile, fdatasync, openSync, write } from 'node:fs';
import type { AuditSink } from './sink.js';

/**
 * Audit records as NDJSON in a file, appended and synced: `commit` resolves once the lines are on the disk. Requests
 * that wait at the same time share one sync (group commit).
 *
 * Opens the file at once, mode 0600, and throws what the operating system says when it cannot: a server without its
 * audit log must not start.
 *
 * @param path The file; its folder must exist.
 * @param options.maxPending Bytes that may wait for the disk before lines are no longer taken. Default: 8 MiB.
 */
export function fileSink(path: string, options: { readonly maxPending?: number } = {}): AuditSink {
  const maxPending = options.maxPending ?? 8 * 1024 * 1024;
  const descriptor = openSync(path, 'a', 0o600);
  let buffer = '';
  let writing = false;
  let failure: Error | null = null;
  let waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let pending: Promise<void> | null = null;

  const settle = (error: Error | null, waiters: typeof waiting): void => {
    for (const waiter of waiters) {
      if (error === null) waiter.resolve();
      else waiter.reject(error);
    }
  };

  const writeAll = (bytes: Buffer, done: (error: Error | null) => void): void => {
    write(descriptor, bytes, 0, bytes.length, null, (error, written) => {
      if (error !== null) done(error);
      else if (written < bytes.length) writeAll(bytes.subarray(written), done);
      else fdatasync(descriptor, (syncError) => done(syncError));
    });
  };

  const flush = (): void => {
    if (writing) return;
    if (buffer === '' && waiting.length === 0) return;
    const bytes = Buffer.from(buffer, 'utf8');
    const waiters = waiting;
    buffer = '';
    waiting = [];
    pending = null;
    writing = true;
    writeAll(bytes, (error) => {
      writing = false;
      // A torn or unsynced line leaves the file in doubt: the sink stays failed, and unsafe requests answer 503.
      failure ??= error;
      settle(failure, waiters);
      flush();
    });
  };

  return {
    name: `file ${path}`,
    durable: true,
    append(line) {
      if (failure !== null || buffer.length > maxPending) return false;
      const first = buffer === '' && !writing;
      buffer += line;
      buffer += '\n';
      if (first) setImmediate(flush);
      return true;
    },
    commit() {
      if (failure !== null) return Promise.reject(failure);
      pending ??= new Promise<void>((resolve, reject) => {
        waiting.push({ resolve, reject });
        setImmediate(flush);
      });
      return pending;
    },
    async close() {
      await this.commit();
      await new Promise<void>((resolve, reject) => {
        closeFile(descriptor, (error) => (error === null || error === undefined ? resolve() : reject(error)));
      });
      failure = new Error('The audit file is closed');
    },
  };
}
