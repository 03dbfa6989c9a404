import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import ts from 'typescript';

import { runFolder } from '../../../support/run-folder.js';
import { diagnosticsFor } from '../generated-project.js';
import type { Api } from '../../../../src/model/api.js';
import { renderValidators } from '../../../../src/render/validators/render-validators.js';
import type { OperationValidators } from '../../../../src/runtime/core/operation-validators.js';

const root = resolve(import.meta.dirname, '../../../..');
// A project of nothing but validators, the runtime compiled as a project has it.
const folder = mkdtempSync(join(runFolder(), 'validators-'));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
const require = createRequire(import.meta.url);
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
compileRuntime();

let count = 0;

/** Renders an API's validators, writes them and loads those of each operation, by its name. Node loads them itself. */
export function loadValidators(api: Api): ReadonlyMap<string, OperationValidators> {
  const diagnostics = diagnosticsFor(api);
  const files = renderValidators(api, diagnostics);
  if (diagnostics.hasErrors) throw new Error(diagnostics.list.map(({ message }) => message).join('\n'));
  const base = `v${count++}`;
  for (const [path, text] of files) write(path.replace('/validators/', `/${base}/`), text);
  return new Map(
    api.operations.map(({ name, fileName }) => {
      const module = require(join(folder, `src/generated/${base}/${fileName}.js`)) as {
        readonly default: OperationValidators;
      };
      return [name, module.default];
    }),
  );
}

function compileRuntime(): void {
  // Everything below `validate`, and what checks of URLs reach.
  for (const part of ['transport', 'url', 'validate']) {
    const source = join(root, 'src/runtime', part);
    for (const name of readdirSync(source)) {
      const { outputText } = ts.transpileModule(readFileSync(join(source, name), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
        },
      });
      write(`src/generated/runtime/${part}/${name.replace(/\.ts$/u, '.js')}`, outputText);
    }
  }
}

function write(path: string, text: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
