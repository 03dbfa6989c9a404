import type { Disk } from './disk.js';

const skipped: ReadonlySet<string> = new Set(['node_modules', 'generated', 'dist', '.git', '.oasgard']);

/** Every TypeScript or JavaScript file of the user's below a folder, `''` for all of them, sorted. */
export function listSources(disk: Disk, folder: string): readonly string[] {
  return disk.list(folder).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.folder) return skipped.has(entry.name) ? [] : listSources(disk, path);
    return /\.[cm]?[jt]sx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}
