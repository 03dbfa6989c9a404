/** Every command that reads a document, or templates, reads the configuration as `generate` does. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import type { JsonDiff } from '../../../src/diff/json-diff.js';
import { capturedRun as oasgard } from './captured-run.js';
import { workFolder } from './run-cli.js';

const back = process.cwd();
afterEach(() => {
  process.chdir(back);
  vi.restoreAllMocks();
});

/** A folder to work in, which every command of the test is run in. */
function work(files: Readonly<Record<string, string>>): (file: string) => string {
  const { folder, remove } = workFolder(files);
  onTestFinished(remove);
  process.chdir(folder);
  return (file) => path.join(realpathSync(folder), file);
}

const document = (title = 'Pets', more: object = {}): string =>
  stringify({
    openapi: '3.1.0',
    info: { title, version: '1' },
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

const several = stringify({
  overlays: ['all.yaml'],
  apis: {
    shop: { document: 'shop.yaml', out: 'shop', templates: { dir: 'shop-templates' } },
    office: { document: 'office.yaml', out: 'office' },
  },
});

describe('explain', () => {
  it('needs an operation alone, and lets flags win', async () => {
    work({
      'oasgard.config.yaml': stringify({
        document: 'api/openapi.yaml',
        overlays: ['one.yaml'],
        naming: { operations: { 'GET /pets': 'findPets' } },
      }),
      'api/openapi.yaml': document(),
      'one.yaml': overlay('1s'),
      'two.yaml': overlay('2s'),
      'other.yaml': document('Other'),
    });
    const explained = await oasgard('explain', 'findPets');
    expect(explained).toMatchObject({ code: 0, stderr: '' });
    expect(explained.stdout).toContain('within 1 s');
    const flagged = await oasgard('explain', 'findPets', '--overlay', 'two.yaml', '--format', 'json');
    expect(JSON.parse(flagged.stdout)).toMatchObject({ operation: 'findPets' });
    expect(flagged.stdout).toContain('within 2 s');
    // A document that the configuration is not about has nothing from it.
    const other = await oasgard('explain', 'other.yaml', 'listPets');
    expect(other).toMatchObject({ code: 0 });
    expect(other.stdout).not.toContain('within 1 s');
    expect((await oasgard('explain')).stderr).toContain('The <operation> is missing.');
    expect((await oasgard('explain', 'a', 'b', 'c')).stderr).toContain('There is an argument too many: "c".');
  });

  it('takes one API of several', async () => {
    work({
      'oasgard.config.yaml': several,
      'all.yaml': overlay('3s'),
      'shop.yaml': document('Shop'),
      'office.yaml': document('Office'),
    });
    const unnamed = await oasgard('explain', 'listPets');
    expect(unnamed).toMatchObject({ code: 2, stdout: '' });
    expect(unnamed.stderr).toContain('The configuration lists several APIs: name one with --api.');
    expect(unnamed.stderr).toContain('oasgard explain --help');
    expect((await oasgard('explain', 'listPets', '--api', 'office')).stdout).toContain('within 3 s');
    expect((await oasgard('explain', 'office.yaml', 'listPets')).stdout).toContain('within 3 s');
    expect((await oasgard('explain', 'listPets', '--api', 'offise')).stderr).toContain(
      'Did you mean office?',
    );
  });

  it('says what is wrong with the configuration, and what is missing without one', async () => {
    const at = work({ 'oasgard.config.yaml': 'documnt: a.yaml\n' });
    for (const args of [
      ['explain', 'x'],
      ['harden'],
      ['templates', 'list'],
      ['templates', 'eject', 'project/handler.ts'],
    ]) {
      const { code, stdout, stderr } = await oasgard(...args);
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(stderr).toContain('error config-unknown-member: The configuration has no member "documnt".');
      expect(stderr).toContain('at oasgard.config.yaml:1:1');
    }
    expect(existsSync(at('templates'))).toBe(false);
    work({});
    const [harden, explain] = [await oasgard('harden'), await oasgard('explain', 'x')];
    expect([harden.code, explain.code]).toEqual([2, 2]);
    expect(harden.stderr).toContain('The <document> is missing, and no oasgard.config.yaml says which.');
    expect(explain.stderr).toContain('The <operation> is missing. Where no oasgard.config.yaml says');
  });
});

describe('harden', () => {
  it('leaves out what the overlays of the configuration decide', async () => {
    work({
      'oasgard.config.yaml': 'document: openapi.yaml\noverlays: [one.yaml]\n',
      'openapi.yaml': document(),
      'one.yaml': overlay('1s'),
      'other.yaml': document('Other'),
    });
    expect((await oasgard('harden')).stderr).toContain('0 undecided operations have an entry.');
    expect((await oasgard('harden', 'other.yaml')).stderr).toContain('1 undecided operation has an entry.');
  });
});

describe('how a document is read', () => {
  const files = {
    'api/openapi.yaml': document('Pets', {
      paths: {
        '/pets': {
          get: { operationId: 'listPets', responses: { 200: { $ref: '../shared/reply.yaml' } } },
        },
      },
      security: [],
      'x-security': { version: 1, access: 'public', because: 'a test' },
    }),
    'shared/reply.yaml': 'description: ok\n',
  };

  it.each([
    [['explain', 'api/openapi.yaml', 'listPets']],
    [['harden', 'api/openapi.yaml']],
    [['diff', 'api/openapi.yaml', 'api/openapi.yaml']],
    [['templates', 'context', 'operation', 'api/openapi.yaml']],
  ])('is for a flag or the configuration to say: %j', async (args) => {
    const at = work(files);
    const strict = await oasgard(...args);
    expect(strict).toMatchObject({ code: 1, stdout: '' });
    expect(strict.stderr).toContain('error reference-');
    expect(await oasgard(...args, '--root', '.')).toMatchObject({ code: 0 });
    writeFileSync(at('oasgard.config.yaml'), 'document: api/openapi.yaml\nroot: .\n');
    expect(await oasgard(...args)).toMatchObject({ code: 0 });
    expect((await oasgard(...args, '--root', 'api')).code).toBe(1);
    writeFileSync(at('oasgard.config.yaml'), 'document: api/openapi.yaml\nroot: .\nlimits: { depth: 3 }\n');
    expect((await oasgard(...args)).stderr).toContain('error too-deep');
    expect(await oasgard(...args, '--max-depth', '100')).toMatchObject({ code: 0 });
    const origin = await oasgard(...args, '--allow-remote', 'https://specs.example.com/path');
    expect(origin).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('templates', () => {
  it('list and eject take the folder of the configuration', async () => {
    const at = work({
      'oasgard.config.yaml': 'document: openapi.yaml\ntemplates: { dir: ours }\n',
      'mine/project/policy.ts.hbs': '',
    });
    expect(await oasgard('templates', 'eject', 'project/handler.ts')).toMatchObject({
      code: 0,
      stdout: 'ours/project/handler.ts.hbs\n',
    });
    const file = at('ours/project/handler.ts.hbs');
    expect((await oasgard('templates', 'list')).stdout).toMatch(/project\/handler\.ts .*\(overridden\)/);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/sha256:[0-9a-f]{8}/, 'sha256:00000000'));
    expect((await oasgard('templates', 'list')).stdout).toMatch(
      /project\/handler\.ts .*\(overridden; the original has changed\)/,
    );
    const mine = (await oasgard('templates', 'list', '--templates', 'mine')).stdout;
    expect(mine).toMatch(/project\/policy\.ts .*\(overridden\)/);
    expect(mine).not.toMatch(/project\/handler\.ts .*\(overridden/);
  });

  it('of several APIs are those of the one that is named', async () => {
    const at = work({ 'oasgard.config.yaml': several });
    for (const args of [['list'], ['eject', 'project/handler.ts']]) {
      const { code, stdout, stderr } = await oasgard('templates', ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('have several template folders: name one with --api.');
    }
    expect((await oasgard('templates', 'eject', 'project/handler.ts', '--api', 'shop')).stdout).toBe(
      'shop-templates/project/handler.ts.hbs\n',
    );
    expect((await oasgard('templates', 'list', '--api', 'shop')).stdout).toContain('(overridden)');
    // One folder for all is no question.
    writeFileSync(
      at('oasgard.config.yaml'),
      several.replace('shop-templates', 'x').replace('apis:', 'templates: { dir: x }\napis:'),
    );
    expect((await oasgard('templates', 'eject', 'project/handler.ts')).stdout).toBe(
      'x/project/handler.ts.hbs\n',
    );
  });
});

const git = (...args: readonly string[]): void => {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...args], { stdio: 'ignore' });
};

const counts = async (...args: readonly string[]): Promise<unknown> => {
  const { stdout, stderr } = await oasgard('diff', ...args, '--format', 'json');
  return stdout === '' ? stderr : (JSON.parse(stdout) as JsonDiff).counts;
};

const commit = (): void => {
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
};

describe('diff', () => {
  const config = 'document: api/openapi.yaml\noverlays: [one.yaml]\nroot: .\n';
  const files = {
    'oasgard.config.yaml': config,
    'api/openapi.yaml': document(),
    'one.yaml': overlay('1s'),
  };

  it('reads each revision by the configuration it has itself', async () => {
    const at = work(files);
    commit();
    expect(await oasgard('diff', 'git:main')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('git:main:api/openapi.yaml → api/openapi.yaml') as string,
      stderr: '',
    });
    expect(await counts('git:main')).toEqual({ weaker: 0, stronger: 0, neutral: 0 });
    // To take the overlay out of the configuration is what it is.
    writeFileSync(at('oasgard.config.yaml'), 'document: api/openapi.yaml\n');
    const dropped = await oasgard('diff', 'git:main', '--fail-on', 'weaker');
    expect(dropped).toMatchObject({ code: 1, stderr: '' });
    expect(dropped.stdout).toContain('The handler may take 15000 ms; it was 1000.');
    expect(
      (await oasgard('diff', 'git:main:api/openapi.yaml', 'api/openapi.yaml', '--fail-on', 'weaker')).code,
    ).toBe(1);
  });

  it('finds the document where the revision had it, the configuration too', async () => {
    const at = work(files);
    commit();
    git('mv', 'api', 'moved');
    writeFileSync(at('oasgard.config.yaml'), config.replace('api/', 'moved/'));
    const moved = await oasgard('diff', 'git:HEAD');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toContain('git:HEAD:api/openapi.yaml → moved/openapi.yaml');
    process.chdir(at('moved'));
    const below = await oasgard('diff', 'git:HEAD');
    expect(below.stdout).toContain('Nothing that is enforced differs.');
    writeFileSync(at('oasgard.config.yaml'), '');
    execFileSync('rm', [at('oasgard.config.yaml')]);
    process.chdir(at('.'));
    // Nor does it help to hide the configuration.
    const hidden = await oasgard(
      'diff',
      'git:HEAD:api/openapi.yaml',
      'moved/openapi.yaml',
      '--fail-on',
      'weaker',
    );
    expect(hidden.code).toBe(1);
    expect(hidden.stderr).toContain('moved/openapi.yaml has no configuration: it is read without');
  });

  it('reads documents beside each other by one configuration', async () => {
    work({ ...files, 'old.yaml': document() });
    expect(await counts('old.yaml', 'api/openapi.yaml')).toEqual({ weaker: 0, stronger: 0, neutral: 0 });
    expect(await counts('old.yaml')).toEqual({ weaker: 0, stronger: 0, neutral: 0 });
    expect(await counts('old.yaml', 'old.yaml')).toEqual({ weaker: 0, stronger: 0, neutral: 0 });
  });

  it('takes the API that is named, in each revision', async () => {
    const at = work({
      'oasgard.config.yaml': several,
      'all.yaml': overlay('1s'),
      'shop.yaml': document('Shop'),
      'office.yaml': document('Office'),
    });
    commit();
    expect(await counts('git:HEAD')).toContain('lists several APIs: name one with --api.');
    expect(await counts('git:HEAD', '--api', 'office')).toEqual({ weaker: 0, stronger: 0, neutral: 0 });
    writeFileSync(at('oasgard.config.yaml'), several.replace('office:', 'bureau:'));
    expect(await counts('git:HEAD', '--api', 'bureau')).toContain('The configuration has no API "bureau".');
    expect(await counts('git:HEAD:office.yaml', 'office.yaml')).toEqual({
      weaker: 0,
      stronger: 0,
      neutral: 0,
    });
  });

  it('says which configuration is wrong, and what git:REV needs', async () => {
    const at = work({ ...files, 'oasgard.config.yaml': 'documnt: x\n' });
    commit();
    writeFileSync(at('oasgard.config.yaml'), config);
    const faulty = await oasgard('diff', 'git:HEAD');
    expect(faulty).toMatchObject({ code: 1, stdout: '' });
    expect(faulty.stderr).toContain('error config-unknown-member');
    expect(faulty.stderr).toMatch(/^git:HEAD:/);
    execFileSync('rm', [at('oasgard.config.yaml')]);
    expect(await counts('git:HEAD')).toContain(
      'The <new> is missing. No oasgard.config.yaml says which document.',
    );
  });
});
