/** Each worked customization: generated, compiled, started and called, and grown by an operation. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import { buildProject, filesOf, linkPackages } from '../support/generated-project.js';
import { freePort } from '../support/free-port.js';
import { repository } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';
import { type BuiltCli, sharedCli } from '../unit/cli/run-cli.js';

const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-templates-'));
let built: BuiltCli;

beforeAll(() => {
  built = sharedCli();
  cpSync(path.join(repository, 'samples/templates'), parent, { recursive: true });
  // Helper modules import the package by its name, as they would from a project of their own.
  mkdirSync(path.join(parent, 'node_modules'));
  symlinkSync(path.dirname(path.dirname(built.cli)), path.join(parent, 'node_modules/oasgard'));
}, 60_000);

afterAll(() => {
  built.remove();
  rmSync(parent, { recursive: true, force: true });
});

/** A generated project of one sample. */
class Sample {
  readonly folder: string;
  readonly #sample: string;

  constructor(name: string) {
    this.#sample = path.join(parent, name);
    this.folder = path.join(this.#sample, 'server');
  }

  /** Runs the command that the README ends with. */
  async generate(): Promise<void> {
    const readme = readFileSync(path.join(this.#sample, 'README.md'), 'utf8');
    const [, line = ''] = /^oasgard (generate .*)$/m.exec(readme) ?? [];
    const back = process.cwd();
    let printed = '';
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        printed += String(chunk);
        return true;
      }),
    );
    process.chdir(this.#sample);
    try {
      expect(await run(line.split(' ')), printed).toBe(0);
    } finally {
      process.chdir(back);
      for (const spy of spies) spy.mockRestore();
    }
    expect(printed).not.toMatch(/template-|helper-module/);
  }

  async create(): Promise<void> {
    await this.generate();
    linkPackages(this.folder);
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  async build(): Promise<void> {
    expect(await buildProject(this.folder, 'typescript7')).toBe('');
  }

  async start(): Promise<Running> {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), OPERATOR_PORT: String(await freePort()) };
    const child = spawn(process.execPath, ['dist/server.js', '--development'], { cwd: this.folder, env });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const authorization = (): string => /Authorization: (Bearer [\w.-]+)/.exec(printed)?.[1] ?? '';
    await expect.poll(authorization, { message: printed }).not.toBe('');
    return new Running(child, `http://localhost:${port}`, authorization());
  }
}

class Running {
  readonly origin: string;
  readonly authorization: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, origin: string, authorization: string) {
    this.#child = child;
    this.origin = origin;
    this.authorization = authorization;
  }

  async status(target: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const response = await fetch(this.origin + target, { headers });
    await response.arrayBuffer();
    return response.status;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
  }
}

const document = readFileSync(path.join(repository, 'samples/templates/openapi.yaml'), 'utf8');
const grown = document.replace(
  '\n  /status:',
  `
    delete:
      operationId: deleteNote
      tags: [notes]
      summary: Forget a note.
      x-security: { access: { object: { type: note } } }
      responses: { '204': { description: Gone. } }
  /status:`,
);

/** Generates over a document with one more operation. */
async function withGrownDocument(sample: Sample, check: () => Promise<void> | void): Promise<void> {
  const folder = path.dirname(sample.folder);
  const own = path.join(folder, 'openapi.yaml');
  writeFileSync(own, grown);
  const readme = path.join(folder, 'README.md');
  writeFileSync(readme, readFileSync(readme, 'utf8').replace('../openapi.yaml', 'openapi.yaml'));
  await sample.generate();
  await check();
}

/** That guards stand, whatever the templates look like. */
async function expectGuards(sample: Sample): Promise<void> {
  const server = await sample.start();
  try {
    expect(await server.status('/notes')).toBe(401);
    expect(await server.status('/notes', { Authorization: 'Bearer forged' })).toBe(401);
    expect(await server.status('/notes', { Authorization: server.authorization })).toBe(501);
    expect(await server.status('/status')).toBe(501);
  } finally {
    await server.end();
  }
}

describe('samples/templates', () => {
  it('handler-style: writes stubs another way, also those that are added later', async () => {
    const sample = new Sample('handler-style');
    await sample.create();
    const mine =
      sample.read('src/handlers/notes.ts').replace("log.info('listNotes', { written: false });\n  ", '') +
      '// mine\n';
    sample.write('src/handlers/notes.ts', mine.replace('{ log }: ListNotesRequest', '_: ListNotesRequest'));
    const before = sample.read('src/handlers/notes.ts');
    await withGrownDocument(sample, async () => {
      const after = sample.read('src/handlers/notes.ts');
      expect(after).toMatch(
        /\/\/ mine\n\n\/\*\*\n \* DELETE \/notes\/\{noteId\}\n \*\n \* Forget a note\.\n \*\/\nexport async function deleteNote\(/,
      );
      expect(after).toMatch(/type DeleteNoteRequest/);
      expect(isSubsequence(before, after)).toBe(true);
      await sample.build();
      await expectGuards(sample);
    });
  }, 120_000);

  it('file-per-operation: lays handlers and policies out one by one, also those that are added later', async () => {
    const sample = new Sample('file-per-operation');
    await sample.create();
    await withGrownDocument(sample, async () => {
      const files = [...filesOf(sample.folder).keys()].filter((file) =>
        /^src\/(?:handlers|policies)\//.test(file),
      );
      expect(files.sort()).toEqual([
        'src/handlers/index.ts',
        'src/handlers/notes/createNote.ts',
        'src/handlers/notes/deleteNote.ts',
        'src/handlers/notes/getNote.ts',
        'src/handlers/notes/listNotes.ts',
        'src/handlers/status/getStatus.ts',
        'src/policies/index.ts',
        'src/policies/notes/delete-note.policy.ts',
        'src/policies/notes/get-note.policy.ts',
      ]);
      expect(sample.read('src/handlers/index.ts')).toContain("export * from './notes/deleteNote.js';\n");
      await sample.build();
      await expectGuards(sample);
    });
  }, 120_000);

  it('operation-tests: keeps a test for every operation, which pass, and prunes those of others', async () => {
    const sample = new Sample('operation-tests');
    await withGrownDocument(sample, () => {
      expect(sample.read('src/test/notes/delete-note.test.ts')).toContain("'deleteNote' + ' refuses");
      writeFileSync(path.join(path.dirname(sample.folder), 'openapi.yaml'), document);
    });
    await sample.generate();
    expect([...filesOf(sample.folder).keys()]).not.toContain('src/test/notes/delete-note.test.ts');
    rmSync(sample.folder, { recursive: true });
    await sample.create();
    await sample.build();
    const tests = ['create-note', 'get-note', 'list-notes'].map((name) => `dist/test/notes/${name}.test.js`);
    const { code, stdout } = await runProcess(
      process.execPath,
      ['--test', '--test-reporter=tap', ...tests, 'dist/test/status/get-status.test.js'],
      { cwd: sample.folder },
    );
    expect({ code, passed: /# pass (\d+)/.exec(stdout)?.[1] }, stdout).toEqual({ code: 0, passed: '4' });
    await expectGuards(sample);
  }, 120_000);

  it('licence-header: opens every file that has comments', async () => {
    const sample = new Sample('licence-header');
    await sample.create();
    const bare = [...filesOf(sample.folder)].filter(
      ([file, text]) =>
        (/\.[jt]s$/.test(file) && !text.startsWith('// SPDX-FileCopyrightText: ')) ||
        (file.endsWith('.yaml') && !text.startsWith('# SPDX-FileCopyrightText: ')),
    );
    expect(bare.map(([file]) => file)).toEqual([]);
    expect(JSON.parse(sample.read('package.json'))).toMatchObject({ license: 'SEE LICENSE IN LICENCE.txt' });
    expect(sample.read('LICENCE.txt')).toBe('Notes 1.0.0. All rights reserved by Notes Ltd.\n');
    await sample.build();
    await expectGuards(sample);
  }, 120_000);

  it('client: writes a client that calls the server', async () => {
    const sample = new Sample('client');
    await sample.create();
    const notes = sample.read('src/handlers/notes.ts');
    sample.write(
      'src/handlers/notes.ts',
      notes
        .replace(
          /createNote: (.*?) = [^]*?\n};/,
          "createNote: $1 = ({ body }) => ({ status: 201, body: { id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8', ...body } });",
        )
        .replace(
          /listNotes: (.*?) = [^]*?\n};/,
          'listNotes: $1 = ({ query }) => problem(query.limit === 7 ? 409 : 501, query.limit === 7 ? "conflict" : "not-implemented");',
        ),
    );
    await sample.build();
    await expectGuards(sample);
    const { NotesClient } = (await import(
      pathToFileURL(path.join(sample.folder, 'dist/client/client.js')).href
    )) as {
      readonly NotesClient: new (
        origin: string,
        headers?: object,
      ) => Record<string, (input: object) => Promise<unknown>>;
    };
    const server = await sample.start();
    try {
      const client = new NotesClient(server.origin, { Authorization: server.authorization });
      expect(await client['createNote']!({ body: { text: 'milk' } })).toEqual({
        status: 201,
        body: { id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8', text: 'milk' },
      });
      expect(await client['listNotes']!({ query: { limit: 7 } })).toMatchObject({ status: 409 });
      expect(
        await client['getNote']!({ path: { noteId: '6ba7b810-9dad-41d1-80b4-00c04fd430c8' } }),
      ).toMatchObject({
        status: 403,
        body: { code: 'policy-undecided' },
      });
      expect(await new NotesClient(server.origin)['createNote']!({ body: { text: 'milk' } })).toMatchObject({
        status: 401,
      });
    } finally {
      await server.end();
    }
    expect(sample.read('deploy/compose.yaml')).toContain('HOSTS: "notes.example.com"');
  }, 120_000);
});

/** Whether every character of `part` is in `whole`, in order. */
function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (part.startsWith(character, at)) at += character.length;
  return at === part.length;
}
