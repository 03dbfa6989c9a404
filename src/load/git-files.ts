import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { FileAccess, FileStatus } from './file-access.js';

/** Why a revision cannot be read, one sentence without its full stop. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

/** More than any file that is read: larger ones are refused by their size. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Of a path, in characters. Systems have no longer ones, and arguments to git end somewhere too. */
const LONGEST_PATH = 4096;

interface Entry extends FileStatus {
  readonly object: string;
}

/**
 * The files of one commit, under the paths they have in the working tree. Links are no files here: what they lead to
 * may be of another time.
 *
 * Git gets arguments, never a command line, and after the revision has been resolved nothing of the caller's but paths.
 */
export class GitFiles implements FileAccess {
  /** Real path of the working tree. */
  readonly root: string;
  readonly #commit: string;
  readonly #entries = new Map<string, Entry>();

  /**
   * @param revision anything git understands: a branch, a tag, `HEAD~1`
   * @param folder a folder of the working tree
   * @throws {RevisionError}
   */
  constructor(revision: string, folder: string) {
    if (!/^[^-\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$/u.test(revision)) {
      throw new RevisionError(`${JSON.stringify(revision)} is no revision`);
    }
    this.root = git(folder, ['rev-parse', '--show-toplevel']).replace(/\r?\n$/u, '');
    this.#commit = git(this.root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], () => {
      throw new RevisionError(
        `There is no revision ${JSON.stringify(revision)} here (a shallow clone lacks what was not fetched)`,
      );
    }).trim();
  }

  realPath(file: string): string {
    this.#entry(file);
    return file;
  }

  stat(file: string): FileStatus {
    return this.#entry(file);
  }

  read(file: string): Buffer {
    const { object } = this.#entry(file);
    try {
      return execFileSync('git', ['cat-file', 'blob', object], {
        cwd: this.root,
        maxBuffer: MOST_BYTES,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (cause) {
      // A partial clone without its remote, a damaged repository.
      throw Object.assign(new Error(`git cannot read ${file}`, { cause }), { code: 'EIO' });
    }
  }

  #entry(file: string): Entry {
    const known = this.#entries.get(file);
    if (known !== undefined) return known;
    if (file.length > LONGEST_PATH) {
      throw Object.assign(new Error('the path is too long'), { code: 'ENAMETOOLONG' });
    }
    const relative = path.relative(this.root, file).split(path.sep).join('/');
    if (relative === '') return { kind: 'folder', size: 0, object: this.#commit };
    const outside = relative === '..' || relative.startsWith('../') || path.isAbsolute(relative);
    const args = ['--literal-pathspecs', 'ls-tree', '-z', '-l', '--full-tree', this.#commit, '--', relative];
    const [line = ''] = outside ? [] : git(this.root, args).split('\0');
    const [, mode = '', type = '', object = '', size = ''] =
      /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/u.exec(line) ?? [];
    if (object === '') throw Object.assign(new Error(`${file} is not in this revision`), { code: 'ENOENT' });
    const kind = type === 'tree' ? 'folder' : type === 'blob' && mode.startsWith('100') ? 'file' : 'other';
    const entry: Entry = { kind, size: size === '-' ? 0 : Number(size), object };
    this.#entries.set(file, entry);
    return entry;
  }
}

/** @throws {RevisionError} with what git said, unless `failed` throws first */
function git(folder: string, args: readonly string[], failed?: () => never): string {
  try {
    return execFileSync('git', [...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error || 'status' in error)) throw error;
    if ('code' in error && error.code === 'ENOENT') throw new RevisionError('git is not installed');
    failed?.();
    const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : error.message;
    throw new RevisionError(`git says: ${said.split('\n')[0] ?? ''}`);
  }
}
