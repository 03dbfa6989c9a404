/** Kills a real regeneration at every write, and starts what is left before anything mends it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generate } from '../../../src/pipeline.js';
import { recover } from '../../../src/write/transaction.js';
import { linkPackages } from '../../support/generated-project.js';
import { compilerPath, typescriptLoader } from '../../support/repository.js';
import { compileModule } from './compile-module.js';
import { diskCalls, dyingScript } from './disk-calls.js';
import { modified, temporaryFolder, tree } from './temporary-folder.js';

const documentOf = (paths: string): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
${paths}`;
const operation = (id: string, tag: string): string =>
  `  /${id}: { get: { operationId: ${id}, tags: [${tag}], responses: { '200': { description: done, content: { application/json: { schema: { type: string, maxLength: 9 } } } } } } }\n`;
const first = documentOf(operation('listOrders', 'orders') + operation('listSales', 'orders'));
// One operation less, one more in the same file of the user's, one more in a new file.
const second = documentOf(
  operation('listOrders', 'orders') + operation('listReturns', 'orders') + operation('listBills', 'bills'),
);

it(
  'leaves the old project, the new one, or one that neither compiles nor starts',
  { timeout: 600_000 },
  async () => {
    const parent = temporaryFolder();
    const document = path.join(parent, 'openapi.yaml');
    const [original, root, expected] = ['original', 'project', 'expected'].map((name) =>
      path.join(parent, name, 'server'),
    );
    if (original === undefined || root === undefined || expected === undefined)
      throw new Error('unreachable');
    writeFileSync(document, first);
    expect((await generate({ document, out: original })).ok).toBe(true);
    const unchanged = 'src/generated/runtime/core/pipeline.ts';
    const copyTo = (target: string): void => {
      rmSync(target, { recursive: true, force: true });
      cpSync(original, target, { recursive: true, preserveTimestamps: true });
      utimesSync(path.join(target, unchanged), 1, 1);
    };
    copyTo(root);
    copyTo(expected);
    writeFileSync(document, second);
    const planned = await generate({ document, out: root, dryRun: true });
    if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics));
    expect((await generate({ document, out: expected })).ok).toBe(true);
    const [old, after] = [filesOf(original), filesOf(expected)];
    const module = compileModule('write/transaction', path.join(parent, 'compiled'));
    const script = `
    const { commit } = await import(${JSON.stringify(module)});
    commit(${JSON.stringify(root)}, ${JSON.stringify(planned.changes)}, 'src/generated');
  `;

    linkPackages(path.join(parent, 'project'));
    expect(starts(root)).toBe('started');
    // Hundreds of links of unchanged files, each as good as the next: crash.test.ts is about every one of a few.
    const calls = diskCalls.filter((name) => name !== 'linkSync');
    const found = { old: 0, new: 0, absent: 0 };
    for (let dieAt = 0; ; dieAt++) {
      const { signal, status, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', dyingScript(dieAt, script, calls)],
        { encoding: 'utf8' },
      );
      if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
      const left = filesOf(root);
      const state = isSame(left, old) ? 'old' : isSame(left, after) ? 'new' : 'absent';
      found[state]++;
      if (state === 'absent') {
        expect(existsSync(path.join(root, 'src/generated'))).toBe(false);
        expect(starts(root)).toMatch(/ERR_MODULE_NOT_FOUND[^]*generated/);
        if (found.absent === 1) {
          expect(compiles(root)).toMatch(/error TS2307: Cannot find module '.*generated\/index\.js'/);
          // Else what was built before would be mixed with what could be built of this.
          expect(existsSync(path.join(root, 'dist'))).toBe(false);
        }
      }
      if (state === 'new') expect(modified(root, unchanged)).toBe(1000);
      recover(root);
      expect(filesOf(root)).toEqual(state === 'new' ? after : old);
      // What is whole need not be made anew for the next.
      if (state === 'new' && found.new === 1) expect(starts(root)).toBe('started');
      if (state !== 'old') copyTo(root);
      if (signal === null) break;
    }
    // From the folder's going to its coming: one file after the other that lies elsewhere, the manifest among them.
    expect(found.absent).toBe(
      planned.changes.filter((change) => !change.path.startsWith('src/generated/')).length + 1,
    );
    expect(found.old).toBeGreaterThan(30);
    expect(found.new).toBeGreaterThan(1);
  },
);

/** Every file but what is staged. */
function filesOf(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tree(root)).filter(
      ([file]) => !file.startsWith('.oasgard/staged/') && file !== '.oasgard/',
    ),
  );
}

function isSame(a: object, b: object): boolean {
  return sorted(a) === sorted(b);
}

function sorted(files: object): string {
  return JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Starts the server, and ends it as soon as it listens. Answers what it said where it does not come so far. */
function starts(root: string): string {
  const listening =
    'import net from "node:net"; net.Server.prototype.listen = () => { console.log("started"); process.exit(0); };';
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(listening)}`,
      '--import',
      typescriptLoader,
      'src/server.ts',
      '--development',
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } },
  );
  return (stdout + stderr).trim();
}

function compiles(root: string): string {
  return spawnSync(process.execPath, [compilerPath('typescript7'), '-p', '.'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout;
}
