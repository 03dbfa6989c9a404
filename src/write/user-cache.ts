import { lstatSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder.js';

/**
 * Folder of what oasgard remembers for this user on this machine, outside of any project: `$XDG_CACHE_HOME/oasgard`, or
 * where the system keeps such files.
 *
 * @param options.create whether to make it where it is not there
 * @returns `null` where there is none, or somebody else could write to it
 * @throws the system's error of a failed call
 */
export function userCache({ create }: { readonly create: boolean }): string | null {
  const base = baseFolder();
  if (!path.isAbsolute(base)) return null;
  const folder = path.join(base, 'oasgard');
  if (create) makeFolder(folder, 0o700);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat !== undefined && stat.isDirectory() && isOwn(stat) ? folder : null;
}

/** Whether a file or folder is the user's, and nobody else's to write to. Windows tells neither; its cache is the user's. */
export function isOwn({ uid, mode }: Stats): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function baseFolder(): string {
  const { XDG_CACHE_HOME: cache = '', LOCALAPPDATA: local = '' } = process.env;
  if (cache !== '') return cache;
  switch (process.platform) {
    case 'win32':
      return local;
    case 'darwin':
      return path.join(homedir(), 'Library/Caches');
    default:
      return path.join(homedir(), '.cache');
  }
}
