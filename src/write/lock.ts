import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isCode } from './system-error.js';

/** A lock file is held: `holder` says by whom, for the diagnostic. */
export interface HeldLock {
  readonly holder: string;
}

/**
 * Takes a lock file, or says who holds it. A lock whose process has ended is taken over.
 *
 * @returns a function that gives the lock back
 */
export function takeLock(file: string): (() => void) | HeldLock {
  const mine = `${String(process.pid)} ${hostname()}\n`;
  // Two attempts: the second after a stale lock was moved away.
  for (let attempt = 0; attempt < 2; attempt++) {
    if (createOnly(file, mine)) return () => rmSync(file, { force: true });
    const theirs = readIfThere(file);
    if (theirs === null) continue;
    if (theirs === '' ? isRecent(file) : isHeld(theirs)) return { holder: describe(theirs) };
    if (!moveStale(file, theirs)) break;
  }
  return { holder: 'another process' };
}

function createOnly(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moves before it removes: of two processes that saw the same stale lock, one must not remove the other's new one. */
function moveStale(file: string, stale: string): boolean {
  const aside = `${file}.${String(process.pid)}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) {
    renameSync(aside, file);
    return false;
  }
  rmSync(aside);
  return true;
}

/** An empty lock is one whose holder was about to write its name, or was killed there. */
function isRecent(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < 10_000;
}

function isHeld(text: string): boolean {
  const [pid, host] = text.trim().split(' ');
  if (host !== hostname()) return host !== undefined;
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function describe(text: string): string {
  const [pid, host] = text.trim().split(' ');
  return `process ${pid ?? '?'} on ${host ?? '?'}`;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
