import { isIP } from 'node:net';
import { SafeFetchError } from '../runtime/url/fetch-error.js';
import { safeFetch } from '../runtime/url/safe-fetch.js';
import type { FileAccess, FileStatus } from './file-access.js';
import { isRemote } from './is-remote.js';
import type { LoadLimits } from './load-limits.js';
import type { TimeLimit } from './time-limit.js';

/** Milliseconds for one file. */
const TIMEOUT_MS = 10_000;

/** Files that are fetched at one time. */
const AT_ONCE = 4;

const LOOPBACK = ['127.0.0.0/8', '::1'];

/**
 * Files of the disk, and those that URLs of allowed origins name. Reading is synchronous: a URL that was not fetched yet
 * fails and is remembered, `fetchWanted` fetches all of these, and whoever asked asks again.
 *
 * Nothing is fetched but what `safeFetch` fetches: no redirects, bounded bytes and time, and no private address, unless
 * the origin names one itself.
 */
export class RemoteFiles implements FileAccess {
  readonly #local: FileAccess;
  readonly #limits: Pick<LoadLimits, 'bytes' | 'files'>;
  readonly #time: TimeLimit;
  readonly #fetched = new Map<string, Buffer | RemoteError>();
  readonly #wanted = new Set<string>();

  constructor(local: FileAccess, limits: Pick<LoadLimits, 'bytes' | 'files'>, time: TimeLimit) {
    this.#local = local;
    this.#limits = limits;
    this.#time = time;
  }

  realPath(path: string): string {
    return isRemote(path) ? path : this.#local.realPath(path);
  }

  stat(path: string): FileStatus {
    return isRemote(path) ? { kind: 'file', size: this.#bytes(path).length } : this.#local.stat(path);
  }

  read(path: string): Buffer {
    return isRemote(path) ? this.#bytes(path) : this.#local.read(path);
  }

  /** Fetches what was asked for and is not there yet. Answers whether there was anything. */
  async fetchWanted(): Promise<boolean> {
    const pending = [...this.#wanted].slice(0, this.#limits.files - this.#fetched.size);
    this.#wanted.clear();
    if (pending.length === 0 || this.#time.isOver) return false;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let url = pending.shift(); url !== undefined; url = pending.shift()) {
        this.#fetched.set(url, await fetchFile(url, this.#limits.bytes));
      }
    });
    await Promise.all(workers);
    return true;
  }

  #bytes(url: string): Buffer {
    const fetched = this.#fetched.get(url);
    if (fetched instanceof RemoteError) throw fetched;
    if (fetched !== undefined) return fetched;
    this.#wanted.add(url);
    throw new RemoteError('not-fetched');
  }
}

/** Why a URL gave no file: `code` is that of `SafeFetchError`, or `status-404` and its like. */
class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

async function fetchFile(url: string, maxBytes: number): Promise<Buffer | RemoteError> {
  try {
    const response = await safeFetch(url, {
      schemes: ['https', 'http'],
      timeoutMs: TIMEOUT_MS,
      maxBytes,
      allowedAddresses: namedAddresses(new URL(url).hostname),
      headers: { Accept: 'application/yaml, application/json;q=0.9, */*;q=0.5' },
    });
    if (response.status !== 200) return new RemoteError(`status-${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof SafeFetchError) return new RemoteError(error.code);
    throw error;
  }
}

/** Addresses that an allowed origin names, so that whoever allowed it meant them, private or not. */
function namedAddresses(hostname: string): readonly string[] {
  const address = hostname.replace(/^\[|\]$/gu, '');
  if (isIP(address) !== 0) return [address];
  return address === 'localhost' || address.endsWith('.localhost') ? LOOPBACK : [];
}
