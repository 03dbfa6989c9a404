/** What users' files import and the document no longer gives stays for as long as they do, works, and is said once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { typescriptLoader } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const documentOf = (schemes: string, schemas = ''): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /orders:
    get:
      operationId: listOrders
      security: [${schemes}]
      x-security: { access: authenticated }
      responses: { '204': { description: done } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    password: { type: http, scheme: basic }
${schemas}`;
const before = documentOf('{ key: [] }, { password: [] }', '  schemas: { Bill: { type: string } }');
const after = documentOf('{ key: [] }').replace(/ {4}password:.*\n/, '');

it('keeps them until the last import is gone', async () => {
  const out = path.join(folder, 'server');
  const document = path.join(folder, 'openapi.yaml');
  const mine = path.join(out, 'src/mine.ts');
  const generated = (file: string): string => readFileSync(path.join(out, 'src/generated', file), 'utf8');
  const run = async (text: string): Promise<readonly string[]> => {
    writeFileSync(document, text);
    const result = await generate({ document, out });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    return result.diagnostics.filter(({ code }) => code === 'export-removed').map(({ message }) => message);
  };
  await run(before);
  writeFileSync(
    mine,
    `import { verifyPassword } from './generated/index.js';
import type { Bill } from './generated/types.js';
export const bill: Bill = 'bill';
console.log(await verifyPassword(null, 'secret'));
`,
  );

  expect(await run(after)).toEqual([
    'The document no longer asks for "Bill" of src/generated/types.ts; it stays for src/mine.ts:2.',
    'The document no longer asks for "verifyPassword" of src/generated/index.ts; it stays for src/mine.ts:1.',
  ]);
  writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
  const { stdout, stderr } = await runProcess(
    process.execPath,
    ['--import', typescriptLoader, 'src/mine.ts'],
    { cwd: out },
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'false\n', stderr: '' });

  const files = [generated('types.ts'), generated('index.ts')];
  expect(await run(after)).toEqual([]);
  expect([generated('types.ts'), generated('index.ts')]).toEqual(files);

  writeFileSync(mine, 'export {};\n');
  await run(after);
  expect(generated('types.ts')).not.toContain('Bill');
  expect(generated('index.ts')).not.toContain('verifyPassword');
}, 60_000);

it('believes nothing that somebody wrote into the generated files', async () => {
  const out = path.join(folder, 'edited');
  const document = path.join(folder, 'edited.yaml');
  writeFileSync(document, after);
  expect((await generate({ document, out })).ok).toBe(true);
  const types = path.join(out, 'src/generated/types.ts');
  writeFileSync(types, `${readFileSync(types, 'utf8')}export type Smuggled = string;\n`);
  writeFileSync(
    path.join(out, 'src/mine.ts'),
    "import type { Smuggled } from './generated/types.js';\nexport type Mine = Smuggled;\n",
  );
  expect((await generate({ document, out, force: true })).ok).toBe(true);
  expect(readFileSync(types, 'utf8')).not.toContain('Smuggled');
});
