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
  for (const folder of [code, 'src/runtime', 'templates']) {
    for (const entry of readdirSync(path.join(PACKAGE, folder), { recursive: true, encoding: 'utf8' })) {
      const { size, mtimeMs } = statSync(path.join(PACKAGE, folder, entry));
      parts.push(`${folder}/${entry} ${String(size)} ${String(mtimeMs)}`);
    }
  }
  return parts.sort().join('\n');
}
