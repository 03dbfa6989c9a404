import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Creates a folder and those above it, one by one: `mkdirSync` with `recursive` never returns on Node 20 where a file
 * system takes no folders and says ENOENT (`/proc`).
 *
 * @param mode of folders that are made. Default: what the system gives new ones.
 * @returns how many were created
 * @throws the system's error
 */
export function makeFolder(folder: string, mode?: number): number {
  const missing: string[] = [];
  for (let current = folder; !isThere(current); current = path.dirname(current)) missing.push(current);
  for (const next of missing.toReversed()) mkdirSync(next, mode);
  return missing.length;
}

function isThere(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) !== undefined;
}
