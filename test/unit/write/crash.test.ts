/** Kills the process at every system call that changes the disk, and checks that the next run mends it. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recover } from '../../../src/write/transaction.js';
import { compileModule } from './compile-module.js';
import { put, temporaryFolder, tree } from './temporary-folder.js';

/** Runs `commit` in a process that dies at its n-th change of the disk. Returns whether it got that far. */
function commitAndDie(module: string, folder: string, dieAt: number, changes: unknown): boolean {
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${String(dieAt)};
    for (const name of ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'chmodSync', 'openSync', 'fsyncSync']) {
      const original = fs[name];
      fs[name] = (...args) => {
        if (left-- === 0) process.kill(process.pid, 'SIGKILL');
        return original(...args);
      };
    }
    syncBuiltinESMExports();
    const { commit } = await import(${JSON.stringify(module)});
    commit(${JSON.stringify(folder)}, ${JSON.stringify(changes)});
  `;
  const { signal, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

const before = { 'a.ts': 'old a', 'b/c.ts': 'old c', 'gone/d.ts': 'old d', 'user.ts': 'old user' };
const after = { 'a.ts': 'new a', 'b/c.ts': 'new c', 'new/e.ts': 'new e', 'user.ts': 'old user, new user' };
const changes = [
  { path: 'a.ts', text: 'new a', previous: 'old a', durable: false },
  { path: 'b/c.ts', text: 'new c', previous: 'old c', durable: false },
  { path: 'new/e.ts', text: 'new e', previous: null, durable: false },
  { path: 'gone/d.ts', text: null, previous: 'old d', durable: false },
  { path: 'user.ts', text: 'old user, new user', previous: 'old user', durable: true },
];

const withoutState = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tree(folder)).filter(([file]) => !file.startsWith('.oasgard')));

describe('a run killed at any point', () => {
  it('leaves the old tree, or one that the next run makes the new tree', () => {
    const folder = temporaryFolder();
    const module = compileModule('write/transaction', path.join(folder, 'compiled'));
    const outcomes = new Set<string>();
    let dieAt = 0;
    for (; ; dieAt++) {
      const project = path.join(folder, String(dieAt));
      put(project, before);
      const died = commitAndDie(module, project, dieAt, changes);
      const copy = path.join(folder, `${String(dieAt)}-edited`);
      cpSync(project, copy, { recursive: true });

      recover(project);
      const recovered = withoutState(project);
      expect([before, after]).toContainEqual(recovered);
      expect(Object.keys(tree(project)).filter((file) => /staged|journal/.test(file))).toEqual([]);
      outcomes.add(JSON.stringify(recovered));

      // What a user wrote after the crash survives the recovery.
      put(copy, { 'user.ts': 'edited after the crash' });
      recover(copy);
      expect(tree(copy)['user.ts']).toBe('edited after the crash');
      if (!died) break;
    }
    expect(dieAt).toBeGreaterThan(15);
    expect(outcomes.size).toBe(2);
  }, 120_000);
});
