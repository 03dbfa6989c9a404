import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../support/repository.js';

/** Functions of `node:fs` that change the disk, as far as `commit` uses them. */
export const diskCalls = [
  'chmodSync',
  'copyFileSync',
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'symlinkSync',
  'utimesSync',
  'writeFileSync',
] as const;

const readers: ReadonlySet<string> = new Set([
  'closeSync',
  'lstatSync',
  'readFileSync',
  'readdirSync',
  'readlinkSync',
  'realpathSync',
  'statSync',
]);

/** What the modules of `commit` import of `node:fs` and only changes the disk: all of it must be among {@link diskCalls}. */
export function importedDiskCalls(): readonly string[] {
  const modules = ['transaction', 'copy-by-links', 'make-folder', 'contained-path'];
  const names = modules.flatMap((module) => {
    const text = readFileSync(path.join(repository, 'src/write', `${module}.ts`), 'utf8');
    return (
      /import \{([^}]*)\} from 'node:fs'/
        .exec(text)?.[1]
        ?.replaceAll(/\btype \w+/g, '')
        .match(/\w+/g) ?? []
    );
  });
  return [...new Set(names)].filter((name) => !readers.has(name)).sort();
}

/** A script that lets a process kill itself before its n-th change of the disk, counted from 0. */
export function dyingScript(dieAt: number, script: string, calls: readonly string[] = diskCalls): string {
  return `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${String(dieAt)};
    for (const name of ${JSON.stringify(calls)}) {
      const original = fs[name];
      fs[name] = (...args) => {
        if (left-- === 0) process.kill(process.pid, 'SIGKILL');
        return original(...args);
      };
    }
    syncBuiltinESMExports();
    ${script}
  `;
}
