import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * SHA-256 of the names and contents of all files below a folder, hexadecimal; `null` where it cannot be read.
 *
 * @param folder path, relative to the working directory
 */
export function folderDigest(folder: string): string | null {
  try {
    const hash = createHash('sha256');
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath)) {
      if (entry.isDirectory()) continue;
      const file = path.join(entry.parentPath, entry.name);
      hash
        .update(`${path.relative(folder, file)}\n`)
        .update(createHash('sha256').update(readFileSync(file)).digest());
    }
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}

function byPath(a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number {
  const [left, right] = [path.join(a.parentPath, a.name), path.join(b.parentPath, b.name)];
  return left < right ? -1 : 1;
}
