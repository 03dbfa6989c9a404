import { existsSync } from 'node:fs';
import path from 'node:path';
import { diskFiles, type FileAccess } from '../load/file-access.js';

export const configNames = ['oasgard.config.yaml', 'oasgard.config.yml', 'oasgard.config.json'] as const;

/**
 * The configuration that holds in a folder: in it, or in a folder around it up to the root of the repository. Without a
 * repository only the folder itself is looked at: a configuration may name code that runs, and what lies in a folder
 * around it may be anybody's.
 *
 * @param folder absolute
 * @param files where to look
 * @param root of the repository; `null` where that is to be found
 * @returns `null` for none; several beside each other are all returned, for the caller to refuse
 */
export function findConfig(
  folder: string,
  files: FileAccess = diskFiles,
  root: string | null = null,
): readonly string[] | null {
  const top = root ?? repositoryOf(folder) ?? folder;
  for (let current = folder; ; current = path.dirname(current)) {
    const found = configNames.map((name) => path.join(current, name)).filter((file) => isFile(file, files));
    if (found.length > 0) return found;
    if (current === top || path.dirname(current) === current) return null;
  }
}

/** The nearest folder with a `.git`, which is a file in worktrees and submodules. */
export function repositoryOf(folder: string): string | null {
  for (let current = folder; ; current = path.dirname(current)) {
    if (existsSync(path.join(current, '.git'))) return current;
    if (path.dirname(current) === current) return null;
  }
}

function isFile(file: string, files: FileAccess): boolean {
  try {
    return files.stat(files.realPath(file)).kind === 'file';
  } catch {
    // Not there, or not ours to read.
    return false;
  }
}
