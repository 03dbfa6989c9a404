import { buffer, text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerRequest } from '../../../src/runtime/core/handler.js';
import type { FilePart } from '../../../src/runtime/decode/file-part.js';
import { GoldenProject, type GoldenServer } from '../golden-project.js';

describe('bodies', () => {
  let project: GoldenProject;
  let server: GoldenServer;

  beforeAll(async () => {
    project = await GoldenProject.create(import.meta.dirname);
    server = await project.serve({ handlers });
  }, 120_000);

  afterAll(async () => {
    await server.close();
    project.remove();
  });

  it('are generated as expected, and compile', () => {
    expect(project.written).toEqual(project.expected);
    expect(project.faults).toEqual(['', '']);
  });

  it('of JSON arrive without what nobody declared, and leave without what is for writing', async () => {
    const body = { title: 'a', secret: 's', place: { lat: 1.5, unknown: 1 }, unknown: true };
    const reply = await server.send('POST /json', json, JSON.stringify(body));
    expect(reply).toMatchObject({ status: 201, headers: { location: '/json/1' } });
    expect(JSON.parse(reply.text)).toEqual({ id: 1, title: 'a', tags: [], place: { lat: 1.5 } });
    const merge = { 'Content-Type': 'application/merge-patch+json; charset=UTF-8' };
    expect((await server.send('POST /json', merge, '{"title":"b"}')).status).toBe(201);
  });

  it('of forms arrive as values', async () => {
    const form = 'title=a+b&tags=x&tags=y&place%5Blat%5D=1.5';
    expect(await echo('POST /form', urlencoded, form)).toEqual({
      title: 'a b',
      tags: ['x', 'y'],
      place: { lat: 1.5 },
    });
    expect(await echo('POST /form')).toBeNull();
  });

  it('of parts arrive as fields first, then files as streams', async () => {
    const body = multipart(
      ['title', 'a'],
      ['place', '{"lat":2}', 'application/json'],
      ['file', 'hello', 'text/plain', 'a.txt'],
    );
    expect(await echo('POST /multipart', parts, body)).toEqual({
      fields: { title: 'a', place: { lat: 2 } },
      files: [{ name: 'file', filename: 'a.txt', contentType: 'text/plain', text: 'hello' }],
    });
  });

  it('of text and bytes arrive as they are', async () => {
    expect(await echo('PUT /text', { 'Content-Type': 'text/plain' }, 'grüezi')).toBe('grüezi');
    const png = await server.send('PUT /binary', { 'Content-Type': 'image/png' }, 'bytes');
    expect(png).toMatchObject({ status: 200, text: 'bytes', headers: { 'content-type': 'image/png' } });
  });

  it.each([
    ['POST /json', {}, '{"title":"a"}', 415, 'unsupported-media-type'],
    ['POST /json', urlencoded, 'title=a', 415, 'unsupported-media-type'],
    ['POST /json', json, null, 400, 'invalid-request'],
    ['POST /json', json, '{"title":"a","title":"b"}', 400, 'malformed-content'],
    ['POST /json', json, '{"__proto__":{},"title":"b"}', 400, 'malformed-content'],
    ['POST /json', json, '{"title":"a","id":1}', 400, 'invalid-request'],
    ['POST /json', json, JSON.stringify({ title: 'x'.repeat(5000) }), 413, 'content-too-large'],
    ['POST /form', urlencoded, 'title=a&title=b', 400, 'invalid-request'],
    ['POST /form', urlencoded, 'tags=x', 400, 'invalid-request'],
    ['POST /multipart', parts, multipart(['title', 'a']), 400, 'invalid-request'],
    ['POST /multipart', parts, multipart(['title', 'a'], file('image/png', 'x')), 200, null],
    ['POST /multipart', parts, multipart(['title', 'a'], file('text/html', 'x')), 400, 'invalid-request'],
    ['POST /multipart', parts, multipart(file('text/plain', 'x'), ['title', 'a']), 400, 'invalid-request'],
    [
      'POST /multipart',
      parts,
      multipart(['title', 'a'], file('a/b', 'x'.repeat(1001))),
      400,
      'invalid-request',
    ],
    ['PUT /text', { 'Content-Type': 'text/plain' }, 'a', 400, 'invalid-request'],
    ['PUT /binary', { 'Content-Type': 'image/gif' }, 'a', 415, 'unsupported-media-type'],
  ])('of %s with %o and %j answer %i', async (line, headers, body, status, code) => {
    expect(await server.send(line, headers, body)).toMatchObject({ status, code });
  });

  async function echo(line: string, headers = {}, body: string | null = null): Promise<unknown> {
    const reply = await server.send(line, headers, body);
    expect(reply).toMatchObject({ status: 200 });
    return JSON.parse(reply.text);
  }
});

const json = { 'Content-Type': 'application/json' };
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' };
const parts = { 'Content-Type': 'multipart/form-data; boundary=frontier' };

const handlers = {
  postJson: ({ body }: HandlerRequest) => ({
    status: 201,
    headers: { Location: '/json/1' },
    body: { id: 1, ...(body as object) },
  }),
  postForm: ({ body }: HandlerRequest) => ({ status: 200, body: body ?? null }),
  putText: ({ body }: HandlerRequest) => ({ status: 200, body }),
  putBinary: async ({ body }: HandlerRequest) => ({ status: 200, body: await buffer(body as Readable) }),
  postMultipart: async ({ body }: HandlerRequest) => {
    const { fields, files } = body as { readonly fields: object; readonly files: AsyncIterable<FilePart> };
    const received: object[] = [];
    for await (const { stream, ...about } of files) received.push({ ...about, text: await text(stream) });
    return { status: 200, body: { fields, files: received } };
  },
};

type Part = readonly [name: string, text: string, contentType?: string, filename?: string];

function file(contentType: string, content: string): Part {
  return ['file', content, contentType, 'file'];
}

function multipart(...list: readonly Part[]): string {
  const texts = list.map(([name, content, contentType, filename]) => {
    const disposition = `Content-Disposition: form-data; name="${name}"`;
    const named = filename === undefined ? '' : `; filename="${filename}"`;
    const typed = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
    return `--frontier\r\n${disposition}${named}\r\n${typed}\r\n${content}\r\n`;
  });
  return `${texts.join('')}--frontier--\r\n`;
}
