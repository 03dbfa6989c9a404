/** A project through three documents, with edits in between: every byte of the user's stays, and the result compiles. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { generate } from '../../../src/index.js';
import { linkPackages, typeCheck } from '../../support/generated-project.js';

/** Document with operations `name: tag`. */
function documentOf(operations: Readonly<Record<string, string>>): string {
  const paths = Object.entries(operations).map(([operationId, tag]) => [
    `/${operationId}/{id}`,
    {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId, tags: [tag], responses: { 204: { description: 'done' } } },
    },
  ]);
  return stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    'x-security': { version: 1, access: 'authenticated' },
    security: [{ token: [] }],
    paths: Object.fromEntries(paths) as unknown,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          'x-security': { issuer: 'https://id.example', audience: 'shop' },
        },
      },
    },
  });
}

it('grows with its document', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-regenerate-'));
  const out = path.join(folder, 'server');
  const read = (file: string): string => readFileSync(path.join(out, file), 'utf8');
  const run = async (operations: Readonly<Record<string, string>>) => {
    const document = path.join(folder, 'openapi.yaml');
    writeFileSync(document, documentOf(operations));
    const result = await generate({ document, out });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    return result;
  };

  await run({ order: 'orders', item: 'orders' });
  linkPackages(out);
  const edited = `// Mine.\nimport type { Handlers } from '../generated/index.js';\n\nconst answer = { status: 204 } as const;\nexport const order: Handlers['order'] = () => answer;\nexport const item: Handlers['item'] = () => answer; // kept`;
  writeFileSync(path.join(out, 'src/handlers/orders.ts'), edited);

  const grown = await run({ order: 'orders', item: 'orders', refund: 'orders', payment: 'payments' });
  expect(grown.files.created.filter((file) => !file.includes('generated'))).toEqual([
    'src/handlers/payments.ts',
    'src/policies/payments.ts',
  ]);
  const handlers = read('src/handlers/orders.ts');
  expect(handlers).toMatch(/\nexport const refund: /);
  const kept = handlers
    .replace(/\nimport \{ problem \}[^\n]*/, '')
    .replace('{ Handlers, ReplyOf }', '{ Handlers }');
  expect(kept.startsWith(edited)).toBe(true);
  expect(read('src/handlers/index.ts')).toContain(`export * from './payments.js';`);
  expect(read('src/policies/orders.ts')).toMatch(/\nexport const refund: /);
  expect(await typeCheck(out, 'typescript7')).toBe('');

  const before = handlers;
  const shrunk = await run({ order: 'orders', payment: 'payments' });
  expect(read('src/handlers/orders.ts')).toBe(before);
  const removed = shrunk.diagnostics.filter(({ code }) => code === 'operation-removed');
  expect(removed.map(({ message }) => message).join('\n')).toMatch(/"item"[^]*src\/handlers\/orders\.ts:\d+/);
  rmSync(folder, { recursive: true });
});
