/** What `oasgard diff` takes from the configuration of a revision, which somebody else may have written. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import type { JsonDiff } from '../../../src/diff/json-diff.js';
import { capturedRun, type CapturedRun } from './captured-run.js';
import { workFolder } from './run-cli.js';

const back = process.cwd();
afterEach(() => {
  process.chdir(back);
  vi.restoreAllMocks();
});

type Files = Readonly<Record<string, string>>;

function git(...args: readonly string[]): void {
  const settings = ['user.name=Test', 'user.email=test@example.com', 'commit.gpgsign=false'];
  execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { stdio: 'ignore' });
}

function write(files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(path.resolve(file), text);
  }
}

/**
 * Goes into a repository in `repository/`, whose branch `main` has some files and whose branch `theirs` others as well.
 *
 * @param beside files that lie beside the repository
 * @returns the path of a file beside the repository
 */
function branches(main: Files, theirs: Files, beside: Files = {}): (file: string) => string {
  const { folder, remove } = workFolder(beside);
  onTestFinished(remove);
  mkdirSync(path.join(folder, 'repository'));
  process.chdir(path.join(folder, 'repository'));
  write(main);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  git('checkout', '-q', '-b', 'theirs');
  write(theirs);
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'two');
  git('checkout', '-q', 'main');
  return (file) => path.join(realpathSync(folder), file);
}

const diff = (...args: readonly string[]): Promise<CapturedRun> => capturedRun('diff', ...args);

/** Nested more deeply than `limits: { depth: 9 }` allows. */
const document = (more: object = {}): string =>
  stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1', 'x-deep': { a: { b: { c: { d: { e: { f: { g: {} } } } } } } } },
    paths: { '/pets': { get: { operationId: 'listPets', responses: { 204: { description: 'ok' } } } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    ...more,
  });

const overlay = (timeout: string): string =>
  stringify({
    overlay: '1.0.0',
    info: { title: 'x', version: '1' },
    actions: [{ target: '$', update: { security: [{ key: [] }], 'x-security': { version: 1, timeout } } }],
  });

const config = (more: object = {}): string => stringify({ document: 'openapi.yaml', ...more });

const same = { code: 0, stdout: expect.stringContaining('Nothing that is enforced differs.') as string };

const apis = (more: object): string =>
  stringify({ limits: { depth: 9 }, apis: { pets: { document: 'openapi.yaml', out: 'pets', ...more } } });

describe('limits', () => {
  const deeper = config({ limits: { depth: 200 } });
  const low = config({ limits: { depth: 9 } });

  it('are those of the working tree, whatever a revision says', async () => {
    branches({ 'oasgard.config.yaml': low, 'openapi.yaml': document() }, { 'oasgard.config.yaml': deeper });
    const theirs = 'git:theirs:openapi.yaml';
    for (const args of [[theirs], [theirs, 'openapi.yaml'], [theirs, theirs], ['openapi.yaml', theirs]]) {
      const { code, stdout, stderr } = await diff(...args);
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(stderr).toContain('error too-deep');
      expect(await diff(...args, '--max-depth', '100')).toMatchObject(same);
    }
    const { stderr } = await diff(theirs, theirs);
    expect(stderr).toMatch(/^git:theirs:openapi\.yaml:\n\nerror too-deep/);
  });

  it('are the defaults where the working tree says nothing', async () => {
    const files = { 'oasgard.config.yaml': config(), 'openapi.yaml': document() };
    const tower = `${document()}x-tower: ${'['.repeat(150)}${']'.repeat(150)}\n`;
    branches(files, { 'oasgard.config.yaml': deeper, 'openapi.yaml': tower });
    expect((await diff('git:theirs')).stderr).toContain('error too-deep');
    rmSync('oasgard.config.yaml');
    const without = await diff('git:theirs:openapi.yaml', 'git:theirs:openapi.yaml');
    expect(without.stderr).toContain('error too-deep');
    // A configuration that cannot be read allows nothing either.
    write({ 'oasgard.config.yaml': 'limits: {' });
    const broken = await diff('git:theirs:openapi.yaml', 'git:theirs:openapi.yaml');
    expect(broken.stderr).toContain('error too-deep');
  });

  it('that the working tree raises hold for revisions too', async () => {
    branches(
      { 'oasgard.config.yaml': apis({}), 'openapi.yaml': document() },
      { 'oasgard.config.yaml': apis({ document: 'moved.yaml' }), 'moved.yaml': document() },
    );
    expect((await diff('git:main')).stderr).toContain('error too-deep');
    write({ 'oasgard.config.yaml': apis({ limits: { depth: 50 } }) });
    expect(await diff('git:main')).toMatchObject(same);
    // Of the same name, where the document is another.
    expect(await diff('git:theirs')).toMatchObject(same);
    expect(await diff('git:main:openapi.yaml', 'git:theirs:moved.yaml')).toMatchObject(same);
  });
});

describe('paths', () => {
  it('of a revision lead to nothing that is not in it', async () => {
    const secret = 'password: hunter2\n';
    const at = branches(
      { 'oasgard.config.yaml': config(), 'openapi.yaml': document() },
      { 'oasgard.config.yaml': config({ document: '../secret.yaml' }) },
      { 'secret.yaml': secret },
    );
    const hostile: readonly object[] = [
      { document: '../secret.yaml' },
      { document: at('secret.yaml') },
      { overlays: ['../secret.yaml'] },
      { overlays: [at('secret.yaml')] },
      { overlays: ['ignored.yaml'] },
    ];
    for (const [index, members] of hostile.entries()) {
      git('checkout', '-q', 'theirs');
      write({ 'oasgard.config.yaml': config(members) });
      git('commit', '-q', '--allow-empty', '-a', '-m', String(index));
      git('checkout', '-q', 'main');
      // On the disk, and in no revision.
      write({ 'ignored.yaml': secret });
      const { code, stdout, stderr } = await diff('git:theirs');
      expect({ members, code, stdout }).toEqual({ members, code: 1, stdout: '' });
      expect(stderr).toContain('error file-not-found');
      expect(stderr).not.toContain('hunter2');
    }
  });

  it('of a revision say nothing of a document on the disk', async () => {
    branches(
      { 'oasgard.config.yaml': config(), 'openapi.yaml': document() },
      { 'oasgard.config.yaml': config({ overlays: ['../outside.yaml', 'inside.yaml'] }) },
      { 'outside.yaml': 'password: hunter2\n' },
    );
    write({ 'inside.yaml': overlay('1s') });
    const { code, stdout, stderr } = await diff('openapi.yaml', 'git:theirs:openapi.yaml');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    // The revision is at fault, which has no such file; the working tree is read by its own configuration.
    expect(stderr).toContain('git:theirs:openapi.yaml:\n\nerror file-not-found');
    expect(stderr).not.toMatch(/hunter2|error overlay/);
    expect(stderr.startsWith('openapi.yaml:')).toBe(false);
  });

  it('compare a working tree with a newer revision, each by its own configuration', async () => {
    branches(
      {
        'oasgard.config.yaml': config({ overlays: ['own.yaml'] }),
        'openapi.yaml': document(),
        'own.yaml': overlay('1s'),
      },
      { 'oasgard.config.yaml': config({ overlays: ['own.yaml'] }), 'own.yaml': overlay('2s') },
    );
    const args = ['openapi.yaml', 'git:theirs:openapi.yaml', '--format', 'json'];
    const { code, stdout } = await diff(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('The handler may take 2000 ms; it was 1000.');
    expect((JSON.parse(stdout) as JsonDiff).counts).toMatchObject({ weaker: 1 });
  });

  it('out of the folder of a configuration stay what they are in a repository of several packages', async () => {
    const files = {
      'packages/server/oasgard.config.yaml': stringify({
        document: '../api/openapi.yaml',
        overlays: ['../api/security.yaml'],
        out: '../../servers/pets',
        root: '../..',
      }),
      'packages/api/openapi.yaml': document({
        paths: { '/pets': { $ref: '../../shared/pets.yaml' } },
      }),
      'packages/api/security.yaml': overlay('1s'),
      'shared/pets.yaml': stringify({
        get: { operationId: 'listPets', responses: { 204: { description: 'ok' } } },
      }),
    };
    branches(files, { 'packages/api/security.yaml': overlay('2s') });
    process.chdir('packages/server');
    expect(await diff('git:main')).toMatchObject({ ...same, stderr: '' });
    const { code, stdout } = await diff('git:main:../api/openapi.yaml', 'git:theirs:../api/openapi.yaml');
    expect(code).toBe(0);
    expect(stdout).toContain('The handler may take 2000 ms; it was 1000.');
  });
});

describe('code', () => {
  it('that a configuration names is never loaded', async () => {
    const helpers = "import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\n";
    const files = {
      'oasgard.config.yaml': config({ templates: { dir: 'templates', helpers: 'helpers.mjs' } }),
      'openapi.yaml': document(),
      'helpers.mjs': helpers,
      'templates/project/handler.ts.hbs': '{{nothing}}',
    };
    branches(files, {});
    expect(await diff('git:theirs')).toMatchObject(same);
    expect(await diff('git:main:openapi.yaml', 'git:theirs:openapi.yaml')).toMatchObject(same);
    expect(existsSync('ran')).toBe(false);
  });
});
