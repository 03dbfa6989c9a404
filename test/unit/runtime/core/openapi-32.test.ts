/** What OpenAPI 3.2 adds, from the document to the wire. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument, type ServedDocument } from './served-document.js';

const json = (schema: object): object => ({ 'application/json': { schema } });
const ok = { 204: { description: 'done' } };
const whole = (content: object, more: object = {}): object => ({
  parameters: [{ name: 'all', in: 'querystring', content, ...more }],
  responses: ok,
});
const form = (schema: object, encoding: object = {}): object => ({
  'application/x-www-form-urlencoded': { schema, encoding },
});
const cookie = (name: string, schema: object, explode?: boolean): object => ({
  name,
  in: 'cookie',
  style: 'cookie',
  schema,
  ...(explode === undefined ? {} : { explode }),
});
const texts = { type: 'array', items: { type: 'string' } };

const document = {
  openapi: '3.2.0',
  $self: 'https://api.example.com/openapi.yaml',
  info: { title: 'New', version: '1' },
  servers: [{ url: 'https://api.example.com', name: 'production' }],
  security: [{ '#/components/securitySchemes/key': [] }],
  'x-security': { version: 1, access: 'authenticated' },
  paths: {
    '/books': {
      query: {
        operationId: 'search',
        requestBody: {
          required: true,
          content: json({ type: 'object', properties: { a: { type: 'integer' } } }),
        },
        responses: ok,
      },
      additionalOperations: { COPY: { operationId: 'copy', responses: ok } },
    },
    '/form': {
      get: whole(
        form(
          {
            type: 'object',
            required: ['foo'],
            properties: {
              foo: { type: 'string', minLength: 1 },
              bar: { type: 'boolean' },
              list: texts,
              joined: texts,
            },
          },
          { joined: { style: 'pipeDelimited', explode: false } },
        ),
        { required: true },
      ),
    },
    '/open': {
      get: whole(form({ type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 2 })),
    },
    '/json': {
      get: whole(json({ type: 'object', properties: { n: { type: 'array', items: { type: 'integer' } } } })),
    },
    '/text': { get: whole({ 'text/plain': { schema: { type: 'string', maxLength: 5 } } }) },
    '/form?mode=1': { get: whole(form({ type: 'object', properties: { x: { type: 'integer' } } })) },
    '/cookies': {
      get: {
        parameters: [
          cookie('plain', { type: 'string' }),
          cookie('many', texts),
          cookie('joined', texts, false),
          cookie('point', { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer' } } }),
        ],
        responses: ok,
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

describe.each(Object.keys(doors) as (keyof typeof doors)[])('OpenAPI 3.2 behind the %s door', (door) => {
  let served: ServedDocument;
  let open: OpenDoor;

  beforeAll(async () => {
    served = serveDocument(document);
    open = await doors[door](served.api);
  });
  afterAll(() => open.close());
  beforeEach(() => served.reset());

  function send(method: string, target: string, headers: object = {}, body = ''): Promise<RawAnswer> {
    const own = {
      Host: 'api.example.com',
      'X-Forwarded-For': '192.0.2.1',
      'X-Key': 'caller',
      ...(body === '' ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }),
      ...headers,
    };
    return exchangeText(open.port, requestText(method, target, own, body));
  }

  it('serves QUERY, a safe method with a body', async () => {
    expect((await send('QUERY', '/books', {}, '{"a":1}')).status).toBe(204);
    expect(served.requests[0]?.body).toEqual({ a: 1 });
    expect(served.records).toEqual([]);
    expect((await send('QUERY', '/books', {}, '{"a":"x"}')).status).toBe(400);
    expect((await send('QUERY', '/books', { 'X-Key': '' }, '{"a":1}')).status).toBe(401);
    expect(served.requests).toHaveLength(1);
  });

  it('serves additional methods, which are unsafe unless known otherwise, and names them in Allow', async () => {
    expect((await send('COPY', '/books')).status).toBe(204);
    expect(served.records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    served.reset();
    expect((await send('COPY', '/books', { 'X-Key': '' })).status).toBe(401);
    const refused = await send('GET', '/books');
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'COPY, OPTIONS, QUERY']);
    expect((await send('LOCK', '/books')).status).toBe(501);
    expect(served.requests).toEqual([]);
  });

  it.each([
    ['/form?foo=a+%2B+b&bar=true', { foo: 'a + b', bar: true }],
    ['/form?foo=%C3%BC&list=1&list=2&joined=a|b', { foo: 'ü', list: ['1', '2'], joined: ['a', 'b'] }],
    ['/open?a=1&b=2', { a: 1, b: 2 }],
    ['/open', undefined],
    ['/json?%7B%22n%22:[1,2]%7D', { n: [1, 2] }],
    ['/text?a+b', 'a+b'],
    ['/form?mode=1&x=7', { x: 7 }],
    ['/form?x=7&mode=1', { x: 7 }],
    ['/form?mode=1', undefined],
  ])('reads the whole query of %s', async (target, expected) => {
    expect((await send('GET', target)).status).toBe(204);
    expect(served.requests[0]?.query).toEqual(expected === undefined ? {} : { all: expected });
  });

  it.each([
    '/form',
    '/form?bar=true',
    '/form?foo=',
    '/form?foo=a&bar=1',
    '/form?foo=a&other=1',
    '/form?foo=a&foo=b',
    '/form?foo=a&__proto__=1',
    '/form?foo=%ff',
    '/open?a=1&b=2&c=3',
    '/open?a=x',
    '/json?%7B%22n%22:[1.5]%7D',
    '/json?%7B',
    '/json?a=1',
    '/text?abcdef',
  ])('refuses the query of %s', async (target) => {
    const answer = await send('GET', target);
    expect(answer.status).toBe(400);
    const { errors } = JSON.parse(answer.body) as { readonly errors?: readonly { readonly in: string }[] };
    for (const error of errors ?? []) expect(error.in).toBe('query');
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([{ kind: 'decision', outcome: 'denied', status: 400 }]);
  });

  it('reads cookies as they stand, values spread over several included', async () => {
    const cookies = 'plain=a%20b; many=x; point=ignored; many=y; joined=p,q; x=1; y=2';
    expect((await send('GET', '/cookies', { Cookie: cookies })).status).toBe(204);
    expect(served.requests[0]?.cookies).toEqual({
      plain: 'a%20b',
      many: ['x', 'y'],
      joined: ['p', 'q'],
      point: { x: 1, y: 2 },
    });
    expect((await send('GET', '/cookies', { Cookie: 'plain=a; plain=b' })).status).toBe(400);
    expect((await send('GET', '/cookies', { Cookie: 'x=1; x=2' })).status).toBe(400);
    expect(served.requests).toHaveLength(1);
  });
});
