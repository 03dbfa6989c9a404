import { isUtf8 } from 'node:buffer';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { FileAccess } from './file-access.js';
import { JsonPositions } from './json-positions.js';
import type { LoadLimits } from './load-limits.js';
import type { Origins } from './origins.js';
import { readJson } from './read-json.js';
import { readYaml } from './read-yaml.js';
import type { SourceFile, SourceFiles } from './source-file.js';
import type { TimeLimit } from './time-limit.js';
import { YamlPositions } from './yaml-positions.js';

/** Reads the files of one document, each once. Nothing else in the generator reads a document. */
export class DocumentReader {
  readonly #access: FileAccess;
  readonly #limits: LoadLimits;
  readonly #time: TimeLimit;
  readonly #diagnostics: Diagnostics;
  readonly #origins: Origins;
  readonly #files = new Map<string, SourceFile>();
  /** Files that were reported already. */
  readonly #unreadable = new Set<string>();

  constructor(
    access: FileAccess,
    { limits, time }: { readonly limits: LoadLimits; readonly time: TimeLimit },
    origins: Origins,
    diagnostics: Diagnostics,
  ) {
    this.#access = access;
    this.#limits = limits;
    this.#time = time;
    this.#origins = origins;
    this.#diagnostics = diagnostics;
  }

  get files(): SourceFiles {
    return this.#files;
  }

  /** Whether there is something at a path, without a word about it. */
  exists(path: string): boolean {
    try {
      this.#access.realPath(path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  }

  /** The real path of a file; `null` after reporting at `at` that it cannot be had. */
  realPath(path: string, at: Location | null): string | null {
    try {
      return this.#access.realPath(path);
    } catch (error) {
      this.#reportSystemError(path, at, error);
      return null;
    }
  }

  /** Reads a file by its real path. `at` is where it is named, `null` for the command line. */
  read(path: string, at: Location | null): SourceFile | null {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    if (this.#unreadable.has(path)) return null;
    const file = this.#read(path, at);
    if (file === null) {
      this.#unreadable.add(path);
      return null;
    }
    this.#files.set(path, file);
    this.#origins.addFile(file.value, path);
    return file;
  }

  #read(path: string, at: Location | null): SourceFile | null {
    if (this.#files.size >= this.#limits.files) {
      this.#diagnostics.report(
        'too-many-files',
        at,
        `The document consists of more than ${this.#limits.files} files`,
      );
      return null;
    }
    if (this.#time.isOver) {
      this.#diagnostics.report(
        'too-slow',
        at ?? { file: path, pointer: '', on: 'value' },
        this.#time.message,
      );
      return null;
    }
    const bytes = this.#bytes(path, at);
    if (bytes === null) return null;
    const text = new TextDecoder().decode(bytes);
    const broken = { path, text, range: () => null };
    this.#diagnostics.addSource(broken);
    const start: Location = { file: path, pointer: '', on: 'value', offset: 0 };
    if (/^\s*$/u.test(text)) {
      this.#diagnostics.report('file-empty', start, 'The file is empty');
      return null;
    }
    const file = this.#parse(path, text);
    if (file !== null) this.#diagnostics.addSource(file);
    return file;
  }

  #parse(path: string, text: string): SourceFile | null {
    if (isJson(path, text)) {
      const value = readJson(path, text, this.#limits, this.#diagnostics);
      if (value === undefined) return null;
      const positions = new JsonPositions(text);
      return { path, text, format: 'json', value, range: (pointer, on) => positions.range(pointer, on) };
    }
    const read = readYaml(path, text, this.#limits, this.#diagnostics);
    if (read === null) return null;
    const positions = new YamlPositions(read.document, read.original);
    return {
      path,
      text,
      format: 'yaml',
      value: read.value,
      range: (pointer, on) => positions.range(pointer, on),
    };
  }

  #bytes(path: string, at: Location | null): Buffer | null {
    const report = (code: DiagnosticCode, message: string): null => {
      this.#diagnostics.report(code, at ?? { file: path, pointer: '', on: 'value' }, message);
      return null;
    };
    let bytes: Buffer;
    try {
      const status = this.#access.stat(path);
      if (status.kind === 'folder') return report('file-is-directory', 'This is a directory, not a file');
      // A pipe or device could block for ever or never end.
      if (status.kind !== 'file') return report('file-unreadable', 'This is not a regular file');
      if (status.size > this.#limits.bytes) {
        return report(
          'file-too-large',
          `The file has ${status.size} bytes, ${this.#limits.bytes} are allowed`,
        );
      }
      bytes = this.#access.read(path);
    } catch (error) {
      this.#reportSystemError(path, at, error);
      return null;
    }
    if (bytes.subarray(0, 8000).includes(0))
      return report('file-binary', 'The file holds binary data, not text');
    if (!isUtf8(bytes)) {
      return report('file-not-utf8', `The bytes at offset ${invalidUtf8Offset(bytes)} are not UTF-8`);
    }
    return bytes;
  }

  #reportSystemError(path: string, at: Location | null, error: unknown): void {
    const reason = systemErrorCode(error);
    const place = at ?? { file: path, pointer: '', on: 'value' };
    if (reason === 'ENOENT' || reason === 'ENOTDIR') {
      this.#diagnostics.report('file-not-found', place, 'The file does not exist');
    } else {
      this.#diagnostics.report('file-unreadable', place, `The file cannot be read (${reason})`);
    }
  }
}

function systemErrorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

/** JSON under another name is read as JSON, several times faster; what only starts like it is a YAML flow mapping. */
function isJson(path: string, text: string): boolean {
  return /\.json$/iu.test(path) || (/^\s*[{[]/u.test(text) && parsesAsJson(text));
}

function parsesAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Bisects for the first byte that makes the file invalid: `isUtf8` only says whether there is one. */
function invalidUtf8Offset(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    // `stream` forgives a character that is cut off at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
