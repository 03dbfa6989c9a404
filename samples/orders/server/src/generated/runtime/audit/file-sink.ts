// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import type { StartupProblem } from '../core/startup-problem.js';
import { readSigningKey, type SigningKey } from './checkpoint.js';
import type { AuditSink } from './sink.js';
import { TrailFile } from './trail-file.js';

export interface FileSinkOptions {
  /** Bytes that may wait for the disk before lines are no longer taken. Default: 8 MiB. */
  readonly maxPending?: number;
  /**
   * Bytes after which the file is set aside as `<path>.<number of its last record>` and a new one begun; none is ever
   * removed. Default: 64 MiB.
   */
  readonly maxBytes?: number;
  /**
   * Signs checkpoints: an Ed25519 private key in PEM, or the path of a file that holds one
   * (`openssl genpkey -algorithm ed25519`). Without one the trail is chained, and unsigned.
   */
  readonly signingKey?: string | undefined;
  /** Records between two signed checkpoints, at most. Default: 1,000. */
  readonly checkpointRecords?: number;
  /** Seconds until records are under a signed checkpoint. Default: 60. */
  readonly checkpointSeconds?: number;
}

/**
 * Audit records as NDJSON in a file, chained by hash, appended and synced: `commit` resolves once the lines are on the
 * disk. Requests that wait at the same time share one sync (group commit); lines that nobody waits for are written within
 * 20 ms. The chain goes on over restarts and full files; `oasgard audit verify` checks it.
 *
 * Opens the file at once, mode 0600. What the last process left undone is recorded as soon as this one runs: intents
 * without outcome become outcomes `unknown`. A file that cannot be opened is a problem of the sink's, and keeps the server from starting.
 *
 * @param path The file, of this process alone; its folder must exist and be writable.
 */
export function fileSink(path: string, options: FileSinkOptions = {}): AuditSink {
  let signingKey: SigningKey | null;
  try {
    signingKey = options.signingKey ? readSigningKey(options.signingKey) : null;
  } catch (error) {
    const fix = 'Make a key with `openssl genpkey -algorithm ed25519`, or leave AUDIT_SIGNING_KEY unset.';
    return unusableSink(path, { name: 'audit', message: `${textOf(error)}.`, fix });
  }
  try {
    const { maxBytes = 64 * 1024 * 1024, checkpointRecords = 1000 } = options;
    return new FileSink(
      new TrailFile(path, { maxBytes, signingKey, checkpointRecords }),
      signingKey,
      options,
    );
  } catch (error) {
    const fix = `Name a file only this server writes (AUDIT_FILE); check a damaged one with \`npx oasgard audit verify\`.`;
    return unusableSink(path, { name: 'audit', message: `${textOf(error)}.`, fix });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Holds the reason why there is none. */
function unusableSink(path: string, problem: StartupProblem): AuditSink {
  return {
    name: `file ${path}`,
    durable: false,
    problems: [problem],
    append: () => false,
    commit: () => Promise.reject(new Error(problem.message)),
    close: () => Promise.resolve(),
  };
}

/** Lines that nobody waits for wait themselves, for the next sync: outcomes mostly, and a new intent is near. */
const UNHURRIED_MS = 20;
/** Unless they are many. */
const MANY = 256 * 1024;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class FileSink implements AuditSink {
  readonly name: string;
  readonly durable: boolean;
  readonly notices: readonly string[];
  readonly #trail: TrailFile;
  readonly #maxPending: number;
  readonly #checkpointMs: number;
  readonly #signed: boolean;
  #lines: string[] = [];
  /** Length of the lines that wait. */
  #pending = 0;
  #writing = false;
  #failure: Error | null = null;
  #waiters: Waiter[] = [];
  #committed: Promise<void> | null = null;
  #unhurried: NodeJS.Timeout | null = null;
  #hurried = false;
  #checkpointTimer: NodeJS.Timeout | null = null;
  #checkpointDue = false;
  #closing = false;
  /** Whether the trail has begun, or gone on, with this process. */
  #begun = false;

  constructor(trail: TrailFile, signingKey: SigningKey | null, options: FileSinkOptions) {
    this.name = `file ${trail.path}`;
    this.durable = trail.durable;
    this.notices = noticesOf(trail, signingKey);
    this.#trail = trail;
    this.#signed = signingKey !== null;
    this.#maxPending = options.maxPending ?? 8 * 1024 * 1024;
    this.#checkpointMs = (options.checkpointSeconds ?? 60) * 1000;
    setImmediate(() => this.#flush());
  }

  append(line: string): boolean {
    if (this.#closing || this.#failure !== null || this.#pending > this.#maxPending) return false;
    this.#lines.push(line);
    this.#pending += line.length;
    this.#schedule();
    return true;
  }

  commit(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#committed ??= new Promise<void>((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      setImmediate(() => this.#flush());
    });
    return this.#committed;
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    // The checkpoint that closes the trail is the last one.
    if (this.#checkpointTimer !== null) clearTimeout(this.#checkpointTimer);
    this.#checkpointDue = false;
    this.#closing = true;
    try {
      await this.commit();
    } catch (error) {
      this.#trail.release();
      throw error;
    } finally {
      this.#failure ??= new Error('The audit file is closed');
    }
    await this.#trail.close();
  }

  /** Sees to it that lines are written, also where no commit comes. */
  #schedule(): void {
    this.#unhurried ??= setTimeout(() => this.#flush(), UNHURRIED_MS);
    if (this.#hurried || this.#pending <= Math.min(MANY, this.#maxPending / 2)) return;
    this.#hurried = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#unhurried !== null) clearTimeout(this.#unhurried);
    this.#unhurried = null;
    this.#hurried = false;
    // Whoever writes looks at what came meanwhile.
    if (this.#writing) return;
    const isIdle = this.#lines.length === 0 && this.#waiters.length === 0 && !this.#checkpointDue;
    if (isIdle && this.#begun) return;
    this.#begun = true;
    const [lines, waiters, checkpoint] = [this.#lines, this.#waiters, this.#checkpointDue];
    this.#lines = [];
    this.#waiters = [];
    this.#pending = 0;
    this.#committed = null;
    this.#checkpointDue = false;
    this.#writing = true;
    this.#trail.append(lines, checkpoint).then(
      () => this.#settle(waiters, null),
      (error: unknown) => this.#settle(waiters, error instanceof Error ? error : new Error(String(error))),
    );
  }

  #settle(waiters: readonly Waiter[], error: Error | null): void {
    this.#writing = false;
    // A torn or unsynced line leaves the file in doubt: the sink stays failed, and unsafe requests answer 503.
    this.#failure ??= error;
    for (const { resolve, reject } of waiters) {
      if (this.#failure === null) resolve();
      else reject(this.#failure);
    }
    if (this.#failure === null) {
      if (this.#trail.unsigned > 0) this.#scheduleCheckpoint();
      // Those who waited go on first: what they lead to joins the next sync.
      if (this.#waiters.length > 0 || this.#checkpointDue) setImmediate(() => this.#flush());
      else if (this.#lines.length > 0) this.#schedule();
    } else this.#fail(this.#failure);
  }

  #scheduleCheckpoint(): void {
    if (!this.#signed || this.#closing) return;
    this.#checkpointTimer ??= setTimeout(() => {
      this.#checkpointTimer = null;
      this.#checkpointDue = true;
      this.#flush();
    }, this.#checkpointMs).unref();
  }

  #fail(failure: Error): void {
    for (const { reject } of this.#waiters) reject(failure);
    this.#waiters = [];
    this.#lines = [];
  }
}

function noticesOf({ path, recovery }: TrailFile, signingKey: SigningKey | null): string[] {
  const notices: string[] = [];
  if (recovery !== null) {
    notices.push(
      `The audit trail was not closed by its last process: ${recovery.orphans} requests have the outcome unknown` +
        (recovery.torn === 0 ? '' : `, ${recovery.torn} bytes of a torn line were set aside`),
    );
  }
  if (signingKey === null) {
    notices.push(`The audit chain is unsigned: who can write ${path} can rewrite it (set AUDIT_SIGNING_KEY)`);
  }
  return notices;
}
