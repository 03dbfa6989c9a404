/** Files that somebody saves while a run is writing. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Change, commit } from '../../../src/write/transaction.js';
import { put, temporaryFolder, tree } from './temporary-folder.js';

const before = { 'lib/a.ts': 'old a', 'lib/same.ts': 'same', 'user.ts': 'old user' };
const user: Change = { path: 'user.ts', text: 'old user, new user', previous: 'old user', durable: true };
const changes: readonly Change[] = [
  { path: 'lib/a.ts', text: 'new a', previous: 'old a', durable: false },
  user,
];

function projectFolder(): string {
  const root = temporaryFolder();
  put(root, before);
  return root;
}

/** Files of the project, without the folder of oasgard's own. */
function treeOf(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree(root)).filter(([file]) => !file.startsWith('.oasgard')));
}

const original = fs.renameSync;

afterEach(() => {
  fs.renameSync = original;
  syncBuiltinESMExports();
});

/** Does something just before the n-th rename of the commit, counted from 0. */
function beforeRename(n: number, action: () => void): void {
  let left = n;
  fs.renameSync = (...args) => {
    if (left-- === 0) action();
    original(...args);
  };
  syncBuiltinESMExports();
}

describe('a file that is saved while a run is writing', () => {
  it('keeps what was saved, where it alone was to change', () => {
    const root = projectFolder();
    fs.writeFileSync(path.join(root, 'user.ts'), 'saved');
    expect(() => commit(root, [user], 'lib')).toThrow('was changed meanwhile');
    expect(() => commit(root, [{ ...user, text: null }], 'lib')).toThrow('was changed meanwhile');
    expect(treeOf(root)).toEqual({ ...before, 'user.ts': 'saved' });
  });

  // The renames are: the journal, the old folder out, the user's file in, the new folder in.
  it.each([0, 1])('keeps what was saved, and the old tree with it, at rename %s', (n) => {
    const root = projectFolder();
    beforeRename(n, () => fs.writeFileSync(path.join(root, 'user.ts'), 'saved'));
    expect(() => commit(root, changes, 'lib')).toThrow('was changed meanwhile');
    expect(treeOf(root)).toEqual({ ...before, 'user.ts': 'saved' });
  });

  it('keeps a file that came where another was to be', () => {
    const root = projectFolder();
    const added: Change = { path: 'more.ts', text: 'stub', previous: null, durable: true };
    beforeRename(1, () => fs.writeFileSync(path.join(root, 'more.ts'), 'mine'));
    expect(() => commit(root, [...changes, added], 'lib')).toThrow('was changed meanwhile');
    expect(treeOf(root)).toEqual({ ...before, 'more.ts': 'mine' });
  });

  it.each([
    ['one that is to change', 'lib/a.ts'],
    ['one that is to stay', 'lib/same.ts'],
  ])('keeps an edit of a generated file, %s', (_name, file) => {
    const root = projectFolder();
    beforeRename(1, () => {
      // As editors save: another file takes the name.
      fs.writeFileSync(path.join(root, 'draft'), 'edited by hand');
      original(path.join(root, 'draft'), path.join(root, file));
    });
    expect(() => commit(root, changes, 'lib')).toThrow('was changed meanwhile');
    expect(treeOf(root)).toEqual({ ...before, [file]: 'edited by hand' });
  });

  it('keeps a file that is put beside generated ones', () => {
    const root = projectFolder();
    beforeRename(1, () => fs.writeFileSync(path.join(root, 'lib/mine.ts'), 'mine'));
    commit(root, changes, 'lib');
    expect(treeOf(root)).toEqual({
      'lib/a.ts': 'new a',
      'lib/mine.ts': 'mine',
      'lib/same.ts': 'same',
      'user.ts': 'old user, new user',
    });
  });
});
