import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { buildApi } from '../../../src/model/build-api.js';
import type { Api } from '../../../src/model/api.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import { planProject } from '../../../src/plan/plan-project.js';
import { resolvePolicy } from '../../../src/policy/resolve-policy.js';
import { renderProject } from '../../../src/render/render-project.js';
import type { RenderedProject } from '../../../src/render/rendered-project.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const diagnosticsOf = new WeakMap<Api, Diagnostics>();

/** A fresh list that knows the texts a model was read from. */
export function diagnosticsFor(api: Api): Diagnostics {
  const diagnostics = new Diagnostics();
  for (const source of diagnosticsOf.get(api)?.sources.values() ?? []) diagnostics.addSource(source);
  return diagnostics;
}

/** The model of a document on disk. Throws with its errors. */
export function readApi(file: string): Api {
  const diagnostics = new Diagnostics();
  const loaded = loadDocument(file, {}, diagnostics);
  const document = loaded === null ? null : normalizeDocument(loaded, diagnostics);
  const api =
    document === null ? null : buildApi(document, resolvePolicy(document, diagnostics), [], diagnostics);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  if (api === null || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  diagnosticsOf.set(api, diagnostics);
  return api;
}

/** The model of a document given as YAML text or data. */
export function apiOf(document: string | object): Api {
  const folder = mkdtempSync(join(tmpdir(), 'document-'));
  const file = join(folder, 'openapi.yaml');
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return readApi(file);
}

export function render(api: Api, source = 'openapi.yaml'): RenderedProject {
  return renderProject(api, planProject(api), { source: basename(source) }, new Diagnostics());
}

/** Writes a project into a new folder that finds this repository's packages. */
export function writeProject(
  rendered: RenderedProject,
  extra: Readonly<Record<string, string>> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const user = rendered.user.map(({ path, text }) => [path, text] as const);
  for (const [path, text] of [...rendered.generated, ...user, ...Object.entries(extra)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What the compiler has to say, one line a fault; `''` where it is content. Stricter than a fresh tsconfig. */
export function typeCheck(folder: string, compiler: 'typescript' | 'typescript7'): string {
  const flags = ['--noEmit', '--exactOptionalPropertyTypes', '--noUnusedParameters', '--pretty', 'false'];
  try {
    execFileSync(process.execPath, [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', '.', ...flags], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return '';
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}
