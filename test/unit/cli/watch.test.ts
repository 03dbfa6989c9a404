/** `--watch`: document and whatever it refers to, through broken saves, until Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildCli, workFolder } from './run-cli.js';

const { cli, remove } = buildCli();
afterAll(remove);

class Watching {
  readonly #child: ChildProcess;
  output = '';

  constructor(folder: string) {
    this.#child = spawn(process.execPath, [cli, 'generate', 'openapi.yaml', '--watch'], { cwd: folder });
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
  const watching = new Watching(folder);
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
