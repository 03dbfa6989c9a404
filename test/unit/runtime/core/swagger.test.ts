/** Swagger 2.0 by its own meaning, from the document to the wire. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MultipartBody } from '../../../../src/runtime/decode/file-part.js';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument, type ServedDocument } from './served-document.js';

const list = (name: string, place: string, collectionFormat: string | undefined, items: object): object => ({
  name,
  in: place,
  type: 'array',
  items,
  ...(collectionFormat === undefined ? {} : { collectionFormat }),
  ...(place === 'path' ? { required: true } : {}),
});
const text = { type: 'string' };
const whole = { type: 'integer' };
const members = { access: 'authenticated', because: 'the test says so' };
const ok = {
  200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } },
  204: { description: 'done' },
};

const document = {
  swagger: '2.0',
  info: { title: 'Lists', version: '1' },
  host: 'api.example.com',
  basePath: '/v1/',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json'],
  securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  security: [{ key: [] }],
  'x-security': { version: 1, ...members },
  parameters: {
    pet: { name: 'pet', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } },
  },
  paths: {
    '/lists': {
      get: {
        operationId: 'lists',
        parameters: [
          list('csv', 'query', undefined, text),
          list('ssv', 'query', 'ssv', text),
          list('tsv', 'query', 'tsv', text),
          list('pipes', 'query', 'pipes', whole),
          list('multi', 'query', 'multi', whole),
          list('X-Tabs', 'header', 'tsv', text),
          list('X-Pipes', 'header', 'pipes', whole),
          { name: 'empty', in: 'query', type: 'integer', allowEmptyValue: true },
        ],
        responses: ok,
      },
    },
    '/items/{pipes}/{spaces}': {
      get: {
        operationId: 'items',
        parameters: [list('pipes', 'path', 'pipes', whole), list('spaces', 'path', 'ssv', text)],
        responses: ok,
        'x-security': { access: { object: 'none' }, because: 'the test says so' },
      },
    },
    '/pets': {
      parameters: [{ $ref: '#/parameters/pet' }],
      put: { operationId: 'putPet', responses: ok },
      post: { operationId: 'postCsv', consumes: ['text/csv'], responses: ok },
    },
    '/animals': {
      post: {
        operationId: 'postAnimal',
        parameters: [{ name: 'animal', in: 'body', schema: { $ref: '#/definitions/Animal' } }],
        responses: ok,
      },
    },
    '/form': {
      post: {
        operationId: 'form',
        parameters: [
          { name: 'size', in: 'formData', type: 'integer', required: true, maximum: 9 },
          { name: 'note', in: 'formData', type: 'integer', allowEmptyValue: true },
          list('pipes', 'formData', 'pipes', whole),
          list('tsv', 'formData', 'tsv', text),
          list('multi', 'formData', 'multi', text),
          list('csv', 'formData', undefined, text),
        ],
        responses: ok,
      },
    },
    '/files': {
      post: {
        operationId: 'upload',
        parameters: [
          { name: 'file', in: 'formData', type: 'file', required: true },
          { name: 'labels', in: 'formData', type: 'array', items: text, collectionFormat: 'pipes' },
        ],
        responses: ok,
      },
      get: {
        operationId: 'download',
        produces: ['image/png'],
        responses: { 200: { description: 'ok', schema: { type: 'file' } } },
      },
    },
  },
  definitions: {
    Animal: {
      type: 'object',
      discriminator: 'kind',
      required: ['kind'],
      properties: { kind: { type: 'string' }, age: { type: 'integer' } },
    },
    Cat: {
      allOf: [{ $ref: '#/definitions/Animal' }, { properties: { lives: { type: 'integer', maximum: 9 } } }],
    },
    Dog: {
      allOf: [{ $ref: '#/definitions/Animal' }, { properties: { tricks: { type: 'array', items: text } } }],
    },
    Pet: {
      type: 'object',
      required: ['name'],
      properties: {
        id: { type: 'integer', readOnly: true },
        name: { type: 'string', minLength: 1, 'x-nullable': true },
      },
    },
  },
};

function part(head: string, content: string): string {
  return `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
}

function codeOf(answer: RawAnswer): string {
  return (JSON.parse(answer.body) as { readonly code: string }).code;
}

describe.each(Object.keys(doors) as (keyof typeof doors)[])('Swagger 2.0 behind the %s door', (door) => {
  let served: ServedDocument;
  let open: OpenDoor;

  beforeAll(async () => {
    served = serveDocument(document);
    open = await doors[door](served.api);
  });
  afterAll(() => open.close());
  beforeEach(() => served.reset());

  function send(
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<RawAnswer> {
    const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) };
    const own = {
      Host: 'api.example.com',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-For': '192.0.2.1',
      'X-Key': 'caller',
      ...length,
      ...headers,
    };
    return exchangeText(open.port, requestText(method, target, own, body));
  }

  it.each([
    ['csv=a,b', { csv: ['a', 'b'] }],
    ['csv=a%2Cb,c', { csv: ['a,b', 'c'] }],
    ['csv=a%20b', { csv: ['a b'] }],
    ['ssv=a%20b', { ssv: ['a', 'b'] }],
    ['ssv=a+b,c', { ssv: ['a', 'b,c'] }],
    ['tsv=a%09b', { tsv: ['a', 'b'] }],
    ['tsv=a%20b', { tsv: ['a b'] }],
    ['pipes=1|2%7c3', { pipes: [1, 2, 3] }],
    ['multi=1&multi=2', { multi: [1, 2] }],
    ['multi=1', { multi: [1] }],
    ['empty=', {}],
    ['empty=7', { empty: 7 }],
  ])('decodes ?%s', async (query, expected) => {
    expect((await send('GET', `/v1/lists?${query}`)).status).toBe(204);
    expect(served.requests[0]?.query).toEqual(expected);
  });

  it.each(['pipes=1,2', 'multi=1,2', 'csv=a&csv=b', 'tsv=a&tsv=b', 'pipes=1|x'])(
    'refuses ?%s',
    async (query) => {
      const answer = await send('GET', `/v1/lists?${query}`);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid-request']);
      expect(served.requests).toEqual([]);
      expect(served.records).toMatchObject([{ kind: 'decision', outcome: 'denied', stage: 14, status: 400 }]);
    },
  );

  it('decodes lists in paths and headers by their delimiters', async () => {
    expect((await send('GET', '/v1/items/1%7C2/a%20b,c')).status).toBe(204);
    expect(served.requests[0]?.path).toEqual({ pipes: [1, 2], spaces: ['a', 'b,c'] });
    expect((await send('GET', '/v1/lists', { 'X-Tabs': 'a\tb, c', 'X-Pipes': '1|2' })).status).toBe(204);
    expect(served.requests[1]?.headers).toEqual({ 'x-tabs': ['a', 'b, c'], 'x-pipes': [1, 2] });
  });

  it('serves below the base path, on the host, with the key, and nowhere else', async () => {
    expect((await send('GET', '/lists')).status).toBe(404);
    expect((await send('GET', '/v1/lists', { Host: 'other.example.com' })).status).toBe(421);
    const anonymous = await send('GET', '/v1/lists', { 'X-Key': '' });
    expect([anonymous.status, anonymous.headers['www-authenticate']]).toEqual([401, 'ApiKey realm="lists"']);
    expect(served.requests).toEqual([]);
  });

  it('takes the body of the path item in the types of each operation', async () => {
    const pet = '{"name":"Tom"}';
    const json = { 'Content-Type': 'application/json' };
    expect((await send('PUT', '/v1/pets', json, pet)).status).toBe(204);
    expect(served.requests[0]?.body).toEqual({ name: 'Tom' });
    expect((await send('PUT', '/v1/pets', json, '{"name":null}')).status).toBe(400);
    expect((await send('PUT', '/v1/pets', json, '{}')).status).toBe(400);
    expect((await send('PUT', '/v1/pets', json)).status).toBe(400);
    expect((await send('PUT', '/v1/pets', { 'Content-Type': 'text/csv' }, pet)).status).toBe(415);
    expect((await send('POST', '/v1/pets', json, pet)).status).toBe(415);
    expect(served.requests).toHaveLength(1);
  });

  it('tells the heirs of a definition apart by its discriminator', async () => {
    const json = { 'Content-Type': 'application/json' };
    expect((await send('POST', '/v1/animals', json, '{"kind":"Cat","lives":9,"tricks":1}')).status).toBe(204);
    expect((await send('POST', '/v1/animals', json, '{"kind":"Dog","lives":99}')).status).toBe(204);
    expect((await send('POST', '/v1/animals', json, '{"kind":"Cat","lives":99}')).status).toBe(400);
    expect((await send('POST', '/v1/animals', json, '{"kind":"Cow"}')).status).toBe(400);
    expect(served.requests.map(({ body }) => body)).toEqual([{ kind: 'Cat', lives: 9 }, { kind: 'Dog' }]);
  });

  it('decodes form fields by their collectionFormat', async () => {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const fields = 'size=7&note=&pipes=1|2&tsv=a%09b&multi=x&multi=y&csv=p,q';
    expect((await send('POST', '/v1/form', type, fields)).status).toBe(204);
    expect(served.requests[0]?.body).toEqual({
      size: 7,
      note: '',
      pipes: [1, 2],
      tsv: ['a', 'b'],
      multi: ['x', 'y'],
      csv: ['p', 'q'],
    });
    for (const wrong of [
      'size=10',
      'note=1',
      'size=',
      'size=1&csv=a&csv=b',
      'size=1&pipes=1,2',
      'size=1&note=x',
    ]) {
      expect([wrong, (await send('POST', '/v1/form', type, wrong)).status]).toEqual([wrong, 400]);
    }
    expect(
      (await send('POST', '/v1/form', { 'Content-Type': 'application/json' }, '{"size":1}')).status,
    ).toBe(415);
    expect(served.requests).toHaveLength(1);
  });

  it('takes files as streams, after the other fields', async () => {
    const bytes: string[] = [];
    served.handler = async ({ body }) => {
      const { files } = body as MultipartBody<{ name: string }>;
      for await (const file of files) for await (const chunk of file.stream) bytes.push(String(chunk));
      return { status: 204 };
    };
    const type = { 'Content-Type': 'multipart/form-data; boundary=b' };
    const labels = part('name="labels"', 'x|y');
    const file = part('name="file"; filename="../a"', 'content');
    const answer = await send('POST', '/v1/files', type, `${labels}${file}--b--\r\n`);
    expect(answer.status).toBe(204);
    expect(bytes.join('')).toBe('content');
    expect(served.requests[0]?.body).toMatchObject({ fields: { labels: ['x', 'y'] } });
    expect((await send('POST', '/v1/files', type, `${labels}--b--\r\n`)).status).toBe(400);
    expect(
      (await send('POST', '/v1/files', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'file=x'))
        .status,
    ).toBe(415);
  });

  it('answers in the types it produces, files as bytes', async () => {
    served.handler = () => ({ status: 200, body: { name: 'Tom', secret: 1 } });
    const answer = await send('PUT', '/v1/pets', { 'Content-Type': 'application/json' }, '{"name":"Tom"}');
    expect([answer.headers['content-type'], answer.body]).toEqual(['application/json', '{"name":"Tom"}']);
    served.handler = () => ({ status: 200, body: Buffer.from('png') });
    const file = await send('GET', '/v1/files');
    expect([file.status, file.headers['content-type'], file.body]).toEqual([200, 'image/png', 'png']);
    expect((await send('GET', '/v1/files', { Accept: 'application/json' })).status).toBe(406);
  });
});
