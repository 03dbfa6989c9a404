import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../runtime/', packageSource()));
const HEADER = '// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.\n';

/** The part of the runtime a project needs, as it goes into the project. */
export interface RuntimeCopy {
  /** Text by path relative to the runtime's folder, sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of the npm packages it imports, sorted. */
  readonly packages: readonly string[];
}

/**
 * The runtime modules that `entries` reach, verbatim under a header line.
 *
 * @param entries paths relative to the runtime's folder (`core/create-runtime.ts`)
 */
export function copyRuntime(entries: Iterable<string>): RuntimeCopy {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  // A template of the user's may import what there is not: the compiler tells them.
  const pending = [...entries].filter((path) => existsSync(join(SOURCES, path)));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (files.has(path)) continue;
    const text = readFileSync(join(SOURCES, path), 'utf8');
    files.set(path, HEADER + text);
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) pending.push(modulePath(path, specifier));
      else if (!specifier.startsWith('node:')) packages.add(packageName(specifier));
    }
  }
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), packages: [...packages].sort() };
}

/** Text of a module of the runtime, `null` where there is no such module. `path` is relative to the runtime's folder. */
export function runtimeModule(path: string): string | null {
  const file = join(SOURCES, path);
  return !normalize(path).startsWith('..') && existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Module specifiers of a source file laid out by prettier: imports, re-exports, and dynamic imports. */
export function importsOf(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

const IMPORT =
  /^(?:import|export)\s[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;

/** Path of an imported module, relative to the folder of the importing path. */
export function modulePath(importer: string, specifier: string): string {
  return normalize(join(dirname(importer), specifier)).replace(/\.js$/, '.ts');
}

function packageName(specifier: string): string {
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name!}` : scope;
}

/** `src/render/…` and `dist/render/…` stand equally deep below the package, which carries the runtime's source. */
function packageSource(): URL {
  return new URL('../../src/render/', import.meta.url);
}
