/** At which line a reply that does not fit is reported, by the way in which its handler is written. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Compiler, compilerPath, repository } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each with the line that must be reported: `// here`. */
const forms: Readonly<Record<string, string>> = {
  'an expression': `
    ({ body }) => ({
      status: 200,
      body: {
        id: body.sku, // here
      },
    })`,
  'an asynchronous expression': `
    async ({ body }) => ({ // here
      status: 200,
      body: {
        id: body.sku,
      },
    })`,
  'a block': `
    async ({ body }) => { // here
      if (body.sku === '') return { status: 404 };
      return {
        status: 200,
        body: {
          id: body.sku,
        },
      };
    }`,
  'a block with the type of its reply': `
    async ({ body }): Promise<Reply | Problem> => {
      if (body.sku === '') return { status: 404 };
      if (body.sku === 'x') return problem(409, 'conflict');
      return {
        status: 200,
        body: {
          id: body.sku, // here
        },
      };
    }`,
  'a block with the type of its reply, and a status that is none': `
    async ({ body }): Promise<Reply | Problem> => {
      if (body.sku === '') return { status: 200, body: { id: 1 } };
      return {
        status: 205, // here
      };
    }`,
  'a block with the type of its reply, and a property too many': `
    async ({ body }): Promise<Reply | Problem> => {
      return {
        status: 200,
        body: {
          id: 1,
          secret: body.sku, // here
        },
      };
    }`,
};

const compilers: readonly Compiler[] = ['typescript', 'typescript7'];

it.each(compilers)('%s', { timeout: 120_000 }, async (compiler) => {
  const root = path.join(folder, compiler);
  symlinkSync(path.join(repository, 'src/runtime'), path.join(folder, `runtime-of-${compiler}`));
  const head = `import { type Handler, type Problem, problem, type ReplyHeaders } from './runtime-of-${compiler}/core/handler.js';
type Request = { readonly body: { readonly sku: string } };
type Reply =
  | { readonly status: 200; readonly headers?: ReplyHeaders; readonly body: { id: number } }
  | { readonly status: 404; readonly headers?: ReplyHeaders };
`;
  const text = `${head}${Object.values(forms)
    .map(
      (form, index) =>
        `export const handler${String(index)}: Handler<Request, Reply> =${form.startsWith('\n') ? ' ' : ''}${form.trim()};\n`,
    )
    .join('')}export { problem, type Problem };\n`;
  writeFileSync(`${root}.ts`, text);
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--types',
    'node',
    '--typeRoots',
    path.join(repository, 'node_modules/@types'),
    '--preserveSymlinks',
    '--skipLibCheck',
  ];
  const { stdout } = await runProcess(process.execPath, [compilerPath(compiler), ...options, `${root}.ts`], {
    cwd: folder,
  });
  const lines = text.split('\n');
  const reported = [...stdout.matchAll(/^[\w.]+\((\d+),\d+\): error/gm)].map(
    ([, line]) => lines[Number(line) - 1],
  );
  expect(reported, stdout).toEqual(lines.filter((line) => line.endsWith('// here')));
});
