import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';

/** Folders where documents usually are. */
const FOLDERS = ['.', 'api', 'openapi', 'spec', 'specs', 'docs'];

/** The member that says which version, where a line or an object begins. */
const VERSION = /(?:^|[\n{,])[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\./u;

const HEAD_BYTES = 8192;

/** OpenAPI documents in a folder and in those below it where they usually are, relative to it, sorted. */
export function findDocuments(folder: string): readonly string[] {
  return FOLDERS.flatMap((name) => {
    const names = filesIn(path.join(folder, name)).filter((file) => /\.(?:ya?ml|json)$/iu.test(file));
    return names.map((file) => path.join(name, file)).filter((file) => isOpenApi(path.join(folder, file)));
  }).sort();
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    // Not there, or not ours to read.
    return [];
  }
}

function isOpenApi(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(descriptor, head, 0, HEAD_BYTES, 0);
    return VERSION.test(head.toString('utf8', 0, length).replace(/^\uFEFF/u, ''));
  } finally {
    closeSync(descriptor);
  }
}
