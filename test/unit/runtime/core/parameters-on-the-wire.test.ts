/** Parameters of every style as clients send them, through both doors: what the handler gets, or why it does not run. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { serveDocument } from './served-document.js';

const integers = { type: 'array', items: { type: 'integer' } };
const texts = { type: 'array', items: { type: 'string' } };
const color = {
  type: 'object',
  properties: { R: { type: 'integer' }, G: { type: 'integer' } },
  additionalProperties: false,
};
const query = (name: string, schema: object, more: object = {}): object => ({
  name,
  in: 'query',
  schema,
  ...more,
});
const path = (style: string, explode: boolean, schema: object): object => ({
  name: 'v',
  in: 'path',
  required: true,
  style,
  explode,
  schema,
});
const get = (parameters: readonly object[]): object => ({
  get: { parameters, responses: { '204': { description: 'ok' } } },
});

const document = {
  openapi: '3.1.1',
  info: { title: 'Parameters', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': { version: 1, access: 'public', rateLimit: false, because: 'a test' },
  paths: {
    '/simple/{v}': get([path('simple', false, integers)]),
    '/simple-object/{v}': get([path('simple', true, color)]),
    '/label/{v}': get([path('label', true, texts)]),
    '/matrix/{v}': get([path('matrix', true, integers)]),
    '/matrix-object/{v}': get([path('matrix', false, color)]),
    '/query': get([
      query('ids', integers),
      query('csv', texts, { explode: false }),
      query('pipes', texts, { style: 'pipeDelimited', explode: false }),
      query('spaces', texts, { style: 'spaceDelimited', explode: false }),
      query('deep', color, { style: 'deepObject', explode: true }),
      query('flat', color, { explode: false }),
      query('flag', { type: 'boolean' }, { allowEmptyValue: true }),
      query('open', { type: 'string' }, { allowReserved: true }),
      query('no identifier!', { type: 'string' }),
      query('a[b]', { type: 'string' }),
      query('limit', { type: 'integer', minimum: 1, default: 20 }),
      {
        name: 'filter',
        in: 'query',
        content: {
          'application/json': { schema: { type: 'object', required: ['q'], properties: { q: {} } } },
        },
      },
    ]),
    '/exploded': get([query('color', color), query('page', { type: 'integer' })]),
    '/headers': get([
      { name: 'X-Ids', in: 'header', required: true, schema: integers },
      { name: 'X-Color', in: 'header', explode: true, schema: color },
      // OpenAPI: these shall be ignored.
      { name: 'Authorization', in: 'header', required: true, schema: { type: 'integer' } },
      { name: 'Accept', in: 'header', required: true, schema: { enum: ['never'] } },
      { name: 'content-type', in: 'header', required: true, schema: { enum: ['never'] } },
    ]),
    '/q?action=list': get([query('page', { type: 'integer' })]),
    '/q?action=list&draft': get([]),
    '/q': get([query('action', { type: 'string' })]),
    '/several/{id}': get([
      { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 2 } },
      query('limit', { type: 'integer', maximum: 50 }),
      query('category', { enum: ['a', 'b'] }),
      query('since', { type: 'string', format: 'date' }, { required: true }),
      { name: 'X-Mode', in: 'header', schema: { enum: ['fast'] } },
      { name: 'theme', in: 'cookie', schema: { type: 'string', pattern: '^d' } },
      query('list', { type: 'array', maxItems: 30, items: { type: 'integer', maximum: 1 } }),
    ]),
    '/cookies': get([
      { name: 'session-id', in: 'cookie', schema: { type: 'integer' } },
      { name: 'list', in: 'cookie', explode: false, schema: integers },
    ]),
  },
};

const served = serveDocument(document);

function errorsOf(answer: RawAnswer): readonly string[] {
  const { errors } = JSON.parse(answer.body) as {
    readonly errors: readonly {
      readonly in: string;
      readonly parameter?: string;
      readonly keyword: string;
    }[];
  };
  return errors.map(({ in: place, parameter, keyword }) => `${place} ${parameter} ${keyword}`);
}

describe.each(Object.entries(doors))('parameters, %s door', (_name, openDoor) => {
  let door: OpenDoor;
  beforeAll(async () => {
    door = await openDoor(served.api);
  });
  afterAll(() => door.close());
  beforeEach(() => served.reset());

  const ask = (
    target: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<RawAnswer> =>
    exchangeText(
      door.port,
      requestText('GET', target, { Host: 'api.example.com', 'X-Forwarded-Proto': 'https', ...headers }),
    );

  it.each([
    ['/simple/3,4,5', { v: [3, 4, 5] }],
    ['/simple-object/R=100,G=200', { v: { R: 100, G: 200 } }],
    ['/label/.blue.a%2Eb.c%2Cd', { v: ['blue', 'a.b', 'c,d'] }],
    ['/matrix/;v=3;v=4', { v: [3, 4] }],
    ['/matrix-object/;v=R,100,G,200', { v: { R: 100, G: 200 } }],
  ])('%s', async (target, expected) => {
    expect((await ask(target)).status).toBe(204);
    expect(served.requests[0]?.path).toEqual(expected);
  });

  it.each([
    ['ids=1&ids=2', { ids: [1, 2] }],
    ['csv=a,b%2Cc,d+e', { csv: ['a', 'b,c', 'd e'] }],
    ['pipes=a%7Cb', { pipes: ['a', 'b'] }],
    ['pipes=a|b', { pipes: ['a', 'b'] }],
    ['spaces=a%20b', { spaces: ['a', 'b'] }],
    ['deep[R]=1&deep%5BG%5D=2', { deep: { R: 1, G: 2 } }],
    ['flat=R,1,G,2', { flat: { R: 1, G: 2 } }],
    ['flag=', {}],
    ['flag', {}],
    ['flag=true', { flag: true }],
    ['open=a/b?c:d@e,f;g', { open: 'a/b?c:d@e,f;g' }],
    ['open=%26x%3D1', { open: '&x=1' }],
    ['no%20identifier!=x', { 'no identifier!': 'x' }],
    ['a%5Bb%5D=x', { 'a[b]': 'x' }],
    ['filter=%7B%22q%22%3A%5B1%5D%7D', { filter: { q: [1] } }],
    ['limit=5', { limit: 5 }],
  ])('/query?%s', async (text, expected) => {
    expect((await ask(`/query?${text}`)).status).toBe(204);
    expect(served.requests[0]?.query).toEqual({ limit: 20, ...expected });
  });

  it.each([
    ['/simple/3,x', 'path', 'v'],
    ['/matrix/;w=3', 'path', 'v'],
    ['/query?ids=1.0', 'query', 'ids'],
    ['/query?csv=a&csv=b', 'query', 'csv'],
    ['/query?deep[R]=1&deep[R]=2', 'query', 'deep'],
    ['/query?deep[R][x]=1', 'query', 'deep'],
    ['/query?deep[__proto__]=1', 'query', 'deep'],
    ['/query?deep[X]=1', 'query', 'deep'],
    ['/query?flat=R,1,G', 'query', 'flat'],
    ['/query?flag=yes', 'query', 'flag'],
    ['/query?limit=0', 'query', 'limit'],
    ['/query?limit=9007199254740993', 'query', 'limit'],
    ['/query?limit=+1', 'query', 'limit'],
    ['/query?filter=%7B%22q%22:1,%22q%22:2%7D', 'query', 'filter'],
    ['/query?filter=%7B%7D', 'query', 'filter'],
    ['/query?canary-83=1', 'query', undefined],
    ['/exploded?R=1&X=2', 'query', undefined],
  ])('%s is refused', async (target, place, parameter) => {
    const answer = await ask(target);
    expect(answer.status).toBe(400);
    const { code, errors } = JSON.parse(answer.body) as {
      readonly code: string;
      readonly errors: readonly object[];
    };
    expect(code).toBe('invalid-request');
    expect(errors).toMatchObject([{ in: place, ...(parameter !== undefined && { parameter }) }]);
    expect(answer.text).not.toContain('canary-83');
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([{ outcome: 'denied', stage: 14 }]);
  });

  it.each([
    'action=list&action=list',
    'action=list&action=other',
    'action=other&action=list',
    'action=list&%61ction=list',
    'action=list&page=1&action',
    'action=list&draft&action=list',
    // Nothing of the path key with a constant: an ordinary parameter.
    'action=other&action=other',
  ])('/q?%s is refused: a constant is sent once', async (text) => {
    const answer = await ask(`/q?${text}`);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ in: 'query', parameter: 'action', keyword: 'repeated', detail: 'Must be sent once.' }],
    });
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([
      { outcome: 'denied', stage: 14, status: 400, reason: 'invalid-request' },
    ]);
  });

  it('takes the path key with most constants, each sent once', async () => {
    for (const text of ['action=list&page=2', 'action=list&draft', 'draft=1&action=list', 'action=other'])
      expect((await ask(`/q?${text}`)).status).toBe(204);
    expect(served.requests.map((each) => each.query)).toEqual([{ page: 2 }, {}, {}, { action: 'other' }]);
    expect((await ask('/q?action=list&draft&draft')).status).toBe(400);
    expect(served.requests).toHaveLength(4);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'schemas beside an unknown parameter',
      '/several/1?since=2026-01-01&limit=99&category=x&canary-84=1',
      ['query undefined additionalProperties', 'query limit maximum', 'query category enum'],
    ],
    [
      'schemas beside one that is no value, is missing or repeated',
      '/several/canary-84?limit=x&category=canary-84',
      ['query limit type', 'query since required', 'path id maxLength', 'query category enum'],
    ],
    [
      'each parameter once',
      '/several/1?since=canary-84&since=2026-01-01&limit=99',
      ['query since repeated', 'query limit maximum'],
    ],
  ])('tells all at once: %s', async (_name, target, expected) => {
    const answer = await ask(target);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer)).toEqual(expected);
    expect(answer.text).not.toContain('canary-84');
    expect(served.requests).toEqual([]);
    expect(served.records).toMatchObject([{ outcome: 'denied', stage: 14, reason: 'invalid-request' }]);
  });

  it('tells all at once: in all locations, up to the usual number', async () => {
    const headers = { 'X-Mode': 'slow', Cookie: 'theme=light' };
    expect(errorsOf(await ask('/several/123?u=1', headers))).toEqual([
      'query undefined additionalProperties',
      'query since required',
      'path id maxLength',
      'header x-mode enum',
      'cookie theme pattern',
    ]);
    const list = Array.from({ length: 30 }, () => 'list=2').join('&');
    const answer = await ask(`/several/1?since=2026-01-01&u=1&${list}`);
    expect(errorsOf(answer)).toHaveLength(20);
    expect(JSON.parse(answer.body)).toMatchObject({ truncated: true });
  });

  it('spreads an exploded object over names of its own', async () => {
    expect((await ask('/exploded?G=2&page=3&R=1')).status).toBe(204);
    expect(served.requests[0]?.query).toEqual({ color: { R: 1, G: 2 }, page: 3 });
  });

  it('joins the lines of a header that is a list, and ignores those that OpenAPI does', async () => {
    expect((await ask('/headers', { 'X-Ids': ['1, 2', '3'], 'x-color': 'R=1, G=2' })).status).toBe(204);
    expect(served.requests[0]?.headers).toEqual({ 'x-ids': [1, 2, 3], 'x-color': { R: 1, G: 2 } });
    const missing = await ask('/headers');
    expect(missing.status).toBe(400);
    expect((JSON.parse(missing.body) as { readonly errors: unknown }).errors).toMatchObject([
      { in: 'header', parameter: 'X-Ids', keyword: 'required' },
    ]);
  });

  it('reads cookies', async () => {
    expect((await ask('/cookies', { Cookie: 'other=x; session-id=7; list=1,2' })).status).toBe(204);
    expect(served.requests[0]?.cookies).toEqual({ 'session-id': 7, list: [1, 2] });
    expect((await ask('/cookies', { Cookie: 'session-id=7; session-id=8' })).status).toBe(400);
  });
});
