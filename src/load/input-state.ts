import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import type { InputFile } from './input-files.js';

/** Whether a file that a run asked for is still where and what it was. Stands on nothing heavy. */
export function isCurrent({ path, real, sha256 }: InputFile): boolean {
  if (realPathOf(path) !== real) return false;
  return real === null || sha256 === null || digestOf(real) === sha256;
}

function realPathOf(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

function digestOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    // Gone, or about to be replaced.
    return null;
  }
}
