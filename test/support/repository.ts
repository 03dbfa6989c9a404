import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Runs TypeScript with `node --import`, from whatever folder. */
export const typescriptLoader = import.meta.resolve('tsx');

export type Compiler = 'typescript' | 'typescript7';

/** The script of a compiler: TypeScript 5.9, or 7. */
export function compilerPath(compiler: Compiler): string {
  return path.join(repository, 'node_modules', compiler, 'bin/tsc');
}
