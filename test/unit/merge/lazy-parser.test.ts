import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../../support/repository.js';

/** Packages that a module imports, itself and by what it imports, dynamic imports left out: those are loaded when called. */
function packagesOf(module: string, seen = new Set<string>()): ReadonlySet<string> {
  const packages = new Set<string>();
  if (seen.has(module)) return packages;
  seen.add(module);
  const text = readFileSync(module, 'utf8');
  // `import type` and `export type` leave nothing behind.
  for (const [, specifier = ''] of text.matchAll(
    /^(?:import|export)\s(?!type\b)[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'/gm,
  )) {
    if (!specifier.startsWith('.')) packages.add(specifier);
    else {
      const next = path.join(path.dirname(module), specifier.replace(/\.js$/, '.ts'));
      if (existsSync(next)) for (const name of packagesOf(next, seen)) packages.add(name);
    }
  }
  return packages;
}

const at = (file: string): string => path.join(repository, 'src', file);

it('loads no parser of TypeScript until a file of the user must change', () => {
  expect(packagesOf(at('merge/extend-group.ts'))).toContain('ts-morph');
  expect(packagesOf(at('merge/merge-user-files.ts'))).not.toContain('ts-morph');
  const pipeline = packagesOf(at('pipeline.ts'));
  expect(pipeline).toContain('yaml');
  expect(pipeline).not.toContain('ts-morph');
});

it('loads nothing heavy where there is nothing to do', () => {
  const packages = [...packagesOf(at('cli/run-generate.ts'))].filter((name) => !name.startsWith('node:'));
  expect(packages).toEqual(['picocolors']);
});
