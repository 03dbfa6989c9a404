/** `--watch`: whatever a server is generated from, through broken saves, until Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sharedCli, workFolder } from './run-cli.js';

const { cli, remove } = sharedCli();
afterAll(remove);

class Watching {
  readonly #child: ChildProcess;
  output = '';

  constructor(folder: string, ...args: readonly string[]) {
    this.#child = spawn(process.execPath, [cli, 'generate', ...args, '--watch'], { cwd: folder });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  /** Waits until it watches again, and answers what was printed since it was last asked. */
  async round(): Promise<string> {
    const end = /Watching \d+ files? for changes; Ctrl-C ends it\.\n/;
    await expect.poll(() => this.output, { timeout: 60_000 }).toMatch(end);
    const { index, 0: match } = end.exec(this.output)!;
    const text = this.output.slice(0, index + match.length);
    this.output = this.output.slice(text.length);
    return text;
  }

  interrupt(): Promise<number | null> {
    return new Promise((resolve) => {
      this.#child.once('exit', resolve);
      this.#child.kill('SIGINT');
    });
  }
}

const document = (operation: string): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /orders:
    get:
      operationId: ${operation}
      tags: [orders]
      responses: { '200': { description: done, content: { application/json: { schema: { $ref: parts/schemas.yaml } } } } }
`;

it('generates with every change that matters, and ends at once', { timeout: 240_000 }, async () => {
  const { folder, remove: done } = workFolder({
    'openapi.yaml': document('listOrders'),
    'parts/schemas.yaml': 'type: string\n',
  });
  const at = (file: string): string => path.join(folder, file);
  const types = (): string => readFileSync(at('server/src/generated/types.ts'), 'utf8');
  const watching = new Watching(folder, 'openapi.yaml');
  expect(await watching.round()).toContain('files created');

  // A file that is referred to, replaced as editors do.
  writeFileSync(at('parts/new.yaml'), 'type: integer\n');
  renameSync(at('parts/new.yaml'), at('parts/schemas.yaml'));
  expect(await watching.round()).toMatch(/^\nparts\/schemas\.yaml changed\.\n/);
  expect(types()).toContain('Schemas = number;');

  // A broken save: shown, waited out, nothing written.
  writeFileSync(at('openapi.yaml'), 'openapi: [\n');
  expect(await watching.round()).toMatch(/openapi\.yaml changed\.[^]*syntax-error[^]*Nothing was written\./);
  expect(types()).toContain('Schemas = number;');

  // A reference to a file that comes later.
  writeFileSync(at('openapi.yaml'), document('listOrders').replace('parts/schemas', 'later/schemas'));
  expect(await watching.round()).toMatch(/file-not-found[^]*Nothing was written\./);
  mkdirSync(at('later'));
  writeFileSync(at('later/schemas.yaml'), 'type: boolean\n');
  expect(await watching.round()).toContain('later/schemas.yaml changed.');
  expect(types()).toContain('Schemas = boolean;');

  // The same bytes again, and files that nothing refers to, are no change.
  writeFileSync(at('later/schemas.yaml'), 'type: boolean\n');
  writeFileSync(at('later/other.yaml'), 'type: boolean\n');
  rmSync(at('parts'), { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(watching.output).toBe('');

  expect(await watching.interrupt()).toBe(0);
  expect(existsSync(at('server/.oasgard/lock'))).toBe(false);
  done();
});

const overlay = (timeout: string): string => `
overlay: 1.0.0
info: { title: x, version: '1' }
actions: [{ target: $, update: { x-security: { version: 1, timeout: ${timeout} } } }]
`;

const config = (more: string): string => `document: openapi.yaml\n${more}`;

it('watches the configuration, and whatever it names', { timeout: 400_000 }, async () => {
  const { folder, remove: done } = workFolder({
    'oasgard.config.yaml': config(''),
    'openapi.yaml': document('listOrders').replace('parts/schemas.yaml', 'schemas.yaml'),
    'schemas.yaml': 'type: string\n',
  });
  const at = (file: string): string => path.join(folder, file);
  const save = (file: string, text: string): void => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    // At once, as editors do: a file that is half written is a broken save too.
    writeFileSync(at('saving'), text);
    renameSync(at('saving'), at(file));
  };
  const operations = (): string => readFileSync(at('server/src/generated/operations.ts'), 'utf8');
  const note = (): string => readFileSync(at('server/note.md'), 'utf8');
  const watching = new Watching(folder);
  expect(await watching.round()).toContain('files created');

  // The configuration, which names an overlay that comes later.
  save('oasgard.config.yaml', config('overlays: [one.yaml]\n'));
  expect(await watching.round()).toMatch(/^\noasgard\.config\.yaml changed\.[^]*file-not-found/);
  save('one.yaml', overlay('1s'));
  expect(await watching.round()).toContain('one.yaml changed.');
  expect(operations()).toContain('timeoutMs: 1000');
  save('one.yaml', 'overlay: [');
  expect(await watching.round()).toMatch(/one\.yaml changed\.[^]*syntax-error[^]*Nothing was written\./);
  save('one.yaml', overlay('2s'));
  expect(await watching.round()).toContain('one.yaml changed.');
  expect(operations()).toContain('timeoutMs: 2000');

  // Broken saves of the configuration: syntax, a misspelt member, no document, several APIs, another beside it.
  for (const [text, message] of [
    ['document: [', 'syntax-error'],
    [config('outt: x\n'), 'config-unknown-member'],
    [
      'apis: { a: { document: openapi.yaml, out: a }, b: { document: openapi.yaml, out: b } }\n',
      '--watch takes one API',
    ],
  ] as const) {
    save('oasgard.config.yaml', text);
    expect(await watching.round()).toContain(message);
  }
  rmSync(at('oasgard.config.yaml'));
  expect(await watching.round()).toContain('The <document> is missing');
  save('oasgard.config.json', '{ "document": "openapi.yaml" }');
  expect(await watching.round()).toContain('oasgard.config.json changed.');
  save('oasgard.config.yaml', config(''));
  expect(await watching.round()).toContain('There are several configurations');
  rmSync(at('oasgard.config.json'));
  expect(await watching.round()).toContain('oasgard.config.json changed.');

  // A template folder that comes later, and a helper module with what it imports.
  save('oasgard.config.yaml', config('templates: { dir: ours, helpers: code/helpers.mjs }\n'));
  expect(await watching.round()).toMatch(/helper-module[^]*template-unreadable/);
  save('ours/note.md.hbs', '---\neach: api\npath: note.md\n---\n{{markdown (greeting)}}\n');
  expect(await watching.round()).toContain('There is no such module of template helpers.');
  save('code/helpers.mjs', "export { greeting } from './parts/greeting.mjs';\n");
  expect(await watching.round()).toContain('helper-module');
  save(
    'code/parts/greeting.mjs',
    "import { createRequire } from 'node:module';\nimport { word } from '../../word.mjs';\n" +
      "const require = createRequire(import.meta.url);\nconst { mark } = require('./mark');\nexport const greeting = () => word + mark;\n",
  );
  expect(await watching.round()).toContain('helper-module');
  save('code/parts/mark.json', '{ "mark": "." }');
  expect(await watching.round()).toContain('helper-module');
  save('word.mjs', "export const word = 'Hello';\n");
  expect(await watching.round()).toContain('word.mjs changed.');
  expect(note()).toBe('Hello.\n');

  // Each is loaded afresh, however deep; broken ones are waited out, even one that ends the process.
  save('word.mjs', "export const word = 'Bye';\n");
  expect(await watching.round()).toContain('word.mjs changed.');
  expect(note()).toBe('Bye.\n');
  save('code/parts/mark.json', '{ "mark": "?" }');
  expect(await watching.round()).toContain('code/parts/mark.json changed.');
  expect(note()).toBe('Bye?\n');
  save('word.mjs', "export const word = 'Bye;\n");
  expect(await watching.round()).toMatch(/helper-module[^]*Nothing was written\./);
  save('word.mjs', "process.exit(3);\nexport const word = '';\n");
  expect(await watching.round()).toContain('The run ended with status 3, before it was done.');
  save('word.mjs', "export const word = 'Again';\n");
  expect(await watching.round()).toContain('word.mjs changed.');
  expect(note()).toBe('Again?\n');
  save('ours/note.md.hbs', '---\neach: api\npath: note.md\n---\n{{markdown (greeting}}\n');
  expect(await watching.round()).toContain('template-invalid');
  save('ours/note.md.hbs', '---\neach: api\npath: note.md\n---\n> {{markdown (greeting)}}\n');
  await watching.round();
  expect(note()).toBe('> Again?\n');

  // What nothing imports is no change.
  save('other.mjs', '');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(watching.output).toBe('');
  expect(await watching.interrupt()).toBe(0);
  done();
});
