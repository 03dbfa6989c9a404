/** `--root` and `--allow-remote`, with a server of the test's own. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { diskFiles } from '../../../src/load/file-access.js';
import { TimeLimit } from '../../../src/load/time-limit.js';
import { generate, readApi } from '../../../src/pipeline.js';
import { fetchReferences } from '../../../src/resolve/fetch-references.js';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'oasgard-remote-')));
const requests: string[] = [];
let server: Server;
let origin = '';

const head = "openapi: 3.1.0\ninfo: { title: Remote, version: '1' }\n";
const schema = (name: string) => `{ $ref: '${origin}/${name}' }`;
const operation = (body: string) =>
  `{ post: { requestBody: { content: { application/json: { schema: ${body} } } }, responses: { '204': { description: done } } } }`;

const pages: Readonly<Record<string, () => string>> = {
  '/order.yaml': () =>
    "type: object\nproperties: { item: { $ref: 'deep/item.yaml#/Item' }, self: { $ref: '#' } }\n",
  '/deep/item.yaml': () => "Item: { type: object, properties: { price: { $ref: '/price.json?v=2' } } }\n",
  '/price.json?v=2': () => '{ "type": "number", "minimum": 0 }',
  '/broken.yaml': () => 'a: [\n',
  '/large.yaml': () => `a: ${'x'.repeat(5000)}\n`,
  '/elsewhere.yaml': () => "{ $ref: 'http://127.0.0.2:9/a.yaml' }\n",
  '/local.yaml': () => "{ $ref: 'file:///etc/passwd' }\n",
};

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.url === '/moved.yaml') response.writeHead(302, { Location: `${origin}/order.yaml` }).end();
    else {
      const page = pages[request.url ?? ''];
      response.writeHead(page === undefined ? 404 : 200).end(page?.());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

let stderr = '';
beforeEach(() => {
  requests.length = 0;
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    stderr += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What is read of a document, and what is wrong with it. */
async function read(document: string, allowRemote: readonly string[], more: object = {}) {
  const diagnostics = new Diagnostics();
  const sources = { document, allowRemote, ...more };
  const time = new TimeLimit(60);
  const files = await fetchReferences(sources, diskFiles, time);
  const api = readApi(sources, null, diagnostics, { files, time });
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  return { api, errors: errors.map(({ code, message, at }) => ({ code, message, file: at?.file })) };
}

describe('--allow-remote', () => {
  it('follows URLs of the origin, however deep, each fetched once', async () => {
    const document = write(
      'deep.yaml',
      `${head}paths: { /a: ${operation(schema('order.yaml'))}, /b: ${operation(schema('deep/item.yaml#/Item'))} }\n`,
    );
    const { api, errors } = await read(document, [origin]);
    expect(errors).toEqual([]);
    expect(requests.toSorted()).toEqual(['GET /deep/item.yaml', 'GET /order.yaml', 'GET /price.json?v=2']);
    expect([...api!.schemas.keys()]).toEqual(['order', 'Item', 'price']);
    expect(api!.schemas.get('price')).toMatchObject({ type: 'number', minimum: 0 });
    expect(api!.origins.of(api!.schemas.get('Item') as object)).toMatchObject({
      file: `${origin}/deep/item.yaml`,
      pointer: '/Item',
    });
  });

  it('is needed: nothing is fetched without it, nor from another origin', async () => {
    const document = write('none.yaml', `${head}paths: { /a: ${operation(schema('order.yaml'))} }\n`);
    for (const allowed of [
      [],
      ['https://127.0.0.1'],
      [origin.replace('http:', 'https:')],
      ['http://127.0.0.1'],
    ]) {
      const { api, errors } = await read(document, allowed);
      expect(api).toBeNull();
      expect(errors).toMatchObject([{ code: 'reference-forbidden', file: document }]);
      expect(errors[0]?.message).toContain(`--allow-remote ${origin}`);
    }
    expect(requests).toEqual([]);
  });

  it.each([
    ['moved.yaml', 'file-unreadable', 'redirect-refused'],
    ['missing.yaml', 'file-unreadable', 'status-404'],
    ['broken.yaml', 'syntax-error', ''],
    ['elsewhere.yaml', 'reference-forbidden', 'http://127.0.0.2:9'],
    ['local.yaml', 'reference-forbidden', 'file:'],
    ['order.yaml#/none', 'reference-unresolvable', ''],
  ])('reports the fault of %s', async (name, code, reason) => {
    const document = write('fault.yaml', `${head}paths: { /a: ${operation(schema(name))} }\n`);
    const { api, errors } = await read(document, [origin]);
    expect(api).toBeNull();
    expect(errors).toMatchObject([{ code, message: expect.stringContaining(reason) as string }]);
    expect(requests).not.toContain('GET /order.yaml#/none');
  });

  it('bounds what it fetches', async () => {
    const document = write('large.yaml', `${head}paths: { /a: ${operation(schema('large.yaml'))} }\n`);
    const { errors } = await read(document, [origin], { limits: { bytes: 4000 } });
    expect(errors).toMatchObject([
      { code: 'file-unreadable', message: expect.stringContaining('reply-too-large') as string },
    ]);
    const many = write('many.yaml', `${head}paths: { /a: ${operation(schema('order.yaml'))} }\n`);
    expect((await read(many, [origin], { limits: { files: 2 } })).errors).toMatchObject([
      { code: 'too-many-files' },
    ]);
    expect(requests).toEqual(['GET /large.yaml', 'GET /order.yaml']);
  });

  it('calls no private address that the origin does not name', async () => {
    // Resolves to 127.0.0.1 wherever it resolves at all: the name says nothing of it.
    const name = `http://localtest.me:${new URL(origin).port}`;
    const document = write(
      'private.yaml',
      `${head}paths: { /a: ${operation(`{ $ref: '${name}/order.yaml' }`)} }\n`,
    );
    const { errors } = await read(document, [name]);
    expect(errors).toMatchObject([{ code: 'file-unreadable' }]);
    expect(errors[0]?.message).toMatch(/address-refused|name-not-found/);
    expect(requests).toEqual([]);
  });

  it('generates, and asks again the next time', async () => {
    const document = write('whole.yaml', `${head}paths: { /a: ${operation(schema('order.yaml'))} }\n`);
    const out = path.join(folder, 'out');
    vi.stubEnv('XDG_CACHE_HOME', path.join(folder, 'cache'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(await run(['generate', document, '--out', out, '--allow-remote', origin]), stderr).toBe(0);
    expect(requests).toHaveLength(3);
    expect(await run(['generate', document, '--out', out, '--allow-remote', origin]), stderr).toBe(0);
    expect(requests).toHaveLength(6);
    expect(existsSync(path.join(folder, 'cache'))).toBe(false);
    expect(await run(['generate', document, '--out', out])).toBe(1);
    expect(stderr).toContain('reference-forbidden');
  });

  it.each([
    'example.com',
    'https://example.com/',
    'https://example.com/a',
    'https://EXAMPLE.com',
    'https://example.com:443',
    'file:///a',
    '*',
  ])('takes no %s for an origin', async (text) => {
    expect(await run(['generate', write('usage.yaml', head), '--allow-remote', text])).toBe(2);
    expect(stderr).toContain('--allow-remote takes an origin');
  });
});

function parts(reference: string): string {
  write('shared/item.yaml', 'type: string\n');
  return write(
    'apis/orders/openapi.yaml',
    `${head}paths: { /a: ${operation(`{ $ref: '${reference}' }`)} }\n`,
  );
}

describe('--root', () => {
  it('widens the folder that references stay inside', async () => {
    const document = parts('../../shared/item.yaml');
    expect((await read(document, [])).errors).toMatchObject([{ code: 'reference-forbidden' }]);
    const { api, errors } = await read(document, [], { root: folder });
    expect(errors).toEqual([]);
    expect([...api!.schemas.keys()]).toEqual(['item']);
  });

  it('is a bound of its own', async () => {
    const document = parts('../../../../etc/passwd');
    expect((await read(document, [], { root: folder })).errors).toMatchObject([
      { code: 'reference-forbidden' },
    ]);
    const { errors } = await read(document, [], { root: path.join(folder, 'shared') });
    expect(errors).toMatchObject([{ code: 'document-outside-root' }]);
    expect((await read(document, [], { root: path.join(folder, 'none') })).errors).toMatchObject([
      { code: 'document-outside-root' },
    ]);
  });

  it('is a flag', async () => {
    const document = parts('../../shared/item.yaml');
    const out = path.join(folder, 'rooted');
    expect((await generate({ document, out })).ok).toBe(false);
    expect(await run(['generate', document, '--out', out, '--root', folder]), stderr).toBe(0);
  });
});
