import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll } from 'vitest';

import { Diagnostics } from '../../../../src/diagnostics/diagnostics.js';
import type { Api } from '../../../../src/model/api.js';
import { renderValidators } from '../../../../src/render/validators/render-validators.js';
import type { OperationValidators } from '../../../../src/runtime/core/operation-validators.js';

const root = resolve(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(root, 'test/.validators-'));
mkdirSync(join(folder, 'src/generated'), { recursive: true });
// The generated modules import the runtime as a project's do; its sources are compiled on import.
symlinkSync(join(root, 'src/runtime'), join(folder, 'src/generated/runtime'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Renders an API's validators, writes them and imports those of each operation, by its name. */
export async function loadValidators(api: Api): Promise<ReadonlyMap<string, OperationValidators>> {
  const diagnostics = new Diagnostics();
  const files = renderValidators(api, diagnostics);
  if (diagnostics.hasErrors) throw new Error(diagnostics.list.map(({ message }) => message).join('\n'));
  const base = `v${count++}`;
  for (const [path, text] of files) {
    const target = join(folder, path.replace('/validators/', `/${base}/`));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const loaded = new Map<string, OperationValidators>();
  for (const { name, fileName } of api.operations) {
    const url = pathToFileURL(join(folder, `src/generated/${base}/${fileName}.js`)).href;
    const module = (await import(/* @vite-ignore */ url)) as { readonly default: OperationValidators };
    loaded.set(name, module.default);
  }
  return loaded;
}
