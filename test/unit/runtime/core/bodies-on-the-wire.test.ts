/** Bodies of several media types, what is negotiated, and patterns that take their time: through both doors. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MultipartBody } from '../../../../src/runtime/decode/file-part.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const order = {
  type: 'object',
  required: ['id', 'name', 'note'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string', maxLength: 10 },
    note: { type: 'string', writeOnly: true },
    tags: { type: 'array', items: { type: 'string' } },
  },
};

const post = (content: object, replies: object = {}): object => ({
  requestBody: { required: true, content },
  responses: { '200': { description: 'ok', content: replies }, '204': { description: 'ok' } },
});

const document = {
  openapi: '3.1.1',
  info: { title: 'Bodies', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': { version: 1, access: 'public', rateLimit: false, because: 'a test' },
  paths: {
    '/orders': {
      post: post({
        'application/json': { schema: order },
        'application/merge-patch+json': { schema: { type: 'object', maxProperties: 1 } },
        'application/x-www-form-urlencoded': {
          schema: order,
          encoding: { tags: { style: 'pipeDelimited', explode: false } },
        },
        'text/plain': { schema: { type: 'string', maxLength: 5 } },
        'application/xml': { schema: order },
        'text/yaml': { schema: order },
        'image/*': {},
      }),
      put: post({ 'application/json': { schema: order } }),
    },
    '/upload': {
      post: post({
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['meta', 'file'],
            properties: {
              meta: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
              list: { type: 'array', items: { type: 'integer' } },
              csv: { type: 'array', items: { type: 'integer' } },
              file: { type: 'string', format: 'binary' },
            },
          },
          encoding: {
            file: { contentType: 'image/png, image/gif' },
            csv: { style: 'form', explode: false },
          },
        },
      }),
    },
    '/views': {
      get: {
        responses: {
          '200': {
            description: 'ok',
            content: {
              'application/json': { schema: { type: 'object', properties: { a: { type: 'integer' } } } },
              'application/hal+json': { schema: { type: 'object', properties: { b: { type: 'integer' } } } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
        },
      },
    },
    '/texts': {
      post: post(
        {
          'text/plain': { schema: { type: 'integer', minimum: 1 } },
        },
        { 'text/plain': { schema: { enum: ['on', 'off', 7] } } },
      ),
    },
    '/slow/{p}': {
      post: {
        parameters: [
          { name: 'p', in: 'path', required: true, schema: { type: 'string', pattern: '^(a+)+$' } },
          {
            name: 'q',
            in: 'query',
            schema: { type: 'string', pattern: '^([a-zA-Z0-9_\\-\\.]+)*@([a-z0-9]+\\.)+[a-z]+$' },
          },
          { name: 'X-P', in: 'header', schema: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } },
        ],
        ...post({
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                s: { type: 'string', pattern: '(.*)*,(.*)*,(.*)*b' },
                e: { type: 'string', format: 'email' },
              },
              patternProperties: { '^(x+x+)+y': { type: 'integer' } },
              propertyNames: { pattern: '^(\\s|.)*$' },
              additionalProperties: { type: 'string' },
            },
          },
        }),
      },
    },
  },
};

const served = serveDocument(document);

/** A part of a multipart body whose boundary is `b`. */
function part(name: string, content: string, ...lines: readonly string[]): string {
  return ['--b', `Content-Disposition: form-data; name="${name}"`, ...lines, '', content, ''].join('\r\n');
}

describe.each(Object.entries(doors))('bodies, %s door', (_name, openDoor) => {
  let door: OpenDoor;
  beforeAll(async () => {
    door = await openDoor(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  const send = (
    method: string,
    target: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ): Promise<RawAnswer> =>
    exchangeText(
      door.port,
      requestText(
        method,
        target,
        {
          Host: 'api.example.com',
          'X-Forwarded-Proto': 'https',
          ...headers,
          ...(body !== null && { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) }),
        },
        body ?? '',
      ),
    );
  const submit = (type: string, body: string, method = 'POST'): Promise<RawAnswer> =>
    send(method, '/orders', { 'Content-Type': type }, body);

  it.each([
    [
      'application/json',
      '{"name":"a","note":"1","tags":["x"],"more":1}',
      { name: 'a', note: '1', tags: ['x'] },
    ],
    ['Application/JSON; Charset="UTF-8"', '{"name":"a","note":"1"}', { name: 'a', note: '1' }],
    ['application/merge-patch+json', '{"a":1}', { a: 1 }],
    [
      'application/x-www-form-urlencoded',
      'name=a+b&note=1&tags=x%7Cy',
      { name: 'a b', note: '1', tags: ['x', 'y'] },
    ],
    ['text/plain; charset=utf-8', 'short', 'short'],
  ])('%s is read by its own schema: %s', async (type, body, expected) => {
    expect((await submit(type, body)).status).toBe(204);
    expect(served.requests[0]?.body).toEqual(expected);
    expect(served.requests[0]?.contentType).toBe(type.toLowerCase().replace(/;.*/, ''));
  });

  it.each([
    ['application/xml', '<order/>'],
    ['image/png', '\u0089PNG'],
    ['text/yaml', 'a: 1'],
  ])('%s is handed over as bytes', async (type, body) => {
    const got: string[] = [];
    served.handler = async (request) => {
      expect(request.body).toBeInstanceOf(Readable);
      got.push(await text(request.body as Readable));
      return { status: 204 };
    };
    expect((await submit(type, body)).status).toBe(204);
    expect(got).toEqual([Buffer.from(body, 'latin1').toString('utf8')]);
  });

  it.each([
    ['application/json', '{"name":"a","note":"1","id":7}', 400, '#/id'],
    ['application/json', '{"name":"a"}', 400, '#'],
    ['application/merge-patch+json', '{"a":1,"b":2}', 400, '#'],
    ['application/x-www-form-urlencoded', 'name=a&note=1&id=7', 400, '#/id'],
    ['text/plain', 'longer', 400, '#'],
  ])('%s with %s is refused', async (type, body, status, pointer) => {
    const answer = await submit(type, body);
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.body) as { readonly errors: unknown }).errors).toMatchObject([
      { in: 'body', pointer },
    ]);
    expect(served.requests).toEqual([]);
  });

  it.each([
    'application/yaml',
    'application/json; charset=latin1',
    'text/html',
    'json',
    'application/json, text/plain',
  ])('%s is no media type of the operation', async (type) => {
    const answer = await submit(type, '{}');
    expect(answer.status).toBe(415);
    expect(answer.headers['accept']).toContain('application/json');
    expect(served.requests).toEqual([]);
  });

  it('drops what only the server sets from a PUT', async () => {
    expect((await submit('application/json', '{"id":7,"name":"a","note":"1"}', 'PUT')).status).toBe(204);
    expect(served.requests[0]?.body).toEqual({ name: 'a', note: '1' });
  });

  it.each([
    [undefined, 'application/json', '{"a":1}'],
    ['*/*', 'application/json', '{"a":1}'],
    ['application/hal+json', 'application/hal+json', '{"b":2}'],
    ['application/json;q=0.5, application/hal+json', 'application/hal+json', '{"b":2}'],
    ['application/*;q=0.1, application/hal+json;q=0.2, text/csv;q=0', 'application/hal+json', '{"b":2}'],
    ['text/html, application/*', 'application/json', '{"a":1}'],
  ])('Accept: %s is answered with %s', async (accept, type, body) => {
    served.handler = () => ({ status: 200, body: { a: 1, b: 2 } });
    const answer = await send('GET', '/views', accept === undefined ? {} : { Accept: accept }, null);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.body).toBe(body);
  });

  it.each([
    'text/html',
    'application/json;q=0, application/hal+json;q=0, text/csv;q=0.000',
    'application/json;version=1',
  ])('Accept: %s is 406, before the handler runs', async (accept) => {
    const answer = await send('GET', '/views', { Accept: accept }, null);
    expect(answer.status).toBe(406);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(served.requests).toEqual([]);
  });

  const say = (body: string, type = 'text/plain'): Promise<RawAnswer> =>
    send('POST', '/texts', { 'Content-Type': type }, body);

  it('reads a text as the value it stands for, and writes only texts of the schema', async () => {
    for (const [value, sent] of [
      ['on', 'on'],
      [7, '7'],
    ] as const) {
      served.handler = () => ({ status: 200, body: value });
      const answer = await say('42');
      expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
        200,
        'text/plain; charset=utf-8',
        sent,
      ]);
    }
    expect(served.requests.map(({ body }) => body)).toEqual([42, 42]);
    served.handler = () => ({ status: 200, body: 'canary-85' });
    const answer = await say('42');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('canary-85');
  });

  it.each([
    ['0', 'text/plain', 'minimum'],
    ['x', 'text/plain', 'type'],
    ['1.0', 'text/plain', 'type'],
  ])('refuses the text %s of %s', async (body, type, keyword) => {
    const answer = await say(body, type);
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body) as { readonly errors: unknown }).errors).toMatchObject([
      { in: 'body', pointer: '#', keyword },
    ]);
    expect(served.requests).toEqual([]);
  });

  it('lets the handler choose among the media types of a reply', async () => {
    served.handler = () => ({ status: 200, contentType: 'text/csv', body: 'a,b' });
    const answer = await send('GET', '/views', {}, null);
    expect([answer.headers['content-type'], answer.body]).toEqual(['text/csv', 'a,b']);
  });

  const upload = (...parts: readonly string[]): Promise<RawAnswer> =>
    send(
      'POST',
      '/upload',
      { 'Content-Type': 'multipart/form-data; boundary=b' },
      `${parts.join('')}--b--\r\n`,
    );
  const file =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="../../etc/x.png"\r\nContent-Type: image/png\r\n\r\nPNG\r\n';

  it('reads parts by their encoding, and files after the others', async () => {
    const got: unknown[] = [];
    served.handler = async (request) => {
      const body = request.body as MultipartBody;
      got.push(body.fields);
      for await (const { filename, contentType, stream } of body.files) {
        got.push([filename, contentType, await text(stream)]);
      }
      return { status: 204 };
    };
    const answer = await upload(
      part('meta', '{"n":1,"x":2}', 'Content-Type: application/json'),
      part('list', '1'),
      part('list', '2'),
      part('csv', '3,4'),
      file,
    );
    expect(answer.status).toBe(204);
    expect(got).toEqual([{ meta: { n: 1 }, list: [1, 2], csv: [3, 4] }, ['x.png', 'image/png', 'PNG']]);
  });

  it.each([
    ['a part that is not declared', [part('canary-84', '1'), part('meta', '{"n":1}'), file], '#'],
    ['a part of another type', [part('meta', '{"n":1}', 'Content-Type: text/html'), file], '#/meta'],
    ['a part that does not match', [part('meta', '{"n":"x"}'), file], '#/meta/n'],
    [
      'a file of another type',
      [part('meta', '{"n":1}'), file.replace('image/png', 'image/svg+xml')],
      '#/file',
    ],
    ['no file', [part('meta', '{"n":1}')], '#/file'],
  ])('refuses %s', async (_what, parts, pointer) => {
    const answer = await upload(...parts);
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body) as { readonly errors: unknown }).errors).toMatchObject([
      { in: 'body', pointer },
    ]);
    expect(answer.text).not.toContain('canary-84');
    expect(served.requests).toEqual([]);
  });

  it('answers hostile texts at once, wherever a pattern of the document meets them', async () => {
    const a = 'a'.repeat(3000);
    const started = performance.now();
    const content = JSON.stringify({
      s: `${','.repeat(30_000)}x`,
      e: `${'a.'.repeat(20_000)}@`,
      [`${'x'.repeat(20_000)}z`]: 'v',
      [`${' '.repeat(20_000)}\n`]: 'v',
    });
    const answer = await send(
      'POST',
      `/slow/${a}!?q=${a}`,
      { 'Content-Type': 'application/json', 'X-P': a },
      content,
    );
    expect(answer.status).toBe(400);
    expect(performance.now() - started).toBeLessThan(3000);
    const { errors } = JSON.parse(answer.body) as { readonly errors: readonly { readonly in: string }[] };
    expect(new Set(errors.map((error) => error.in))).toEqual(new Set(['path', 'query', 'header', 'body']));
  });
});
