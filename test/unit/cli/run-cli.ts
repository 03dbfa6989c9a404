import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface BuiltCli {
  /** Path of the command line. */
  readonly cli: string;
  readonly remove: () => void;
}

/** Names the command line that was built for all files of one run of tests. */
export const SHARED_CLI = 'OASGARD_TEST_CLI';

/** A command line that others run too: nothing may be changed in its package. */
export function sharedCli(): BuiltCli {
  const cli = process.env[SHARED_CLI];
  return cli === undefined ? buildCli() : { cli, remove: () => undefined };
}

/** Compiles the sources as they are into a package of its own, which starts faster than a loader and cannot be stale. */
export function buildCli(): BuiltCli {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-build-'));
  const tsc = path.join(root, 'node_modules/typescript7/bin/tsc');
  const options = ['-p', path.join(root, 'tsconfig.build.json'), '--outDir', path.join(folder, 'dist')];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options], { encoding: 'utf8' });
  if (status !== 0) console.warn(stdout);
  copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  for (const name of ['src', 'templates', 'node_modules'])
    symlinkSync(path.join(root, name), path.join(folder, name));
  return {
    cli: path.join(folder, 'dist/cli.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own. */
export function runCli(
  cli: string,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, NODE_NO_WARNINGS: '1', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder with these files; the caller removes it with the function returned. */
export function workFolder(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly folder: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-cli-'));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Every file with its text and time, every folder: equal before and after where nothing was touched. */
export function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((entry) => {
      const file = path.join(folder, entry);
      const stat = statSync(file);
      return stat.isDirectory()
        ? `${entry}/`
        : `${entry} ${String(stat.mtimeMs)} ${readFileSync(file, 'latin1')}`;
    });
}
