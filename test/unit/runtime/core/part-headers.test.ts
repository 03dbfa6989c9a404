/** Headers that an `encoding` describes for parts (OAS, Encoding Object), over sockets, through both doors. */
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MultipartBody } from '../../../../src/runtime/decode/file-part.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const headers = {
  'X-Checksum': { required: true, schema: { type: 'string', pattern: '^[0-9a-f]{4}$' } },
  'X-Count': { schema: { $ref: '#/components/schemas/Count' } },
  'X-Tags': { schema: { type: 'array', items: { type: 'integer' }, maxItems: 2 } },
  'X-Json': { content: { 'application/json': { schema: { type: 'object', required: ['a'] } } } },
  'Content-Type': { required: true, schema: { const: 'never/this' } },
  'Content-Disposition': { required: true, schema: { type: 'string' } },
};
const schema = {
  type: 'object',
  properties: {
    note: { type: 'string' },
    plain: { type: 'string' },
    __proto__x: { type: 'string' },
    file: { type: 'string', format: 'binary' },
  },
};

const document = {
  openapi: '3.1.1',
  info: { title: 'Parts', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': { version: 1, access: 'public', rateLimit: false, because: 'a test' },
  components: { schemas: { Count: { type: 'integer', minimum: 1 } } },
  paths: {
    '/upload': {
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema,
              encoding: { note: { headers }, file: { headers }, other: { headers } },
            },
            'application/x-www-form-urlencoded': { schema, encoding: { note: { headers } } },
          },
        },
        responses: { '204': { description: 'ok' } },
      },
    },
  },
};

const served = serveDocument(document);

function part(name: string, content: string, ...lines: readonly string[]): string {
  return [
    '--b',
    `Content-Disposition: form-data; name="${name}"${name === 'file' ? '; filename="f"' : ''}`,
    ...lines,
    '',
    content,
    '',
  ].join('\r\n');
}

describe.each(Object.entries(doors))('headers of parts, %s door', (_name, openDoor) => {
  let door: OpenDoor;
  beforeAll(async () => {
    door = await openDoor(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => {
    served.reset();
    served.handler = async ({ body }) => {
      for await (const file of (body as MultipartBody<unknown>).files) await text(file.stream);
      return { status: 204 };
    };
  });

  const send = (body: string, type = 'multipart/form-data; boundary=b'): Promise<RawAnswer> => {
    const fields = {
      Host: 'api.example.com',
      'X-Forwarded-Proto': 'https',
      'Content-Type': type,
      'Content-Length': String(Buffer.byteLength(body)),
    };
    return exchangeText(door.port, requestText('POST', '/upload', fields, body));
  };

  it.each([
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Count: 3', 'X-Tags: 1, 2', 'X-Json: {"a":1}')],
    [part('note', 'x', 'x-checksum: 00ff', 'X-Unknown: ignored', 'X-Tags: 1', 'X-Tags: 2')],
    [part('plain', 'x')],
    [part('plain', 'x', 'X-Count: 0')],
    [part('file', 'x', 'X-Checksum: 00ff')],
    [''],
  ])('takes %j', async (parts) => {
    const answer = await send(`${parts}--b--\r\n`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(served.requests).toHaveLength(1);
  });

  it.each([
    [part('note', 'x'), 'X-Checksum', 'required', 0],
    [part('note', 'x', 'X-Checksum: 00FF'), 'X-Checksum', 'pattern', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Checksum: 00ff'), 'X-Checksum', 'repeated', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Count: 0'), 'X-Count', 'minimum', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Count: 1.0'), 'X-Count', 'type', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Tags: 1,2,3'), 'X-Tags', 'maxItems', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Json: {"b":1}'), 'X-Json', 'required', 0],
    [part('note', 'x', 'X-Checksum: 00ff', 'X-Json: {'), 'X-Json', 'type', 0],
    [part('file', 'x'), 'X-Checksum', 'required', 0],
    [part('file', 'x', 'X-Checksum: 00ff') + part('file', 'x'), '', 'repeated', 1],
  ])('refuses %j', async (parts, header, keyword, ran) => {
    const answer = await send(`${parts}--b--\r\n`);
    const { code, errors } = JSON.parse(answer.body) as {
      readonly code: string;
      readonly errors: readonly {
        readonly pointer: string;
        readonly keyword: string;
        readonly detail: string;
      }[];
    };
    expect([answer.status, code, errors[0]?.keyword]).toEqual([400, 'invalid-request', keyword]);
    expect(errors[0]?.pointer).toMatch(/^#\/(?:note|file)$/);
    if (header !== '') expect(errors[0]?.detail).toContain(`"${header}"`);
    expect(answer.body).not.toContain('00FF');
    expect(served.requests).toHaveLength(ran);
  });

  it('knows no headers of fields in a URL-encoded form', async () => {
    served.handler = () => ({ status: 204 });
    expect((await send('note=x', 'application/x-www-form-urlencoded')).status).toBe(204);
  });
});
