// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const PREFIXES = ['export const ', 'export function ', 'export async function '];

/**
 * Where the project's sources export a name: `src/handlers/pets.ts:12`, from the working directory. For the development
 * log, which runs beside the sources; where nothing is found, the folder itself.
 *
 * @param folder relative to the working directory
 * @param name a TypeScript identifier
 */
export function exportPlace(folder: string, name: string): string {
  const root = process.cwd();
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true }) : [];
  for (const file of files.map(String).sort()) {
    if (!file.endsWith('.ts')) continue;
    const path = join(root, folder, file);
    const line = readFileSync(path, 'utf8')
      .split('\n')
      .findIndex((text) => exportsName(text, name));
    if (line >= 0) return `${relative(root, path)}:${line + 1}`;
  }
  return folder;
}

function exportsName(text: string, name: string): boolean {
  return PREFIXES.some(
    (prefix) =>
      text.startsWith(prefix + name) && !/^[$\p{ID_Continue}]/u.test(text.slice((prefix + name).length)),
  );
}
