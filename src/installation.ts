import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { packageVersion } from './package-version.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/**
 * The oasgard that runs, as a text: its version, with size and time of each of its files, so that a rebuilt checkout is
 * another one too.
 */
export function installation(): string {
  const parts = [packageVersion(), process.version];
  const code = path.relative(PACKAGE, fileURLToPath(new URL('.', import.meta.url)));
  for (const folder of [code, 'src/runtime', 'templates']) listFiles(path.join(PACKAGE, folder), parts);
  return parts.sort().join('\n');
}

function listFiles(folder: string, parts: string[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) listFiles(file, parts);
    // Nothing runs a declaration file.
    else if (!entry.name.endsWith('.d.ts')) {
      const { size, mtimeMs } = statSync(file);
      parts.push(`${file} ${String(size)} ${String(mtimeMs)}`);
    }
  }
}
