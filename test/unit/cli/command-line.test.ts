import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove: removeBuild } = sharedCli();
afterAll(removeBuild);

const document = stringify({
  openapi: '3.1.0',
  info: { title: 'Pets \u001B[31m', version: '1.0.0' },
  paths: {
    '/pets': {
      get: { operationId: 'listPets', security: [{ key: [] }], responses: { 204: { description: 'ok' } } },
      post: { operationId: 'addPet', tags: ['pets'], responses: { 204: { description: 'ok' } } },
    },
    '/ping': { get: { operationId: 'ping', security: [], responses: { 204: { description: 'ok' } } } },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
});

describe('usage', { timeout: 60_000 }, () => {
  it.concurrent('shows help and the version on stdout', async () => {
    const { folder, remove } = workFolder({});
    for (const args of [['--help'], ['-h'], ['generate', '--help'], ['--version'], ['generate', '-v']]) {
      const { code, stdout, stderr } = await runCli(cli, folder, args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      expect(stdout).toMatch(
        args.some((arg) => /v/.test(arg)) ? /^\d+\.\d+\.\d+\n$/ : /Exit status[^]*70 {2}a bug/,
      );
    }
    remove();
  });

  it.concurrent.each([
    [[], 'Name a command.'],
    [['genrate'], 'There is no command "genrate". Did you mean generate?'],
    [['--out', 'x'], 'There is no option --out without a command.'],
    [['generate'], 'The <document> is missing, and no oasgard.config.yaml says which.'],
    [['explain', 'a'], 'The <operation> is missing.'],
    [['generate', 'a', 'b'], 'There is an argument too many: "b".'],
    [['generate', 'a', '--overlya', 'b'], 'There is no option --overlya. Did you mean --overlay?'],
    [['generate', 'a', '--failOn', 'low'], 'There is no option --failOn. Did you mean --fail-on?'],
    [['generate', 'a', '--fail-on', 'hgh'], '--fail-on cannot be "hgh". Did you mean high? Use one of '],
    [
      ['generate', 'a', '--fail-on', 'foo'],
      '--fail-on cannot be "foo". Use one of info, low, medium, high, weaker.',
    ],
    [['generate', 'a', '--format', 'xml'], '--format cannot be "xml".'],
    [['generate', 'a', '--rename', 'old'], '--rename needs two names: old=new.'],
    [['generate', 'a', '--check', '--watch'], '--check and --watch exclude each other.'],
    [['generate', 'a', '--out'], '--out needs a value.'],
    [['generate', 'a', '--out', 'b', '--out', 'c'], '--out may be given only once.'],
  ])('refuses %j with status 2', async (args, message) => {
    const { folder, remove } = workFolder({});
    const { code, stdout, stderr } = await runCli(cli, folder, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/See `oasgard( generate| explain)? --help`\.\n$/);
    expect(snapshot(folder)).toEqual([]);
    remove();
  });
});

describe('generate', { timeout: 120_000 }, () => {
  it('writes a project, says what guards it, and changes nothing the second time', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': document });
    const first = await runCli(cli, folder, ['generate', 'openapi.yaml']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).not.toContain('\u001B');
    expect(first.stdout).toMatch(/3 operations\n\.\/server: \d+ files created\./);
    expect(first.stdout).toMatch(/ key +1\n/);
    expect(first.stdout).toMatch(/ nothing: public +1\n/);
    expect(first.stdout).toMatch(/ undecided: denied to everybody +1\n/);
    expect(first.stdout).toMatch(/POST \/pets +openapi\.yaml:\d+/);
    expect(first.stdout).toMatch(
      / key-without-format {2}openapi\.yaml:\d+:\d+\n {10}\S.*\n +\d+ \| .*\n {10}\| +\^+\n {10}help: \S/,
    );
    expect(first.stdout).toMatch(/Next\n {2}cd \.\/server\n {2}npm install\n {2}npm run dev\n$/);

    const before = snapshot(folder);
    const second = await runCli(cli, folder, ['generate', 'openapi.yaml'], { FORCE_COLOR: '1' });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('./server: nothing to change.');
    expect(second.stdout).not.toContain('npm install');
    expect(second.stdout).toContain('\u001B[');
    expect(snapshot(folder)).toEqual(before);

    // The overlay that the summary proposes decides the operation it names.
    const overlay = /\n( {2}overlay: [^]*?)\n\n/.exec(first.stdout)?.[1] ?? '';
    expect(parse(overlay)).toHaveProperty('actions');
    const more = workFolder({ 'openapi.yaml': document, 'security.yaml': overlay });
    const args = ['generate', 'openapi.yaml', '--overlay', 'security.yaml', '--format', 'json'];
    const decided = await runCli(cli, more.folder, args);
    const { summary, files, diagnostics } = JSON.parse(decided.stdout) as {
      readonly summary: { readonly undecided: readonly unknown[] };
      readonly files: { readonly created: readonly string[] };
      readonly diagnostics: readonly unknown[];
    };
    expect(decided.code).toBe(0);
    expect(summary.undecided).toEqual([]);
    expect(files.created).toContain('src/server.ts');
    expect(diagnostics).not.toHaveLength(0);
    more.remove();
    remove();
  });

  it('turns findings into errors with --fail-on, and then writes nothing', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': document });
    const { code, stdout, stderr } = await runCli(cli, folder, [
      'generate',
      'openapi.yaml',
      '--fail-on',
      'medium',
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error access-undecided:/m);
    expect(snapshot(folder)).toHaveLength(1);
    remove();
  });

  it('adopts a package: adds what is missing, keeps what is there, names the dependencies it lacks', async () => {
    const own = {
      'package.json': '{ "name": "mine" }',
      'src/server.ts': 'export {};\n',
      'openapi.yaml': document,
    };
    const { folder, remove } = workFolder(own);
    const refused = await runCli(cli, folder, ['generate', 'openapi.yaml', '--out', '.']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('output-not-ours');
    expect(snapshot(folder)).toHaveLength(4);

    const adopted = await runCli(cli, folder, ['generate', 'openapi.yaml', '--out', '.', '--adopt']);
    expect(adopted.code).toBe(0);
    expect(adopted.stdout).toContain('Kept as they were: package.json, src/server.ts.');
    expect(adopted.stdout).toMatch(/\n {2}npm install [^\n]*typescript@/);
    // Nothing of oasgard's starts here, whatever `npm run dev` is.
    expect(adopted.stdout).not.toMatch(/npm run|tsx watch/);
    expect(adopted.stdout).toContain(
      'src/server.ts is yours: serve what createApi of src/generated/index.ts returns',
    );
    for (const [file, text] of Object.entries(own))
      expect(readFileSync(path.join(folder, file), 'utf8')).toBe(text);
    remove();
  });
});
