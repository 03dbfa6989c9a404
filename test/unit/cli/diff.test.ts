import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonDiff } from '../../../src/diff/json-diff.js';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove: removeBuild } = sharedCli();
afterAll(removeBuild);

interface Options {
  readonly title?: string;
  readonly security?: unknown;
  readonly path?: string;
}

function document({ title = 'Pets', security = [{ key: [] }], path: route = '/pets' }: Options = {}): string {
  return stringify({
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths: {
      [route]: {
        post: {
          operationId: 'addPet',
          security,
          requestBody: { content: { 'application/json': { schema: { $ref: 'schemas/pet.yaml' } } } },
          responses: { 204: { description: 'ok' } },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });
}

const pet = (maximum: number): string =>
  stringify({ type: 'object', properties: { age: { type: 'integer', maximum } } });

const overlay = stringify({
  overlay: '1.0.0',
  info: { title: 'Limits', version: '1' },
  actions: [{ target: '$', update: { 'x-security': { version: 1, timeout: '1s' } } }],
});

/** A repository whose commit has these files, in which some are changed since. */
function repository(
  committed: Readonly<Record<string, string>>,
  changed: Readonly<Record<string, string>>,
): ReturnType<typeof workFolder> {
  const work = workFolder(committed);
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  const git = (...args: readonly string[]): void => {
    execFileSync('git', [...identity, ...args], { cwd: work.folder, stdio: 'ignore' });
  };
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  for (const [file, text] of Object.entries(changed)) writeFileSync(path.join(work.folder, file), text);
  return work;
}

describe('oasgard diff', { timeout: 120_000 }, () => {
  it('compares a revision, with the files it refers to, and says where the change stands', async () => {
    const { folder, remove } = repository(
      { 'api/openapi.yaml': document(), 'api/schemas/pet.yaml': pet(10) },
      { 'api/schemas/pet.yaml': pet(20) },
    );
    const before = snapshot(folder);
    const args = ['diff', 'git:main:api/openapi.yaml', 'api/openapi.yaml'];
    const text = await runCli(cli, folder, args);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toBe(
      [
        'git:main:api/openapi.yaml → api/openapi.yaml\n',
        'Weaker: 1 change',
        '  bound  api/schemas/pet.yaml:5:5',
        '    The maximum of "pet.age" is 20; it was 10.',
        '    POST /pets\n',
        '1 operation: 1 weaker.',
        '  weaker    POST /pets\n',
      ].join('\n'),
    );
    const json = await runCli(cli, folder, [...args, '--format', 'json']);
    const diff = JSON.parse(json.stdout) as JsonDiff;
    expect(diff).toMatchObject({ counts: { weaker: 1, stronger: 0, neutral: 0 }, api: [], unchanged: 0 });
    expect(diff.operations).toEqual([
      {
        status: 'changed',
        direction: 'weaker',
        name: 'addPet',
        method: 'POST',
        path: '/pets',
        changes: [
          {
            kind: 'bound',
            direction: 'weaker',
            message: 'The maximum of "pet.age" is 20; it was 10.',
            reason: null,
            at: { file: 'api/schemas/pet.yaml', line: 5, column: 5, pointer: '/properties/age/maximum' },
            before: {
              file: 'git:main:api/schemas/pet.yaml',
              line: 5,
              column: 5,
              pointer: '/properties/age/maximum',
            },
          },
        ],
      },
    ]);
    expect(snapshot(folder).filter((entry) => !entry.startsWith('.git'))).toEqual(
      before.filter((entry) => !entry.startsWith('.git')),
    );
    remove();
  });

  it('ends with 1 where something is weaker and --fail-on weaker is given, and only then', async () => {
    const files = {
      'schemas/pet.yaml': pet(1),
      'a.yaml': document(),
      'b.yaml': document({ security: [] }),
    };
    const { folder, remove } = workFolder(files);
    const run = async (...args: readonly string[]): Promise<number | null> =>
      (await runCli(cli, folder, ['diff', ...args])).code;
    expect(await run('a.yaml', 'b.yaml')).toBe(0);
    expect(await run('a.yaml', 'b.yaml', '--fail-on', 'weaker')).toBe(1);
    expect(await run('b.yaml', 'a.yaml', '--fail-on', 'weaker')).toBe(0);
    expect(await run('a.yaml', 'a.yaml', '--fail-on', 'weaker', '--format', 'json')).toBe(0);
    remove();
  });

  it('reads overlays as the revision of their document has them', async () => {
    const { folder, remove } = repository(
      { 'openapi.yaml': document(), 'schemas/pet.yaml': pet(1), 'limits.yaml': overlay },
      { 'limits.yaml': overlay.replace('1s', '9s'), 'more.yaml': overlay.replace('1s', '20s') },
    );
    const documents = ['git:HEAD:openapi.yaml', 'openapi.yaml'];
    const both = await runCli(cli, folder, ['diff', ...documents, '--overlay', 'limits.yaml']);
    expect(both.stdout).toContain('The handler may take 9000 ms; it was 1000.');
    const next = await runCli(cli, folder, ['diff', ...documents, '--new-overlay', 'more.yaml']);
    expect(next.stdout).toContain('The handler may take 20000 ms; it was 15000.');
    const missing = await runCli(cli, folder, ['diff', ...documents, '--overlay', 'more.yaml']);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('git:HEAD:openapi.yaml:');
    expect(missing.stderr).toContain('file-not-found');
    remove();
  });

  it('reads paths from the root of the repository, or from here with a dot', async () => {
    const { folder, remove } = repository(
      { 'api/openapi.yaml': document(), 'api/schemas/pet.yaml': pet(1) },
      {},
    );
    const here = path.join(folder, 'api');
    for (const file of [
      'git:HEAD:api/openapi.yaml',
      'git:HEAD:./openapi.yaml',
      'git:HEAD:../api/openapi.yaml',
    ]) {
      const { code, stdout } = await runCli(cli, here, ['diff', file, 'openapi.yaml']);
      expect({ file, code }).toEqual({ file, code: 0 });
      expect(stdout).toContain('Nothing that is enforced differs.');
    }
    remove();
  });

  it.each([
    [['git:--output=injected:openapi.yaml', 'openapi.yaml'], '"--output=injected" is no revision.'],
    [['git:HEAD', 'openapi.yaml'], '"git:HEAD" is not of the form git:REV:path.'],
    [['git::openapi.yaml', 'openapi.yaml'], 'is not of the form git:REV:path.'],
    [['git:nowhere:openapi.yaml', 'openapi.yaml'], 'There is no revision "nowhere" here'],
    [['openapi.yaml'], 'The <new> is missing.'],
    [['openapi.yaml', 'openapi.yaml', '--fail-on', 'stronger'], '--fail-on cannot be "stronger".'],
  ])('refuses %j with status 2', async (args, message) => {
    const { folder, remove } = repository({ 'openapi.yaml': document(), 'schemas/pet.yaml': pet(1) }, {});
    const { code, stdout, stderr } = await runCli(cli, folder, ['diff', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(() => readFileSync(path.join(folder, 'injected'))).toThrow('ENOENT');
    remove();
  });

  it('says what is wrong with a document, and which', async () => {
    const { folder, remove } = repository(
      { 'openapi.yaml': document({ security: [{ nokey: [] }] }), 'schemas/pet.yaml': pet(1) },
      { 'openapi.yaml': document() },
    );
    const { code, stdout, stderr } = await runCli(cli, folder, [
      'diff',
      'git:HEAD:openapi.yaml',
      'openapi.yaml',
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^git:HEAD:openapi\.yaml:\n\nerror undefined-scheme:/);
    remove();
  });

  it('lets no string of a document act in a comment or on a terminal', async () => {
    const hostile = 'a`b``c|@everyone](https://evil.example)<img src=x>\u202e\u001b[31m"\\';
    const schema = (more: readonly string[]): string =>
      stringify({ type: 'object', properties: { [hostile]: { enum: [hostile, ...more] } } });
    const { folder, remove } = workFolder({
      'a/schemas/pet.yaml': schema([]),
      'b/schemas/pet.yaml': schema([`${hostile}2`]),
      'a/openapi.yaml': document(),
      'b/openapi.yaml': document(),
    });
    const run = async (format: string): Promise<string> =>
      (await runCli(cli, folder, ['diff', 'a/openapi.yaml', 'b/openapi.yaml', '--format', format])).stdout;
    const [text, markdown] = [await run('text'), await run('markdown')];
    for (const output of [text, markdown]) expect(output).not.toMatch(/[\u202e\u001b]/u);
    const outside = markdown.replace(/(`+)(?!`)[^]*?[^`]\1(?!`)/gu, '');
    expect(markdown).toContain('@everyone');
    expect(outside).not.toMatch(/@everyone|evil\.example|<img/u);
    remove();
  });
});
