/** Lets every call that changes the disk fail for want of space: one after the other, and all from one on. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { compileModule } from './compile-module.js';
import { diskCalls } from './disk-calls.js';
import { put, temporaryFolder } from './temporary-folder.js';

const before = {
  'lib/a.ts': 'old a',
  'lib/gone/d.ts': 'old d',
  'lib/same.ts': 'same',
  'user.ts': 'old user',
};
const after = {
  'lib/a.ts': 'new a',
  'lib/deep/e.ts': 'new e',
  'lib/same.ts': 'same',
  'new/deep/user.ts': 'mine',
  'user.ts': 'old user, new user',
};
const changes = [
  { path: 'lib/a.ts', text: 'new a', previous: 'old a', durable: false },
  { path: 'lib/deep/e.ts', text: 'new e', previous: null, durable: false },
  { path: 'lib/gone/d.ts', text: null, previous: 'old d', durable: false },
  { path: 'new/deep/user.ts', text: 'mine', previous: null, durable: true },
  { path: 'user.ts', text: 'old user, new user', previous: 'old user', durable: true },
];

interface Outcome {
  /** Code of the error that `commit` threw; `null` where it threw none. */
  readonly error: string | null;
  /** Files before anything else ran, and after the next run had its way with space to spare; what is staged left out. */
  readonly left: Readonly<Record<string, string>>;
  readonly recovered: Readonly<Record<string, string>>;
  /** Names in the state folder at last. */
  readonly state: readonly string[];
}

it.each([
  ['for a moment', 1],
  ['until somebody makes room', 1000],
])('leaves the old or the new tree where it is full %s', { timeout: 60_000 }, (_, failures) => {
  const folder = temporaryFolder();
  const module = compileModule('write/transaction', path.join(folder, 'compiled'));
  for (let count = 0; count < 90; count++) put(path.join(folder, String(count)), before);
  // Half of a text may be written when space runs out.
  const script = `
    import fs from 'node:fs';
    import path from 'node:path';
    import { syncBuiltinESMExports } from 'node:module';
    let left = Infinity;
    for (const name of ${JSON.stringify(diskCalls)}) {
      const original = fs[name];
      fs[name] = (...args) => {
        if (left-- > 0 || left < -${String(failures)}) return original(...args);
        // What gives room back works all the same.
        if (['rmSync', 'rmdirSync'].includes(name) && ${String(failures > 1)}) return original(...args);
        if (name === 'writeFileSync') original(args[0], String(args[1]).slice(0, args[1].length / 2), ...args.slice(2));
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: name });
      };
    }
    syncBuiltinESMExports();
    const { commit, recover, discardStaged } = await import(${JSON.stringify(module)});
    const tree = (root) => Object.fromEntries(
      fs.readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('.oasgard'))
        .map((entry) => [path.relative(root, path.join(entry.parentPath, entry.name)), fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8')])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const outcomes = [];
    for (let failAt = 0; ; failAt++) {
      const root = path.join(${JSON.stringify(folder)}, String(failAt));
      let error = null;
      left = failAt;
      try {
        commit(root, ${JSON.stringify(changes)}, 'lib');
      } catch (thrown) {
        error = thrown.code;
      }
      left = Infinity;
      const remains = tree(root);
      recover(root);
      discardStaged(root);
      outcomes.push({ error, left: remains, recovered: tree(root), state: fs.existsSync(path.join(root, '.oasgard')) ? fs.readdirSync(path.join(root, '.oasgard')) : [] });
      if (error === null) break;
    }
    console.log(JSON.stringify(outcomes));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const outcomes = JSON.parse(stdout) as readonly Outcome[];
  for (const { error, left, recovered, state } of outcomes) {
    expect([null, 'ENOSPC']).toContain(error);
    expect([before, after]).toContainEqual(recovered);
    expect(state).toEqual([]);
    // Without the folder nothing starts, and nothing of the user's is lost.
    if (isAbsent(left)) expect(failures).toBeGreaterThan(1);
    else expect([before, after]).toContainEqual(left);
    expect(left).toHaveProperty(['user.ts']);
  }
  expect(outcomes.length).toBeGreaterThan(15);
  expect(new Set(outcomes.map(({ recovered }) => JSON.stringify(recovered))).size).toBe(2);
  expect(outcomes.filter(({ error }) => error === null)).toHaveLength(1);
});

const isAbsent = (files: Readonly<Record<string, string>>): boolean =>
  !Object.keys(files).some((file) => file.startsWith('lib/'));
