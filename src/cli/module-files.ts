import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFiles } from '../load/file-access.js';
import { type InputFile, InputFiles } from '../load/input-files.js';
import { typescript } from '../render/check-output.js';

/**
 * A module of the user's, what it imports or requires by relative paths, those modules' own imports, and files that are
 * named by `new URL('./file', import.meta.url)`: found or not, without running anything. Packages are left out.
 *
 * @param entry relative to the working directory
 */
export function moduleFiles(entry: string): readonly InputFile[] {
  const files = new InputFiles(diskFiles);
  const seen = new Set<string>();
  const pending = [path.resolve(entry)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readText(files, file);
    if (text === null || !/\.[cm]?[jt]s$/.test(file)) continue;
    for (const specifier of specifiersOf(text)) pending.push(...candidates(file, specifier));
  }
  return files.list;
}

/** `null` where it cannot be read, or is no file. */
function readText(files: InputFiles, file: string): string | null {
  try {
    const real = files.realPath(file);
    return files.stat(real).kind === 'file' ? files.read(real).toString('utf8') : null;
  } catch {
    // What is missing may come.
    return null;
  }
}

const ASSET = /\bnew\s+URL\(\s*(['"`])([^'"`\n]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/** Scanned, not parsed: a broken save has imports as well. */
function specifiersOf(text: string): readonly string[] {
  const { importedFiles } = typescript().preProcessFile(text, true, true);
  const assets = [...text.matchAll(ASSET)].map(([, , name = '']) =>
    /^[./]/.test(name) ? name : `./${name}`,
  );
  return [...importedFiles.map(({ fileName }) => fileName), ...assets];
}

/** Where a specifier may lead: as it is, and as `require` completes it. */
function candidates(importer: string, specifier: string): readonly string[] {
  if (!/^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(specifier)) return [];
  try {
    const file = specifier.startsWith('file:')
      ? fileURLToPath(specifier)
      : path.resolve(path.dirname(importer), decodeURIComponent(specifier.replace(/[?#].*$/s, '')));
    const complete = ['.js', '.json', '/index.js'].map((ending) => file + ending);
    return path.extname(file) === '' ? [file, ...complete] : [file];
  } catch {
    // Not a path that anything could be loaded from.
    return [];
  }
}
