/** Kills the process at every system call that changes the disk, and looks at what is left, before and after the next run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, isInterrupted, recover, type Change } from '../../../src/write/transaction.js';
import { compileModule } from './compile-module.js';
import { diskCalls, dyingScript, importedDiskCalls } from './disk-calls.js';
import { modified, put, temporaryFolder, tree } from './temporary-folder.js';

const folder = 'src/generated';

/** Runs `commit` in a process that dies at its n-th change of the disk. Returns whether it got that far. */
function commitAndDie(module: string, root: string, dieAt: number, changes: readonly Change[]): boolean {
  const script = `
    const { commit } = await import(${JSON.stringify(module)});
    commit(${JSON.stringify(root)}, ${JSON.stringify(changes)}, ${JSON.stringify(folder)});
  `;
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', dyingScript(dieAt, script)],
    { encoding: 'utf8' },
  );
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

const before = {
  'src/generated/a.ts': 'old a',
  'src/generated/b/c.ts': 'old c',
  'src/generated/gone/d.ts': 'old d',
  'src/generated/same.ts': 'same',
  'extra/gone.md': 'old extra',
  'src/user.ts': 'old user',
};
const after = {
  'src/generated/a.ts': 'new a',
  'src/generated/b/c.ts': 'new c',
  'src/generated/new/e.ts': 'new e',
  'src/generated/same.ts': 'same',
  'src/new/user.ts': 'new user',
  'src/user.ts': 'old user, new user',
};
const changes: readonly Change[] = [
  { path: 'src/generated/a.ts', text: 'new a', previous: 'old a', durable: false },
  { path: 'src/generated/b/c.ts', text: 'new c', previous: 'old c', durable: false },
  { path: 'src/generated/new/e.ts', text: 'new e', previous: null, durable: false },
  { path: 'src/generated/gone/d.ts', text: null, previous: 'old d', durable: false },
  { path: 'extra/gone.md', text: null, previous: 'old extra', durable: false },
  { path: 'src/user.ts', text: 'old user, new user', previous: 'old user', durable: true },
  { path: 'src/new/user.ts', text: 'new user', previous: null, durable: true },
];
const first: readonly Change[] = Object.entries(after).map(([file, text]) => ({
  path: file,
  text,
  previous: null,
  durable: false,
}));

const withoutState = (root: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tree(root)).filter(([file]) => !file.startsWith('.oasgard')));

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (files: unknown): unknown =>
  Object.entries(files as object).sort(([a], [b]) => (a < b ? -1 : 1));

it('is about every call that changes the disk', () => {
  expect([...diskCalls]).toEqual(importedDiskCalls());
});

describe('a run killed at any point', () => {
  it.each([
    ['over an older tree', before, changes],
    ['into an empty folder', {}, first],
  ] as const)(
    'leaves the old tree, the new tree, or none that has a generated file: %s',
    (_, old, made) => {
      const parent = temporaryFolder();
      const module = compileModule('write/transaction', path.join(parent, 'compiled'));
      const found = { old: 0, absent: 0, new: 0 };
      for (let dieAt = 0; ; dieAt++) {
        const root = path.join(parent, String(dieAt));
        put(root, { '.oasgard/manifest.json': '', ...old });
        const died = commitAndDie(module, root, dieAt, made);
        const left = withoutState(root);
        const state = isSame(left, old) ? 'old' : isSame(left, after) ? 'new' : 'absent';
        found[state]++;
        if (state === 'absent') {
          expect(existsSync(path.join(root, folder))).toBe(false);
          expect(isInterrupted(root)).toBe(true);
        }

        const copy = path.join(parent, `${String(dieAt)}-edited`);
        cpSync(root, copy, { recursive: true });
        const restored = path.join(parent, `${String(dieAt)}-restored`);
        cpSync(root, restored, { recursive: true });

        recover(root);
        expect(withoutState(root)).toEqual(state === 'new' ? after : old);
        expect(Object.keys(tree(root)).filter((file) => file.startsWith('.oasgard'))).toEqual([
          '.oasgard/manifest.json',
        ]);

        // What a user wrote after the crash survives the recovery, and so does a folder brought back by hand.
        put(copy, { 'src/user.ts': 'edited after the crash' });
        recover(copy);
        expect(tree(copy)['src/user.ts']).toBe('edited after the crash');
        put(restored, { 'src/generated/a.ts': 'restored' });
        recover(restored);
        expect(tree(restored)['src/generated/a.ts']).toBe('restored');
        if (!died) break;
      }
      // Between the two renames lie the files elsewhere, and the folders they need or leave empty.
      const elsewhere = made.filter((change) => !change.path.startsWith(folder)).length;
      expect(found.absent).toBeLessThanOrEqual(elsewhere + 4);
      expect(found.absent).toBeGreaterThan(elsewhere);
      expect(found.old).toBeGreaterThan(15);
      expect(found.new).toBeGreaterThan(1);
    },
    120_000,
  );

  it('leaves the old or the new file where there is but one', () => {
    const parent = temporaryFolder();
    const module = compileModule('write/transaction', path.join(parent, 'compiled'));
    const found = { old: 0, new: 0 };
    for (let dieAt = 0; ; dieAt++) {
      const root = path.join(parent, String(dieAt));
      put(root, before);
      const died = commitAndDie(module, root, dieAt, changes.slice(0, 1));
      const left = withoutState(root);
      expect([before, { ...before, 'src/generated/a.ts': 'new a' }]).toContainEqual(left);
      found[isSame(left, before) ? 'old' : 'new']++;
      expect(recover(root)).toBe(false);
      expect(withoutState(root)).toEqual(left);
      if (!died) break;
    }
    expect(found.old).toBeGreaterThan(4);
    expect(found.new).toBeGreaterThan(0);
  });
});

describe('the folder that is replaced', () => {
  it('keeps files that do not change as they are, and whatever else lies in it', () => {
    const root = project();
    put(root, { 'src/generated/.keep': 'mine', 'src/generated/empty/x': '' });
    rmSync(path.join(root, 'src/generated/empty/x'));
    symlinkSync('same.ts', path.join(root, 'src/generated/link.ts'));
    chmodSync(path.join(root, 'src/generated/a.ts'), 0o640);
    chmodSync(path.join(root, 'src/generated/b'), 0o750);
    utimesSync(path.join(root, 'src/generated/same.ts'), 1, 1);
    const { ino } = statSync(path.join(root, 'src/generated/same.ts'));
    commit(root, changes, folder);
    expect(withoutState(root)).toEqual({
      ...after,
      'src/generated/.keep': 'mine',
      'src/generated/empty/': '',
      'src/generated/link.ts': 'same',
    });
    expect(modified(root, 'src/generated/same.ts')).toBe(1000);
    expect(statSync(path.join(root, 'src/generated/same.ts'))).toMatchObject({ ino, nlink: 1 });
    expect(statSync(path.join(root, 'src/generated/a.ts')).mode & 0o777).toBe(0o640);
    expect(statSync(path.join(root, 'src/generated/b')).mode & 0o777).toBe(0o750);
  });

  it('may be behind a link, as may be what lies in it', () => {
    const root = project();
    put(root, { 'lib/kept.ts': 'kept' });
    rmSync(path.join(root, 'src/generated'), { recursive: true });
    put(
      root,
      Object.fromEntries(
        Object.entries(before).map(([file, text]) => [file.replace('src/generated', 'lib'), text]),
      ),
    );
    rmSync(path.join(root, 'lib/b'), { recursive: true });
    put(root, { 'shared/c.ts': 'old c' });
    symlinkSync('../shared', path.join(root, 'lib/b'));
    symlinkSync('../lib', path.join(root, 'src/generated'));
    commit(root, changes, folder);
    expect(tree(path.join(root, 'lib'))).toMatchObject({
      'a.ts': 'new a',
      'kept.ts': 'kept',
      'same.ts': 'same',
    });
    expect(tree(path.join(root, 'shared'))).toEqual({ 'c.ts': 'new c' });
    expect(Object.keys(tree(root))).not.toContain('src/generated/');
  });

  it('must not be around the output folder’s state', () => {
    const root = project();
    rmSync(path.join(root, 'src/generated'), { recursive: true });
    symlinkSync('..', path.join(root, 'src/generated'));
    const old = withoutState(root);
    expect(() => commit(root, changes.slice(4), folder)).toThrow(/leads to a folder around it/);
    expect(withoutState(root)).toEqual(old);
  });

  it('comes from no link, and nothing behind one is removed', () => {
    // As a hostile repository could have them committed.
    const secret = temporaryFolder();
    put(secret, { key: 'secret' });
    const journal = JSON.stringify({ folder, entries: [] });
    const places: readonly ((root: string) => void)[] = [
      (root) => symlinkSync('../src', path.join(root, '.oasgard/staged')),
      (root) => symlinkSync(secret, path.join(root, '.oasgard/staged')),
      (root) => {
        put(root, { '.oasgard/staged/journal.json': journal, '.oasgard/staged/folder/a.ts': 'a' });
        symlinkSync(secret, path.join(root, '.oasgard/staged/previous'));
      },
    ];
    for (const place of places) {
      const root = project();
      put(root, { '.oasgard/manifest.json': '', 'src/journal.json': journal, 'src/folder/x': 'x' });
      const old = withoutState(root);
      place(root);
      recover(root);
      expect(withoutState(root)).toEqual(old);
      place(root);
      commit(root, changes, folder);
      expect(withoutState(root)).toEqual({ ...after, 'src/journal.json': journal, 'src/folder/x': 'x' });
      expect(tree(secret)).toEqual({ key: 'secret' });
      expect(existsSync(path.join(root, '.oasgard/staged'))).toBe(false);
    }

    const root = project();
    put(root, { 'lib/staged/mine': 'mine' });
    symlinkSync('lib', path.join(root, '.oasgard'));
    expect(() => recover(root)).toThrow('is a symbolic link');
    expect(() => commit(root, changes, folder)).toThrow('is a symbolic link');
    expect(tree(root)).toMatchObject({ ...before, 'lib/staged/mine': 'mine' });
  });

  it('may hold folders that are not to be written to', () => {
    const parent = temporaryFolder();
    const module = compileModule('write/transaction', path.join(parent, 'compiled'));
    const root = path.join(parent, 'project');
    put(root, { ...before, 'src/generated/fixed/f.ts': 'fixed' });
    const script = `
      import fs from 'node:fs';
      const { commit } = await import(${JSON.stringify(module)});
      fs.chmodSync(${JSON.stringify(path.join(root, 'src/generated/fixed'))}, 0o555);
      commit(${JSON.stringify(root)}, ${JSON.stringify(changes)}, ${JSON.stringify(folder)});
    `;
    // Root may write everywhere, so somebody else is asked.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if ('uid' in nobody) {
      chmodSync(parent, 0o755);
      spawnSync('chown', ['-R', '65534:65534', parent]);
    }
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      ...nobody,
    });
    expect(stderr).toBe('');
    expect(withoutState(root)).toEqual({ ...after, 'src/generated/fixed/f.ts': 'fixed' });
    expect(statSync(path.join(root, 'src/generated/fixed')).mode & 0o777).toBe(0o555);
    expect(existsSync(path.join(root, '.oasgard/staged'))).toBe(false);
    chmodSync(path.join(root, 'src/generated/fixed'), 0o755);
  });

  it('is copied where there are no hard links', () => {
    const parent = temporaryFolder();
    const module = compileModule('write/transaction', path.join(parent, 'compiled'));
    const root = path.join(parent, 'project');
    put(root, before);
    utimesSync(path.join(root, 'src/generated/same.ts'), 1, 1);
    const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      fs.linkSync = () => { throw Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'link' }); };
      syncBuiltinESMExports();
      const { commit } = await import(${JSON.stringify(module)});
      commit(${JSON.stringify(root)}, ${JSON.stringify(changes)}, ${JSON.stringify(folder)});
    `;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(withoutState(root)).toEqual(after);
    expect(modified(root, 'src/generated/same.ts')).toBe(1000);
  });

  it('is the old one at once where a step fails', () => {
    const root = project();
    // The last file elsewhere cannot be put in its place.
    put(root, { 'src/new/user.ts/x': '' });
    const old = tree(root);
    expect(() => commit(root, changes, folder)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(tree(root)).toEqual({ ...old, '.oasgard/': '' });
  });
});

function project(): string {
  const root = temporaryFolder();
  put(root, before);
  return root;
}
