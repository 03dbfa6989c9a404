import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove: removeBuild } = sharedCli();
afterAll(removeBuild);

function document(title: string): string {
  return stringify({
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths: { '/pets': { get: { operationId: 'listPets', responses: { 204: { description: 'ok' } } } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });
}

const overlay = (timeout: string): string =>
  stringify({
    overlay: '1.0.0',
    info: { title: 'x', version: '1' },
    actions: [{ target: '$', update: { security: [{ key: [] }], 'x-security': { version: 1, timeout } } }],
  });

describe('generate with a configuration', { timeout: 120_000 }, () => {
  it.concurrent('needs no arguments, and lets flags win', async () => {
    const { folder, remove } = workFolder({
      'oasgard.config.yaml': stringify({
        document: 'api/openapi.yaml',
        out: 'build/server',
        overlays: ['one.yaml'],
        failOn: 'info',
        naming: { operations: { 'GET /pets': 'findPets' } },
      }),
      'api/openapi.yaml': document('Pets'),
      'one.yaml': overlay('1s'),
      'two.yaml': overlay('2s'),
    });
    const strict = await runCli(cli, folder, ['generate']);
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain('error key-without-format');
    expect(existsSync(path.join(folder, 'build'))).toBe(false);

    const args = ['generate', '--fail-on', 'high', '--overlay', 'two.yaml'];
    const { code, stdout, stderr } = await runCli(cli, folder, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('build/server: ');
    const operations = readFileSync(path.join(folder, 'build/server/src/generated/operations.ts'), 'utf8');
    expect(operations).toContain('timeoutMs: 2000');
    expect(readFileSync(path.join(folder, 'build/server/src/handlers/general.ts'), 'utf8')).toContain(
      'const findPets',
    );

    const before = snapshot(folder);
    expect(await runCli(cli, folder, args)).toMatchObject({ code: 0, stderr: '' });
    expect(snapshot(folder)).toEqual(before);

    // A document that the configuration is not about has nothing from it.
    writeFileSync(path.join(folder, 'other.yaml'), document('Other'));
    const other = await runCli(cli, folder, ['generate', 'other.yaml', '--out', 'other']);
    expect(other).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(path.join(folder, 'other/src/handlers/general.ts'), 'utf8')).toContain(
      'const listPets',
    );
    // The one it is about has.
    const same = await runCli(cli, folder, ['generate', './api/openapi.yaml', ...args.slice(1), '--check']);
    expect(same).toMatchObject({ code: 0 });
    remove();
  });

  it.concurrent('carries a handler over to the name that is asked for', async () => {
    const { folder, remove } = workFolder({
      'openapi.yaml': document('Pets'),
      'oasgard.config.yaml': 'document: openapi.yaml\n',
    });
    expect((await runCli(cli, folder, ['generate'])).code).toBe(0);
    const handlers = path.join(folder, 'server/src/handlers/general.ts');
    writeFileSync(
      handlers,
      readFileSync(handlers, 'utf8').replace(/problem\(501, .*\);/, '{ status: 204 };'),
    );
    const config = path.join(folder, 'oasgard.config.yaml');
    writeFileSync(config, 'document: openapi.yaml\nnaming: { operations: { GET /pets: findPets } }\n');
    expect(await runCli(cli, folder, ['generate'])).toMatchObject({ code: 0 });
    expect(readFileSync(handlers, 'utf8')).toMatch(
      /const findPets: Handlers\['findPets'\] = [^;]*status: 204/,
    );
    expect(readFileSync(handlers, 'utf8')).not.toContain('listPets');

    writeFileSync(config, 'document: openapi.yaml\nnaming: { operations: { GET /pet: findPets } }\n');
    const unmatched = await runCli(cli, folder, ['generate']);
    expect(unmatched.code).toBe(1);
    expect(unmatched.stderr).toContain('error naming-unmatched: The document has no operation "GET /pet".');
    expect(unmatched.stderr).toContain('at oasgard.config.yaml:2:25');
    expect(unmatched.stderr).toContain('Did you mean "GET /pets"?');
    remove();
  });

  it.concurrent('generates several APIs, or those that are named', async () => {
    const { folder, remove } = workFolder({
      'oasgard.config.yaml': stringify({
        apis: {
          shop: { document: 'shop.yaml', out: 'shop' },
          broken: { document: 'broken.yaml', out: 'broken' },
          office: { document: 'office.yaml', out: 'office' },
        },
      }),
      'shop.yaml': document('Shop'),
      'broken.yaml': 'openapi: 3.1.0\n',
      'office.yaml': document('Office'),
    });
    const one = await runCli(cli, folder, ['generate', '--api', 'shop']);
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(path.join(folder, 'office'))).toBe(false);
    const all = await runCli(cli, folder, ['generate']);
    expect(all.code).toBe(1);
    expect(all.stdout).toContain('shop: nothing to change.');
    expect(all.stdout).toMatch(/office: \d+ files created/);
    expect(all.stderr).toContain('broken.yaml');
    for (const [args, message] of [
      [['--api', 'shpo'], 'The configuration has no API "shpo". Did you mean shop?'],
      [['--out', 'x'], '--out takes one API: name it with --api.'],
      [['--format', 'json'], '--format json takes one API: name it with --api.'],
      [['--rename', 'a=b'], '--rename takes one API: name it with --api.'],
      [['--watch'], '--watch takes one API: name it with --api.'],
    ] as const) {
      const refused = await runCli(cli, folder, ['generate', ...args]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(message);
    }
    remove();
  });

  it.concurrent(
    'runs nothing of a configuration that is wrong, and nothing of one beyond the repository',
    async () => {
      const helpers =
        "import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\nexport const a = () => '';\n";
      const { folder, remove } = workFolder({
        'openapi.yaml': document('Pets'),
        'helpers.mjs': helpers,
        'oasgard.config.yaml': 'document: openapi.yaml\ntemplates: { helpers: helpers.mjs }\ndoors: node\n',
        'inner/openapi.yaml': document('Inner'),
      });
      const wrong = await runCli(cli, folder, ['generate']);
      expect(wrong).toMatchObject({ code: 1, stdout: '' });
      expect(wrong.stderr).toContain('error config-unknown-member: The configuration has no member "doors".');
      expect(wrong.stderr).toContain('Did you mean "door"?');
      expect(wrong.stderr).toContain('Nothing was written.');
      execFileSync('git', ['init', '-q', 'inner'], { cwd: folder });
      const beyond = await runCli(cli, path.join(folder, 'inner'), ['generate']);
      expect(beyond).toMatchObject({ code: 2, stdout: '' });
      expect(beyond.stderr).toContain('The <document> is missing, and no oasgard.config.yaml says which.');
      expect(existsSync(path.join(folder, 'ran'))).toBe(false);
      const json = await runCli(cli, folder, ['generate', '--format', 'json']);
      expect(JSON.parse(json.stdout)).toMatchObject({
        diagnostics: [{ code: 'config-unknown-member', line: 3 }],
        files: null,
      });
      remove();
    },
  );

  it.concurrent('refuses to choose between two configurations', async () => {
    const config = 'document: openapi.yaml\n';
    const { folder, remove } = workFolder({
      'openapi.yaml': document('Pets'),
      'oasgard.config.yaml': config,
      'oasgard.config.json': '{}',
    });
    const both = await runCli(cli, folder, ['generate']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain(
      'There are several configurations: oasgard.config.yaml, oasgard.config.json.',
    );
    expect((await runCli(cli, folder, ['generate', '--config', 'oasgard.config.yaml'])).code).toBe(0);
    remove();
  });
});

describe('init', { timeout: 120_000 }, () => {
  it.concurrent('writes what generate then takes, and never overwrites', async () => {
    const { folder, remove } = workFolder({ 'api/openapi.yaml': document('Pets') });
    const written = await runCli(cli, folder, [
      'init',
      '--door',
      'node',
      '--fail-on',
      'high',
      '--fail-on',
      'weaker',
    ]);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    const config = readFileSync(path.join(folder, 'oasgard.config.yaml'), 'utf8');
    expect(config).toContain('document: api/openapi.yaml\nout: server\nfailOn: [high, weaker]\ndoor: node\n');
    expect((await runCli(cli, folder, ['generate'])).code).toBe(0);
    for (const args of [[], ['--yes'], ['--config', 'oasgard.config.yaml']]) {
      const again = await runCli(cli, folder, ['init', ...args]);
      expect(again).toMatchObject({ code: 2, stdout: '' });
      expect(again.stderr).toContain('oasgard.config.yaml exists already.');
    }
    expect(readFileSync(path.join(folder, 'oasgard.config.yaml'), 'utf8')).toBe(config);
    remove();
  });

  it.concurrent.each([
    [{}, [], 'No OpenAPI document is found here: name it with --document.'],
    [
      { 'a.yaml': 'openapi: 3.1.0\n', 'b.yaml': 'openapi: 3.1.0\n' },
      [],
      'Several OpenAPI documents are found: a.yaml, b.yaml.',
    ],
    [{}, ['--document', 'none.yaml'], '--document: there is no file none.yaml.'],
    [{ 'a.yaml': 'openapi: 3.1.0\n' }, ['--door', 'express'], '--door cannot be "express".'],
    [
      { 'a.yaml': 'openapi: 3.1.0\n' },
      ['--fail-on', 'low', '--fail-on', 'high'],
      'failOn lists two severities.',
    ],
    [
      { 'a.yaml': 'openapi: 3.1.0\n', 'oasgard.config.json': '{}' },
      [],
      'oasgard.config.json exists already.',
    ],
    [{ 'a.yaml': 'openapi: 3.1.0\n' }, ['--config', 'no/such/folder.yaml'], 'cannot be written (ENOENT).'],
  ])('refuses with %j and %j', async (files, args, message) => {
    const { folder, remove } = workFolder(files);
    const before = snapshot(folder);
    const { code, stdout, stderr } = await runCli(cli, folder, ['init', '--yes', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(snapshot(folder)).toEqual(before);
    remove();
  });
});
