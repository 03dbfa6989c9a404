/** `validation.int64: bigint` (semantics §6, Numbers): integers of 64 bits, exactly, through both doors. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doors, exchangeText, type OpenDoor, type RawAnswer, requestText } from '../doors/raw-client.js';
import { problem } from '../../../../src/runtime/core/handler.js';
import { serveDocument } from './served-document.js';

const int64 = { type: 'integer', format: 'int64' };
const MAX = '9223372036854775807';
const MIN = '-9223372036854775808';
const BEYOND = '9007199254740993';

const taking = (schema: object, more: object = {}): object => ({
  requestBody: { content: { 'application/json': { schema } } },
  responses: {
    '200': { description: 'ok', content: { 'application/json': { schema } } },
    '204': { description: 'ok' },
  },
  ...more,
});

const bodies = {
  scalar: int64,
  nested: { type: 'array', items: { type: 'array', items: int64 } },
  map: { type: 'object', additionalProperties: int64 },
  either: { oneOf: [int64, { type: 'string' }] },
  any: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/Id' }, { type: 'null' }] },
  shapes: {
    oneOf: [
      { type: 'object', required: ['a'], properties: { a: int64 }, additionalProperties: false },
      { type: 'object', required: ['b'], properties: { b: { type: 'number' } }, additionalProperties: false },
    ],
  },
  united: {
    anyOf: [
      { type: 'object', properties: { a: int64 } },
      { type: 'object', properties: { b: int64 } },
    ],
  },
  tagged: {
    oneOf: [
      { type: 'object', required: ['v', 'n'], properties: { v: { ...int64, const: 1 }, n: int64 } },
      {
        type: 'object',
        required: ['v', 'n'],
        properties: { v: { ...int64, const: 2 }, n: { type: 'integer' } },
      },
    ],
  },
  range: { ...int64, minimum: -5, exclusiveMaximum: 9007199254740994, multipleOf: 3 },
  tenths: { ...int64, multipleOf: 0.5 },
  listed: { ...int64, enum: [1, 2, 4] },
  beside: { allOf: [{ $ref: '#/components/schemas/Id' }, { type: 'integer', minimum: 2 }] },
  outside: { minimum: 5, oneOf: [int64, { type: 'string' }] },
  nullable: { type: ['integer', 'null'], format: 'int64' },
  unique: { type: 'array', items: int64, uniqueItems: true },
  pair: { type: 'array', prefixItems: [int64, { type: 'number' }], items: false },
  free: { type: 'object' },
  plain: { type: 'object', properties: { n: { type: 'integer' }, x: { type: 'number' } } },
  not: {
    type: 'object',
    properties: { id: int64 },
    not: { required: ['id'], properties: { id: { maximum: 10 } } },
  },
  filled: {
    type: 'object',
    properties: {
      id: { ...int64, default: 7 },
      deep: { type: 'object', default: { id: 8 }, properties: { id: int64 } },
    },
  },
  restricted: {
    type: 'object',
    properties: {
      id: { ...int64, readOnly: true },
      weight: { ...int64, 'x-security': { write: [], read: ['admin'] } },
    },
  },
};

const document = {
  openapi: '3.1.1',
  info: { title: 'Integers', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [],
  'x-security': {
    version: 1,
    access: 'public',
    roles: { admin: [] },
    rateLimit: false,
    because: 'a test',
    validation: { int64: 'bigint' },
  },
  components: { schemas: { Id: int64 } },
  paths: {
    ...Object.fromEntries(
      Object.entries(bodies).map(([name, schema]) => [`/${name}`, { post: taking(schema) }]),
    ),
    '/number': {
      post: taking(
        { type: 'object', properties: { id: int64 } },
        { 'x-security': { validation: { int64: 'number' } } },
      ),
    },
    '/bare': {
      post: {
        requestBody: { content: { 'application/json': {} } },
        responses: { '204': { description: 'ok' } },
      },
    },
    '/form': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                properties: {
                  id: int64,
                  ids: { type: 'array', items: int64 },
                  json: { type: 'object', properties: { id: int64 } },
                },
              },
              encoding: { json: { contentType: 'application/json' } },
            },
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: {
                  id: int64,
                  ids: { type: 'array', items: int64 },
                  json: { type: 'object', properties: { id: int64 } },
                },
              },
            },
            'text/plain': { schema: int64 },
          },
        },
        responses: { '204': { description: 'ok' } },
      },
    },
    '/parameters/{id}': {
      get: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: int64 },
          { name: 'q', in: 'query', schema: { ...int64, default: 3 } },
          { name: 'list', in: 'query', schema: { type: 'array', items: int64 } },
          {
            name: 'deep',
            in: 'query',
            style: 'deepObject',
            schema: { type: 'object', properties: { n: int64 } },
          },
          {
            name: 'json',
            in: 'query',
            content: { 'application/json': { schema: { type: 'object', properties: { n: int64 } } } },
          },
          { name: 'X-Id', in: 'header', schema: int64 },
          { name: 'c', in: 'cookie', schema: int64 },
          { name: 'small', in: 'query', schema: { type: 'integer' } },
        ],
        responses: {
          '200': {
            description: 'ok',
            headers: { 'X-Total': { schema: int64 } },
            content: { 'text/plain': { schema: int64 } },
          },
        },
      },
    },
    '/login': {
      post: {
        'x-security': { login: { account: '$request.body#/id' } },
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', properties: { id: int64 } } } },
        },
        responses: { '204': { description: 'ok' } },
      },
    },
    '/items': {
      get: {
        responses: {
          '200': {
            description: 'ok',
            content: { 'application/x-ndjson': { schema: { type: 'object', properties: { id: int64 } } } },
          },
        },
      },
    },
    '/events': {
      get: {
        responses: {
          '200': {
            description: 'ok',
            content: {
              'text/event-stream': {
                schema: {
                  type: 'object',
                  required: ['data'],
                  properties: { data: { type: 'object', properties: { id: int64 } }, id: int64 },
                },
              },
            },
          },
        },
      },
    },
    '/report': {
      post: taking(
        { type: 'object', properties: { id: int64 } },
        { 'x-security': { validation: { responses: 'report' }, because: 'a test' } },
      ),
    },
  },
};

const served = serveDocument(document);

const received = (): unknown => served.requests[0]?.body;

const errorsOf = (answer: RawAnswer): unknown[] =>
  (JSON.parse(answer.body) as { errors: { pointer: string; keyword: string }[] }).errors.map(
    ({ pointer, keyword }) => [pointer, keyword],
  );

const part = (name: string, text: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;

for (const [name, open] of Object.entries(doors)) {
  describe(name, () => {
    let door: OpenDoor;
    beforeAll(async () => {
      door = await open(served.api);
    });
    afterAll(() => door.close());
    beforeEach(() => served.reset());

    const host = { Host: 'api.example.com', 'X-Forwarded-Proto': 'https' };
    const send = (path: string, body: string, type = 'application/json'): Promise<RawAnswer> => {
      const content = { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) };
      const headers = body === '' ? host : { ...host, ...content };
      return exchangeText(door.port, requestText('POST', path, headers, body));
    };

    const failLogin = async (id: string): Promise<number> => (await send('/login', `{"id":${id}}`)).status;

    it.each([
      ['scalar', MAX, BigInt(MAX)],
      ['scalar', MIN, BigInt(MIN)],
      ['scalar', BEYOND, BigInt(BEYOND)],
      ['scalar', '5', 5n],
      ['scalar', '-0', 0n],
      ['scalar', '1e3', 1000n],
      ['scalar', '1.0', 1n],
      ['scalar', `${BEYOND}.00`, BigInt(BEYOND)],
      ['nested', `[[${MAX},1],[${MIN}]]`, [[BigInt(MAX), 1n], [BigInt(MIN)]]],
      ['map', `{"1":${MAX},"0":${MIN},"__proto":1}`, { 0: BigInt(MIN), 1: BigInt(MAX), __proto: 1n }],
      ['either', MAX, BigInt(MAX)],
      ['either', `"${MAX}"`, MAX],
      ['any', MAX, BigInt(MAX)],
      ['any', 'null', null],
      ['shapes', `{"a":${MAX}}`, { a: BigInt(MAX) }],
      ['shapes', '{"a":2}', { a: 2n }],
      ['shapes', '{"b":2}', { b: 2 }],
      ['united', `{"a":${MAX},"b":1}`, { a: BigInt(MAX), b: 1n }],
      ['tagged', `{"v":1,"n":${MAX}}`, { v: 1n, n: BigInt(MAX) }],
      ['tagged', '{"v":2,"n":3}', { v: 2n, n: 3 }],
      ['range', '9007199254740993', 9007199254740993n],
      ['tenths', MAX, BigInt(MAX)],
      ['listed', '4', 4n],
      ['beside', MAX, BigInt(MAX)],
      ['outside', MAX, BigInt(MAX)],
      ['nullable', MAX, BigInt(MAX)],
      ['nullable', 'null', null],
      ['unique', `[${BEYOND},9007199254740992]`, [BigInt(BEYOND), 9007199254740992n]],
      ['pair', `[${MAX},1e300]`, [BigInt(MAX), 1e300]],
      ['free', '{"n":1}', { n: 1 }],
      ['plain', '{"n":1,"x":9.00719925474100e15}', { n: 1, x: 9007199254741000 }],
      ['not', '{"id":11}', { id: 11n }],
      ['not', `{"id":${MAX}}`, { id: BigInt(MAX) }],
      ['filled', '{}', { id: 7n, deep: { id: 8n } }],
      [
        'map',
        `{"text":9007199254740992,"more":9007199254741002}`,
        { text: 9007199254740992n, more: 9007199254741002n },
      ],
    ])('%s takes %s', async (path, body, value) => {
      const answer = await send(`/${path}`, body);
      expect([answer.status, answer.body]).toEqual([204, '']);
      expect(received()).toEqual(value);
    });

    it.each([
      ['scalar', '9223372036854775808', [['#', 'format']]],
      ['scalar', '-9223372036854775809', [['#', 'format']]],
      [
        'scalar',
        '1.5',
        [
          ['#', 'type'],
          ['#', 'format'],
        ],
      ],
      [
        'scalar',
        '1e18',
        [
          ['#', 'type'],
          ['#', 'format'],
        ],
      ],
      ['scalar', `"${MAX}"`, [['#', 'type']]],
      ['nested', `[[1],[1,9223372036854775808]]`, [['#/1/1', 'format']]],
      ['range', '9007199254740996', [['#', 'exclusiveMaximum']]],
      ['range', '9007199254740992', [['#', 'multipleOf']]],
      [
        'range',
        MIN,
        [
          ['#', 'minimum'],
          ['#', 'multipleOf'],
        ],
      ],
      ['listed', MAX, [['#', 'enum']]],
      ['beside', MIN, [['#', 'minimum']]],
      ['outside', MIN, [['#', 'minimum']]],
      ['unique', `[${MAX},${MAX}]`, [['#', 'uniqueItems']]],
      ['unique', `[1,1.0]`, [['#', 'uniqueItems']]],
      ['pair', `[1,${MAX}]`, [['#/1', 'type']]],
      ['free', `{"a":{"b/c":${MAX}}}`, [['#/a/b~1c', 'type']]],
      ['plain', `{"n":${MAX}}`, [['#/n', 'type']]],
      ['plain', `{"x":${MAX}}`, [['#/x', 'type']]],
      ['bare', `[${MAX}]`, [['#/0', 'type']]],
      ['not', '{"id":10}', [['#', 'not']]],
      ['not', `{"id":${MIN}}`, [['#', 'not']]],
      ['restricted', `{"id":${MAX}}`, [['#/id', 'readOnly']]],
    ])('%s refuses %s', async (path, body, errors) => {
      const answer = await send(`/${path}`, body);
      expect([answer.status, errorsOf(answer)]).toEqual([400, errors]);
      expect(served.requests).toEqual([]);
    });

    it.each([
      ['scalar', '10000000000000000000'],
      ['scalar', '9'.repeat(100_000)],
      ['scalar', `9007199254740993.${'0'.repeat(100_000)}`],
      ['scalar', '9007199254740993.5'],
      ['scalar', '9007199254740993e0'],
      ['scalar', '09007199254740993'],
      ['scalar', '1e400'],
      ['scalar', `.${BEYOND}`],
      ['map', `{"a":${MAX},"a":${MAX}}`],
      ['map', `{"__proto__":${MAX}}`],
      ['map', `{${MAX}:1}`],
      ['number', `{"id":${BEYOND}}`],
    ])('%s does not read %s', async (path, body) => {
      const started = performance.now();
      const answer = await send(`/${path}`, body);
      expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([
        400,
        'malformed-content',
      ]);
      expect(performance.now() - started).toBeLessThan(1000);
      expect(served.requests).toEqual([]);
    });

    it('leaves numbers where an operation says so', async () => {
      expect((await send('/number', '{"id":5}')).status).toBe(204);
      expect(received()).toEqual({ id: 5 });
    });

    it('counts the failures of accounts that are integers', async () => {
      // Failures stay: each door has accounts of its own. The second is the same double.
      const [account, neighbour] =
        name === 'node' ? ['9007199254740993', '9007199254740992'] : ['9007199254741009', '9007199254741008'];
      served.handler = () => problem(401, 'invalid-credentials');
      for (let failure = 0; failure < 10; failure++) expect(await failLogin(account)).toBe(401);
      expect(await failLogin(account)).toBe(429);
      expect(await failLogin(neighbour)).toBe(401);
    });

    it('refuses a property that nobody may write', async () => {
      const answer = await send('/restricted', `{"weight":${MAX}}`);
      expect([answer.status, errorsOf(answer)]).toEqual([403, [['#/weight', 'write']]]);
    });

    it('reads fields of forms, parts and texts', async () => {
      const json = `{"id":${MIN}}`;
      const value = { id: BigInt(MAX), ids: [BigInt(BEYOND), 2n], json: { id: BigInt(MIN) } };
      const fields = `id=${MAX}&ids=${BEYOND}&ids=2&json=${encodeURIComponent(json)}`;
      expect((await send('/form', fields, 'application/x-www-form-urlencoded')).status).toBe(204);
      expect(received()).toEqual(value);
      served.reset();
      const parts = [
        part('id', MAX),
        part('ids', BEYOND),
        part('ids', '2'),
        part('json', json),
        '--b--\r\n',
      ].join('');
      expect((await send('/form', parts, 'multipart/form-data; boundary=b')).status).toBe(204);
      expect({ ...(received() as { fields: object }) }).toMatchObject(value);
      served.reset();
      expect((await send('/form', MAX, 'text/plain')).status).toBe(204);
      expect(received()).toBe(BigInt(MAX));
      for (const id of ['9223372036854775808', '1.0', '1e3', '01', '+1', '0x10', '9'.repeat(30)]) {
        const answer = await send(
          '/form',
          `id=${encodeURIComponent(id)}`,
          'application/x-www-form-urlencoded',
        );
        expect([id, answer.status]).toEqual([id, 400]);
      }
    });

    const get = (target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
      exchangeText(door.port, requestText('GET', target, { ...host, ...headers }));

    it('reads parameters wherever they stand', async () => {
      served.handler = () => ({ status: 200, headers: { 'X-Total': BigInt(MAX) }, body: BigInt(MIN) });
      const json = encodeURIComponent(`{"n":${MAX}}`);
      const answer = await get(
        `/parameters/${MAX}?list=${BEYOND}&list=1&deep[n]=${MIN}&json=${json}&small=5`,
        { 'X-Id': MIN, Cookie: `c=${MAX}` },
      );
      expect([answer.status, answer.headers['x-total'], answer.body]).toEqual([200, MAX, MIN]);
      const { path, query, headers, cookies } = served.requests[0]!;
      expect({ path, query, headers, cookies }).toEqual({
        path: { id: BigInt(MAX) },
        query: {
          q: 3n,
          list: [BigInt(BEYOND), 1n],
          deep: { n: BigInt(MIN) },
          json: { n: BigInt(MAX) },
          small: 5,
        },
        headers: { 'x-id': BigInt(MIN) },
        cookies: { c: BigInt(MAX) },
      });
    });

    it.each([
      ['/parameters/9223372036854775808', {}],
      ['/parameters/1?q=9223372036854775808', {}],
      [`/parameters/1?small=${BEYOND}`, {}],
      ['/parameters/1?list=1&list=-9223372036854775809', {}],
      ['/parameters/1', { 'X-Id': '9223372036854775808' }],
      ['/parameters/1', { Cookie: 'c=9223372036854775808' }],
      [`/parameters/${'9'.repeat(5000)}`, {}],
    ])('refuses the parameters of %s %o', async (target, headers) => {
      expect((await get(target, headers)).status).toBe(400);
      expect(served.requests).toEqual([]);
    });

    it.each([
      ['scalar', BigInt(MAX), MAX],
      ['scalar', 5, '5'],
      ['nested', [[BigInt(MIN)], [1n, 2]], `[[${MIN}],[1,2]]`],
      ['map', { a: BigInt(BEYOND) }, `{"a":${BEYOND}}`],
      ['either', BigInt(BEYOND), BEYOND],
      ['any', BigInt(BEYOND), BEYOND],
      ['shapes', { a: BigInt(BEYOND) }, `{"a":${BEYOND}}`],
      ['shapes', { b: 0.5 }, `{"b":0.5}`],
      ['united', { a: BigInt(MAX), b: BigInt(MIN), c: 1 }, `{"a":${MAX},"b":${MIN}}`],
      ['tagged', { v: 1n, n: BigInt(MAX) }, `{"v":1,"n":${MAX}}`],
      ['tagged', { v: 2, n: 5 }, `{"v":2,"n":5}`],
      ['listed', 4n, '4'],
      ['beside', BigInt(MAX), MAX],
      ['nullable', null, 'null'],
      ['nullable', BigInt(MAX), MAX],
      ['unique', [1n, 2, BigInt(MAX)], `[1,2,${MAX}]`],
      ['pair', [BigInt(MAX), 1.5], `[${MAX},1.5]`],
      ['not', { id: BigInt(MAX) }, `{"id":${MAX}}`],
      ['report', { id: 2n ** 80n }, `{"id":${String(2n ** 80n)}}`],
    ])('%s replies with %o', async (path, body, text) => {
      served.handler = () => ({ status: 200, body });
      const answer = await send(`/${path}`, '');
      expect([answer.status, answer.body]).toEqual([200, text]);
    });

    it.each([
      ['scalar', 2n ** 63n],
      ['scalar', 2 ** 60],
      ['scalar', 1.5],
      ['scalar', '5'],
      ['range', 9007199254740994n],
      ['listed', 3n],
      ['unique', [1n, 1]],
      ['tagged', { v: 3n, n: 1n }],
      ['plain', { n: 5n }],
      ['united', { a: 2n ** 63n, b: 2n ** 63n }],
      ['not', { id: 2n }],
      ['number', { id: 5n }],
    ])('%s does not reply with %o', async (path, body) => {
      served.handler = () => ({ status: 200, body });
      const answer = await send(`/${path}`, '');
      expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([
        500,
        'internal-error',
      ]);
    });

    it('sends them in items and events', async () => {
      served.handler = () => ({ status: 200, body: [{ id: BigInt(MAX) }, { id: 1 }] });
      expect((await get('/items')).body).toContain(`{"id":${MAX}}\n`);
      served.handler = () => ({ status: 200, body: [{ data: { id: BigInt(MIN) }, id: BigInt(BEYOND) }] });
      expect((await get('/events')).body).toContain(`id: ${BEYOND}\ndata: {"id":${MIN}}\n\n`);
    });
  });
}
