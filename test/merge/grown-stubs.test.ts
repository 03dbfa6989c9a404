/**
 * Stubs that somebody grew into handlers, under a document that changes: each complaint of both compilers stands at the
 * property that is wrong.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { linkPackages, typeCheck } from '../support/generated-project.js';
import type { Compiler } from '../support/repository.js';

type Schema = Readonly<Record<string, unknown>>;

interface Growth {
  /** What stands in the place of the stub's only statement; `¦` before each property that the change makes wrong. */
  readonly body: string;
  /** Responses of the operation before and after. */
  readonly before: Schema;
  readonly after: Schema;
}

const object = (properties: Schema, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});
const json = (schema: Schema, headers?: Schema): Schema => ({
  description: 'done',
  ...(headers === undefined ? {} : { headers }),
  content: { 'application/json': { schema } },
});
const text = { type: 'string', maxLength: 9 };
const number = { type: 'integer' };
const nothing = { description: 'nothing' };
const list = (items: Schema): Schema => ({ type: 'array', maxItems: 9, items });
const events = (schema: Schema): Schema => ({
  description: 'events',
  content: { 'application/x-ndjson': { itemSchema: schema } },
});

const growths: Readonly<Record<string, Growth>> = {
  changedProperty: {
    before: { 200: json(object({ id: text, name: text })), 404: nothing },
    after: { 200: json(object({ id: number, name: text })), 404: nothing },
    body: `
  if (!signal.aborted) return problem(404, 'not-found');
  return {
    status: 200,
    body: {
      ¦id: requestId,
      name: 'x',
    },
  };`,
  },
  changedNestedProperty: {
    before: { 200: json(object({ owner: object({ age: text }) })) },
    after: { 200: json(object({ owner: object({ age: number }) })) },
    body: `
  const age = requestId;
  return { status: 200, body: { owner: { ¦age } } };`,
  },
  changedItem: {
    before: { 200: json(list(object({ id: text }))) },
    after: { 200: json(list(object({ id: number }))) },
    body: `
  await Promise.resolve(signal);
  return { status: 200, body: [{ ¦id: requestId }] };`,
  },
  removedProperty: {
    before: { 200: json(object({ id: text, old: text })), 404: nothing },
    after: { 200: json(object({ id: text })), 404: nothing },
    body: `
  if (signal.aborted) return { status: 404 };
  return {
    status: 200,
    body: {
      id: requestId,
      ¦old: 'x',
    },
  };`,
  },
  missingProperty: {
    before: { 200: json(object({ id: text })), 404: nothing },
    after: { 200: json(object({ id: text, total: number })), 404: nothing },
    body: `
  if (signal.aborted) return { status: 404 };
  return {
    status: 200,
    ¦body: {
      id: requestId,
    },
  };`,
  },
  missingNestedProperty: {
    before: { 200: json(object({ owner: object({ id: text }) })), 404: nothing },
    after: { 200: json(object({ owner: object({ id: text, total: number }) })), 404: nothing },
    body: `
  if (signal.aborted) return { status: 404 };
  return {
    status: 200,
    body: {
      ¦owner: { id: requestId },
    },
  };`,
  },
  removedStatus: {
    before: { 200: json(object({ id: text })), 202: nothing },
    after: { 200: json(object({ id: text })) },
    body: `
  if (signal.aborted) {
    return {
      ¦status: 202,
    };
  }
  return { status: 200, body: { id: requestId } };`,
  },
  // A `problem` may have this status whatever the document says.
  removedStatusOfProblems: {
    before: { 200: json(object({ id: text })), 404: json(object({ why: text })), 409: nothing },
    after: { 200: json(object({ why: text })) },
    body: `
  if (signal.aborted) return { ¦status: 404, body: { why: 'no' } };
  if (!signal.aborted) return { ¦status: 409 };
  return { status: 200, body: { ¦id: requestId } };`,
  },
  changedHeader: {
    before: { 200: json(object({ id: text }), { 'X-Total': { required: true, schema: text } }) },
    after: { 200: json(object({ id: text }), { 'X-Total': { required: true, schema: number } }) },
    body: `
  return {
    status: 200,
    headers: { ETag: signal.aborted ? '1' : '2', ¦'X-Total': '1' },
    body: { id: requestId },
  };`,
  },
  missingHeader: {
    before: { 201: { ...nothing, headers: { ETag: { required: true, schema: text } } } },
    after: {
      201: {
        ...nothing,
        headers: { ETag: { required: true, schema: text }, Location: { required: true, schema: text } },
      },
    },
    body: `
  if (signal.aborted) return problem(409, 'conflict');
  return { status: 201, ¦headers: { ETag: requestId } };`,
  },
  // The reply as a whole lacks it, and nothing in it is wrong.
  missingBody: {
    before: { 200: nothing },
    after: { 200: json(object({ id: text })) },
    body: `
  if (signal.aborted) return problem(409, 'conflict');
  ¦return { status: 200 };`,
  },
  changedStream: {
    before: { 200: events(object({ id: text })) },
    after: { 200: events(object({ id: number })) },
    body: `
  async function* items() {
    yield { id: requestId };
    await Promise.resolve(signal);
  }
  return { status: 200, ¦body: items() };`,
  },
};

const documentOf = (change: 'before' | 'after'): string =>
  JSON.stringify({
    openapi: '3.2.0',
    info: { title: 'Shop', version: '1' },
    'x-security': { version: 1, access: 'public', because: 'a test' },
    security: [],
    paths: Object.fromEntries(
      Object.entries(growths).map(([operationId, growth]) => [
        `/${operationId}`,
        { get: { operationId, tags: ['orders'], responses: growth[change] } },
      ]),
    ),
  });

const STATEMENT = `\n  return problem(501, 'not-implemented');`;

/** Grows each stub of a file: whoever does so takes what the request has, and writes another body. */
function grow(stubs: string, asynchronous: boolean): string {
  return stubs
    .split(/(?=^export const )/m)
    .map((stub) => {
      const name = /^export const (\w+):/.exec(stub)?.[1];
      if (name === undefined) return stub;
      const { body } = growths[name]!;
      const taken = ['signal', 'requestId'].filter((member) => body.includes(member)).join(', ');
      const grown = stub.replace('async ()', `async ({ ${taken} })`).replace(STATEMENT, () => body);
      if (asynchronous || body.includes('await')) return grown;
      return grown.replace('async (', '(').replace(/Promise<(ReplyOf<'\w+'>)>/, '$1');
    })
    .join('');
}

const root = mkdtempSync(path.join(tmpdir(), 'oasgard-grown-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const compilers: readonly Compiler[] = ['typescript', 'typescript7'];

describe.each([
  ['asynchronous', true],
  ['without `async` where nothing is awaited', false],
] as const)('handlers grown out of stubs, %s', (_, asynchronous) => {
  const out = path.join(root, asynchronous ? 'asynchronous' : 'plain');
  const document = `${out}.json`;
  const file = path.join(out, 'src/handlers/orders.ts');
  let grown = '';

  const run = async (text: string): Promise<void> => {
    writeFileSync(document, text);
    const result = await generate({ document, out });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  };
  const complaints = async (compiler: Compiler): Promise<readonly string[]> => {
    const said = await typeCheck(out, compiler);
    const places = [...said.matchAll(/^(\S+)\((\d+),(\d+)\): error/gm)];
    return places.map(([, where, line, column]) => `${where}:${line}:${column}`);
  };

  beforeAll(async () => {
    await run(documentOf('before'));
    linkPackages(out);
    grown = grow(readFileSync(file, 'utf8'), asynchronous);
    writeFileSync(file, grown.replaceAll('¦', ''));
  });

  it('compile before the change', { timeout: 60_000 }, async () => {
    expect(grown).not.toContain('not-implemented');
    expect(await complaints('typescript7')).toEqual([]);
  });

  it('are complained of at the properties that are wrong', { timeout: 60_000 }, async () => {
    await run(documentOf('after'));
    expect(readFileSync(file, 'utf8')).toBe(grown.replaceAll('¦', ''));
    const expected = grown.split('\n').flatMap((line, index) =>
      [...line.matchAll(/¦/g)].map((mark, before) => {
        const column = mark.index + 1 - before;
        return `src/handlers/orders.ts:${String(index + 1)}:${String(column)}`;
      }),
    );
    expect(expected.length).toBeGreaterThan(Object.keys(growths).length);
    for (const compiler of compilers) expect(await complaints(compiler), compiler).toEqual(expected);
  });

  it('compile once their operations are gone', { timeout: 60_000 }, async () => {
    const rest = { '/other': { get: { operationId: 'other', responses: { 204: nothing } } } };
    await run(JSON.stringify({ ...JSON.parse(documentOf('after')), paths: rest }));
    expect(readFileSync(file, 'utf8')).toBe(grown.replaceAll('¦', ''));
    expect(await complaints('typescript7')).toEqual([]);
  });
});
