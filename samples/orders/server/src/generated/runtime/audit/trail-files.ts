// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where a full file of a trail goes: beside the current one, named after the last record it holds, so that names sort
 * and are never used twice (`audit.ndjson.000000004711`).
 */
export function rotatedPath(path: string, seq: number): string {
  return `${path}.${String(seq).padStart(12, '0')}`;
}

/** The full files of a trail, oldest first. */
export function rotatedPaths(path: string): readonly string[] {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && ROTATED.test(name.slice(prefix.length)))
    .sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
    .map((name) => join(folder, name));
}

const ROTATED = /^\d{12,15}$/;
