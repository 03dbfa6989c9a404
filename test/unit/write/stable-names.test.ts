/** "Adding one operation never renames another": random documents, and the same with something added at a random place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { generate } from '../../../src/index.js';
import { readApi } from '../../../src/pipeline.js';
import { parseManifest } from '../../../src/write/manifest.js';

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Texts that become the same identifiers and file names, or nearly. */
const clashing = fc.constantFrom('user', 'User', 'USER', 'user!', 'UserInput', 'getURL', 'getUrl', 'index');

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | null;
  readonly tag: string | null;
  /** A component, or a schema of one of two files. */
  readonly body: { readonly from: 'components' | 'a.yaml' | 'b.yaml'; readonly schema: string };
}

const operation: fc.Arbitrary<Operation> = fc.record({
  method: fc.constantFrom('post', 'put'),
  path: fc.constantFrom('/user', '/user/{id}', '/User', '/users', '/get/user', '/url'),
  operationId: fc.option(clashing),
  tag: fc.option(clashing),
  body: fc.record({ from: fc.constantFrom('components', 'a.yaml', 'b.yaml'), schema: clashing }),
});

const operations = fc.uniqueArray(operation, {
  selector: (one) => `${one.method} ${one.path}`,
  minLength: 2,
  maxLength: 6,
});

const schema = { type: 'object', properties: { id: { type: 'string', readOnly: true } } };

function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function writeDocument(at: string, list: readonly Operation[]): void {
  const paths: Record<string, Record<string, unknown>> = {};
  const named = (from: string): Record<string, unknown> =>
    Object.fromEntries(
      list.filter(({ body }) => body.from === from).map(({ body }) => [body.schema, schema]),
    );
  for (const { method, path: key, operationId, tag, body } of list) {
    const file = body.from === 'components' ? '#/components/schemas' : `${body.from}#`;
    (paths[key] ??= {})[method] = {
      ...(operationId === null ? {} : { operationId }),
      ...(tag === null ? {} : { tags: [tag] }),
      ...(key.includes('{id}')
        ? { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] }
        : {}),
      requestBody: {
        content: { 'application/json': { schema: { $ref: `${file}/${pointer(body.schema)}` } } },
      },
      responses: { '204': { description: 'done' } },
    };
  }
  const components = Object.fromEntries(
    Object.entries(named('components')).map(([name, value]) => [name.replaceAll(/[^\w.-]/gu, '-'), value]),
  );
  const document = {
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    'x-security': { version: 1, access: 'authenticated', because: 'a test' },
    security: [{ key: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  };
  const text = JSON.stringify(document).replaceAll(
    /#\/components\/schemas\/([^"]*)/gu,
    (_, name: string) => `#/components/schemas/${decodeURIComponent(name).replaceAll(/[^\w.-]/gu, '-')}`,
  );
  writeFileSync(path.join(at, 'openapi.json'), text);
  for (const file of ['a.yaml', 'b.yaml']) writeFileSync(path.join(at, file), JSON.stringify(named(file)));
}

/** What a run named: by operation, its name, files, component and the type of its body. */
async function names(at: string): Promise<ReadonlyMap<string, string>> {
  const out = path.join(at, 'server');
  const document = path.join(at, 'openapi.json');
  const result = await generate({ document, out });
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const text = (file: string): string => readFileSync(path.join(out, file), 'utf8');
  const api = readApi({ document }, parseManifest(text('.oasgard/manifest.json')), new Diagnostics())!;
  const contract = text('src/generated/contract.ts');
  return new Map(
    api.operations.map(({ key, name, typeName, tag, fileName, requestBody }) => {
      const declared = `export (?:interface|type) ${typeName}Request\\b[^]*?\\bbody\\??:[^;]*?types\\.(\\w+)`;
      const type = new RegExp(declared, 'u').exec(contract)![1];
      const body = JSON.stringify(requestBody?.content.map(({ schema: one }) => one));
      return [key, [name, tag.fileName, fileName, body, type].join(' ')];
    }),
  );
}

/** Generates a document, and again with an operation added. */
async function expectStable(before: readonly Operation[], added: Operation, index: number): Promise<void> {
  const at = mkdtempSync(path.join(folder, 'case-'));
  writeDocument(at, before);
  const first = await names(at);
  writeDocument(at, [...before.slice(0, index), added, ...before.slice(index)]);
  const second = await names(at);
  for (const [key, name] of first) expect([key, second.get(key)]).toEqual([key, name]);
  rmSync(at, { recursive: true });
}

describe('names', () => {
  const known: Operation = {
    method: 'post',
    path: '/users',
    operationId: 'getURL',
    tag: 'User',
    body: { from: 'a.yaml', schema: 'user' },
  };

  it.each<[string, Operation]>([
    ['an operation', { ...known, path: '/user', operationId: 'get-url', tag: null }],
    ['the file of an operation', { ...known, path: '/user', operationId: 'getUrl', tag: null }],
    ['a tag', { ...known, path: '/user', operationId: null, tag: 'user' }],
    ['a tag that is one', { ...known, path: '/user', operationId: null, tag: 'user!' }],
    [
      'a schema of another file',
      { ...known, path: '/user', operationId: null, body: { from: 'b.yaml', schema: 'user' } },
    ],
    [
      'a component',
      { ...known, path: '/user', operationId: null, body: { from: 'components', schema: 'user' } },
    ],
    ['a type', { ...known, path: '/user', operationId: null, body: { from: 'components', schema: 'User' } }],
    [
      'the type of requests',
      { ...known, path: '/user', operationId: null, body: { from: 'components', schema: 'UserInput' } },
    ],
  ])('of %s are not taken by what is added before', async (_, added) => {
    await expectStable([known], added, 0);
  });

  it('stay what they are, whatever is added wherever', async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.nat(), fc.nat(), async (list, position, spare) => {
        const added = list[spare % list.length]!;
        const before = list.filter((one) => one !== added);
        await expectStable(before, added, position % (before.length + 1));
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
