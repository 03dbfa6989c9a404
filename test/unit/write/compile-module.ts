import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { put } from './temporary-folder.js';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Plain JavaScript of a module and all it imports, so that each of the many processes starts at once.
 *
 * @returns path of the compiled module
 */
export function compileModule(module: string, folder: string): string {
  const { outputText } = ts.transpileModule(readFileSync(path.join(root, 'src', `${module}.ts`), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  put(folder, { [`${module}.js`]: outputText, 'package.json': '{"type":"module"}' });
  for (const [, imported] of outputText.matchAll(/from '(\.[^']+)\.js'/g)) {
    const next = path.join(path.dirname(module), imported ?? '');
    if (!existsSync(path.join(folder, `${next}.js`))) compileModule(next, folder);
  }
  return path.join(folder, `${module}.js`);
}
