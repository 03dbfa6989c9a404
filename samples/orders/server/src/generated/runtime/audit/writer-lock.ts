// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/**
 * One writer per audit file: a second one would fork the hash chain. The lock is a file beside it that names the
 * process; the lock of a process that is gone does not count.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Locks of this process; given back also where it exits without closing anything. */
const held = new Set<string>();

let watchesExit = false;

function releaseAll(): void {
  for (const file of held) rmSync(file, { force: true });
}

/**
 * @returns What gives the lock back.
 * @throws Error That names the process which holds it, or what the operating system says.
 */
export function lockWriter(path: string): () => void {
  const file = `${path}.lock`;
  if (held.has(file)) throw new Error(`${path} is already written by this process`);
  const content = `${process.pid} ${startOf(process.pid)} ${hostname()}\n`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!isExisting(error) || attempt > 0) throw error;
      const holder = readHolder(file);
      if (holder !== null) throw new Error(`${path} is written by process ${holder}`, { cause: error });
      rmSync(file, { force: true });
    }
  }
  held.add(file);
  if (!watchesExit) process.once('exit', releaseAll);
  watchesExit = true;
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** The process that holds a lock; `null` where it is gone, or ran on another host (whose file this then was not). */
function readHolder(file: string): number | null {
  const [id = '', start, host] = readText(file).trim().split(' ');
  const pid = Number(id);
  if (!Number.isSafeInteger(pid) || pid <= 0 || host !== hostname() || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return null;
  }
  // Process ids are used again, after a restart of the machine above all.
  const started = startOf(pid);
  return started === start || started === '-' ? pid : null;
}

/** When a process started, in ticks since boot; `-` where the system does not say. */
function startOf(pid: number): string {
  const status = readText(`/proc/${pid}/stat`);
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
