import { createHash } from 'node:crypto';
import type { FileAccess, FileStatus } from './file-access.js';

/** A file that a document was asked from. */
export interface InputFile {
  /** Absolute, as it was asked for. */
  readonly path: string;
  /** Absolute, links followed; `null` where there is no such file. */
  readonly real: string | null;
  /** Of its bytes, hexadecimal; `null` where it was not read. */
  readonly sha256: string | null;
}

/**
 * Takes note of every file that a run asks for, found or not, so that the next one can tell whether any has changed.
 */
export class InputFiles implements FileAccess {
  readonly #access: FileAccess;
  readonly #real = new Map<string, string | null>();
  readonly #digests = new Map<string, string>();

  constructor(access: FileAccess) {
    this.#access = access;
  }

  realPath(path: string): string {
    this.#real.set(path, null);
    const real = this.#access.realPath(path);
    this.#real.set(path, real);
    return real;
  }

  stat(real: string): FileStatus {
    return this.#access.stat(real);
  }

  read(real: string): Buffer {
    const bytes = this.#access.read(real);
    this.#digests.set(real, createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  }

  get list(): readonly InputFile[] {
    return [...this.#real].map(([path, real]) => ({
      path,
      real,
      sha256: (real === null ? undefined : this.#digests.get(real)) ?? null,
    }));
  }
}
