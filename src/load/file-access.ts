import { readFileSync, realpathSync, statSync } from 'node:fs';

/** Where documents are read from. Methods throw errors of the system's form, with a `code`. */
export interface FileAccess {
  /** The path with links followed; fails where there is no such file. */
  realPath(path: string): string;
  stat(path: string): FileStatus;
  read(path: string): Buffer;
}

export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
}

/** The disk as it is. */
export const diskFiles: FileAccess = {
  realPath: (path) => realpathSync.native(path),
  stat: (path) => {
    const status = statSync(path);
    const kind = status.isDirectory() ? 'folder' : status.isFile() ? 'file' : 'other';
    return { kind, size: status.size };
  },
  read: (path) => readFileSync(path),
};
