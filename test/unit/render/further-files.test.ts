/** Files of further templates: oasgard's, kept up to date, and never in the way of others. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../src/index.js';
import { workFolder } from '../cli/run-cli.js';

const document = `
openapi: 3.1.0
info: { title: 'Shop "x"', version: '1' }
x-security: { version: 1, access: public, because: Nothing here is anybody's. }
paths:
  /orders: { get: { operationId: listOrders, tags: [Orders], responses: { '204': { description: done } } } }
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get: { operationId: getOrder, tags: [Orders], responses: { '204': { description: done } } }
  /status: { get: { operationId: '../../con', tags: ['../evil'], responses: { '204': { description: done } } } }
`;

const templates = {
  'mine/operation.md.hbs':
    '---\neach: operation\npath: docs/{tag}/{operation.snake}.md\n---\n# {{markdown name}}\n',
  'mine/tag.json.hbs':
    '---\neach: tag\npath: deploy/{tag.pascal}.json\n---\n{ "name": {{json name}}, "operations": {{json operations.length}} }\n',
  'mine/api.yaml.hbs': '---\neach: api\npath: deploy/api.yaml\n---\ntitle: {{json title}}\n',
};

let work: ReturnType<typeof workFolder>;
let out: string;

beforeAll(() => {
  work = workFolder({ ...templates, 'openapi.yaml': document });
  out = path.join(work.folder, 'server');
});
afterAll(() => work.remove());

const run = (options: { readonly force?: boolean } = {}) =>
  generate({
    document: path.join(work.folder, 'openapi.yaml'),
    out,
    templates: { dir: path.join(work.folder, 'mine'), helpers: null },
    ...options,
  });
const read = (file: string): string => readFileSync(path.join(out, file), 'utf8');
async function errors(options: { readonly force?: boolean } = {}): Promise<readonly string[]> {
  const { diagnostics } = await run(options);
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

describe('further files', () => {
  it('are made per API, tag and operation, under names that are safe', async () => {
    const result = await run();
    expect(result.ok && result.files.created.filter((file) => /^(?:docs|deploy)\//.test(file))).toEqual([
      'deploy/Evil.json',
      'deploy/Orders.json',
      'deploy/api.yaml',
      'docs/evil/con_operation.md',
      'docs/orders/get_order.md',
      'docs/orders/list_orders.md',
    ]);
    expect(read('deploy/api.yaml')).toBe('title: "Shop \\"x\\""\n');
    expect(read('deploy/Orders.json')).toBe('{ "name": "Orders", "operations": 2 }\n');
    expect(read('.oasgard/manifest.json')).toContain('"docs/orders/get_order.md"');
  });

  it('are replaced only where nobody edited them', async () => {
    writeFileSync(path.join(out, 'docs/orders/get_order.md'), '# Mine\n');
    expect(await errors()).toEqual(['generated-file-edited']);
    expect(read('docs/orders/get_order.md')).toBe('# Mine\n');
    expect(await errors({ force: true })).toEqual([]);
    expect(read('docs/orders/get_order.md')).toBe('# getOrder\n');
  });

  it('go with what they are about, and with their template', async () => {
    rmSync(path.join(work.folder, 'mine/tag.json.hbs'));
    writeFileSync(path.join(work.folder, 'openapi.yaml'), document.replace(/ {2}\/orders: .*\n/, ''));
    expect(await errors()).toEqual([]);
    expect(existsSync(path.join(out, 'docs/orders/list_orders.md'))).toBe(false);
    expect(existsSync(path.join(out, 'deploy/Orders.json'))).toBe(false);
    expect(existsSync(path.join(out, 'docs/orders/get_order.md'))).toBe(true);
  });

  it('never take the place of a file that oasgard did not write, nor leave the folder by a link', async () => {
    const file = path.join(work.folder, 'mine/notes.md.hbs');
    writeFileSync(file, '---\neach: api\npath: notes.md\n---\nours\n');
    writeFileSync(path.join(out, 'notes.md'), 'mine\n');
    expect(await errors()).toEqual(['output-file-not-ours']);
    expect(read('notes.md')).toBe('mine\n');
    writeFileSync(file, '---\neach: api\npath: away/notes.md\n---\nours\n');
    mkdirSync(path.join(work.folder, 'elsewhere'));
    symlinkSync(path.join(work.folder, 'elsewhere'), path.join(out, 'away'));
    expect(await errors()).toEqual(['output-escapes']);
    expect(existsSync(path.join(work.folder, 'elsewhere/notes.md'))).toBe(false);
  });
});
