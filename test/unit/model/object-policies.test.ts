import { describe, expect, it } from 'vitest';

import { built, operation, reported } from '../policy/literal-document.js';

function build(
  access: unknown,
  more: object = {},
  path = '/orders/{orderId}/items/{itemId}',
  scheme: object = {},
) {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    'x-security': { version: 1 },
    security: [{ token: [] }],
    paths: {
      [path]: {
        post: {
          operationId: 'change',
          ...(access === undefined ? {} : { 'x-security': access }),
          responses: {},
          ...more,
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', 'x-security': { token: 'jwt', ...scheme } },
      },
    },
  });
  const { access: decided } = operation(api, 'change');
  return { api, object: decided.kind === 'authenticated' ? decided.object : decided.kind, diagnostics };
}

const body = {
  requestBody: {
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { order: { type: 'object', properties: { id: { type: 'string' } } }, free: {} },
        },
      },
    },
  },
};

const shared = (types: readonly (string | undefined)[]) =>
  built({
    openapi: '3.1.0',
    'x-security': { version: 1 },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      types.map((type, index) => [
        `/a${index}/{id}`,
        {
          get: {
            operationId: `op${index}`,
            tags: [`t${index}`],
            'x-security': {
              access: { object: { policy: 'owner', ...(type === undefined ? {} : { type }) } },
            },
            responses: {},
          },
        },
      ]),
    ),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });

const parameter = (name: string, schema: object) => ({ name, in: 'path', required: true, schema });

describe('object policies', () => {
  it('are named after the operation, about the last path parameter, and hide what they deny', () => {
    expect(build(undefined).object).toEqual({
      policy: 'change',
      type: 'change',
      id: { in: 'path', name: 'itemId' },
      deny: 404,
      list: null,
    });
  });

  it('are about the last path parameter that holds one value', () => {
    const listed = parameter('itemId', { type: 'array', items: { type: 'string' } });
    const order = parameter('orderId', { type: 'string' });
    expect(build(undefined, { parameters: [order, listed] }).object).toMatchObject({
      id: { in: 'path', name: 'orderId' },
    });
    const structured = parameter('orderId', { type: 'object', properties: { a: { type: 'string' } } });
    expect(build(undefined, { parameters: [structured, listed] }).object).toMatchObject({ id: null });
    const flag = parameter('orderId', { type: 'boolean' });
    expect(build(undefined, { parameters: [flag, listed] }).object).toMatchObject({ id: null });
    const optionalFlag = parameter('itemId', { type: ['boolean', 'null'] });
    expect(build(undefined, { parameters: [order, optionalFlag] }).object).toMatchObject({
      id: { in: 'path', name: 'orderId' },
    });
  });

  it('do not exist without path parameter and without access.object', () => {
    expect(build(undefined, {}, '/orders').object).toBeNull();
    expect(build({ access: { object: 'none' }, because: 'shared' }).object).toBeNull();
  });

  it('do not exist for public and undecided operations', () => {
    expect(build({ access: 'public' }, { security: [] }).object).toBe('public');
  });

  it('may be about something no parameter names', () => {
    expect(build({ access: { object: { policy: 'self' } } }, {}, '/me').object).toEqual({
      policy: 'self',
      type: 'self',
      id: null,
      deny: 404,
      list: null,
    });
  });

  it.each([
    ['$request.path.orderId', {}, { in: 'path', name: 'orderId' }],
    [
      '$request.query.q',
      { parameters: [{ name: 'q', in: 'query', schema: {} }] },
      { in: 'query', name: 'q' },
    ],
    [
      '$request.header.x-order',
      { parameters: [{ name: 'X-Order', in: 'header', schema: {} }] },
      { in: 'header', name: 'x-order' },
    ],
    ['$request.body#/order/id', body, { in: 'body', pointer: '/order/id' }],
    ['$request.body#/free/anything/0', body, { in: 'body', pointer: '/free/anything/0' }],
    ['$request.body#', body, { in: 'body', pointer: '' }],
  ])('find the id at %s', (id, more, expected) => {
    const { object, diagnostics } = build({ access: { object: { id } } }, more);
    expect(reported(diagnostics)).toEqual([]);
    expect(object).toMatchObject({ id: expected });
  });

  it.each([
    ['$request.path.orderID', {}],
    ['$request.query.q', {}],
    ['$request.header.X-Order', {}],
    ['$request.body#/order/id', {}],
    ['$request.body#/order/key', body],
    ['$request.body#/constructor', body],
  ])('refuse the id %s, which nothing declares', (id, more) => {
    const { diagnostics } = build({ access: { object: { id } } }, more);
    expect(reported(diagnostics)).toEqual([
      'unknown-object-id /paths/~1orders~1{orderId}~1items~1{itemId}/post/x-security/access/object/id',
    ]);
  });

  it('suggest the parameter that was probably meant', () => {
    const { diagnostics } = build({ access: { object: { id: '$request.path.orderID' } } });
    expect(diagnostics.list.find(({ code }) => code === 'unknown-object-id')?.help).toBe(
      'Did you mean "orderId"?',
    );
  });

  it('are shared by name, and need one type', () => {
    const { api, diagnostics } = shared([undefined, 'order', 'order']);
    expect(reported(diagnostics)).toEqual([]);
    expect(api.policies).toEqual([
      { name: 'owner', kind: 'object', type: 'order', fileName: 't0', operations: ['op0', 'op1', 'op2'] },
    ]);
    expect(
      api.operations.map(({ access }) => access.kind === 'authenticated' && access.object?.type),
    ).toEqual(['order', 'order', 'order']);
    expect(reported(shared(['order', 'invoice']).diagnostics)).toEqual([
      'policy-type-conflict /paths/~1a1~1{id}/get/x-security/access/object/type',
    ]);
  });

  it.each(['constructor', 'toString', 'then'])('are never named %s', (policy) => {
    const { diagnostics } = build({ access: { object: { policy } } });
    expect(reported(diagnostics)).toEqual([
      'policy-name-reserved /paths/~1orders~1{orderId}~1items~1{itemId}/post/x-security/access/object/policy',
    ]);
  });
});

function buildList(schema: unknown, list: unknown = { items: '/items' }, more: object = {}) {
  const { api, diagnostics } = built({
    openapi: '3.1.0',
    'x-security': { version: 1 },
    security: [{ token: [] }],
    paths: {
      '/shops/{shopId}/orders': {
        get: {
          operationId: 'listOrders',
          'x-security': { access: { list } },
          responses: {
            200: { description: '', content: { 'application/json': { schema } } },
            404: { description: '', content: { 'application/json': { schema: {} } } },
            default: { description: '', content: { 'text/plain': {} } },
          },
          ...more,
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Page: { type: 'object', properties: { items: { $ref: '#/components/schemas/List' } } },
        List: { type: 'array' },
      },
    },
  });
  return { api, errors: reported(diagnostics), messages: diagnostics.list.map(({ message }) => message) };
}

const succeeding = (content: object) => ({ responses: { '2XX': { description: '', content } } });

describe('list policies', () => {
  it('are named like object policies, and are about what the request names', () => {
    const { api, errors } = buildList({ $ref: '#/components/schemas/Page' });
    expect(errors).toEqual([]);
    expect(operation(api, 'listOrders').access).toMatchObject({
      object: { policy: 'listOrders', id: { in: 'path', name: 'shopId' }, list: { items: '/items' } },
    });
    expect(api.policies).toMatchObject([{ name: 'listOrders', kind: 'list' }]);
  });

  it.each([
    ['', { type: 'array' }],
    ['', { $ref: '#/components/schemas/List' }],
    ['/items', { allOf: [{ type: 'object' }, { $ref: '#/components/schemas/Page' }] }],
    ['/a~1b/items', { properties: { 'a/b': { $ref: '#/components/schemas/Page' } } }],
  ])('find their items at %j of %j', (items, schema) => {
    expect(buildList(schema, { items }).errors).toEqual([]);
  });

  it.each([
    ['', { type: 'object' }, 'is not always an array'],
    ['', {}, 'is not always an array'],
    ['', { type: ['array', 'null'] }, 'is not always an array'],
    ['', { oneOf: [{ type: 'array' }, { type: 'object' }] }, 'is not always an array'],
    ['/itms', { $ref: '#/components/schemas/Page' }, 'declares no "itms"'],
    ['/constructor', { $ref: '#/components/schemas/Page' }, 'declares no "constructor"'],
    ['/items/0', { $ref: '#/components/schemas/Page' }, 'declares no "0"'],
    ['/items', { oneOf: [{ $ref: '#/components/schemas/Page' }] }, 'declares no "items"'],
    ['/items', true, 'declares no "items"'],
  ])('refuse the pointer %j into %j', (items, schema, message) => {
    const { errors, messages } = buildList(schema, { items });
    expect(errors).toEqual([
      'list-items-unresolved /paths/~1shops~1{shopId}~1orders/get/x-security/access/list/items',
    ]);
    expect(messages.join('\n')).toContain(message);
  });

  it('refuse replies that hold no items to check', () => {
    const json = { 'application/json': { schema: { type: 'array' } } };
    const list = { items: '' };
    expect(buildList({}, list, succeeding(json)).errors).toEqual([]);
    for (const content of [
      {},
      { ...json, 'text/csv': {} },
      { 'application/x-ndjson': { schema: { type: 'array' } } },
    ]) {
      expect(buildList({}, list, succeeding(content)).errors).toHaveLength(1);
    }
    expect(
      buildList({}, list, { responses: { default: { description: '', content: json } } }).errors,
    ).toEqual([]);
  });
});

describe('the tenant', () => {
  const inQuery = { parameters: [{ name: 'tenant', in: 'query', schema: {} }] };

  it.each([
    [true, {}, true],
    ['$request.path.orderId', {}, { in: 'path', name: 'orderId' }],
    ['$request.query.tenant', inQuery, { in: 'query', name: 'tenant' }],
    ['$request.body#/order/id', body, { in: 'body', pointer: '/order/id' }],
  ])('is asked for as %s', (tenant, more, expected) => {
    const { api, diagnostics } = build({ access: { tenant } }, more, undefined, {
      claims: { tenant: '/tid' },
    });
    expect(reported(diagnostics)).toEqual([]);
    expect(operation(api, 'change').access).toMatchObject({ tenant: expected });
  });

  it('must be at a place the operation declares', () => {
    const { diagnostics } = build({ access: { tenant: '$request.query.tenant' } }, {}, undefined, {
      claims: { tenant: '/tid' },
    });
    expect(reported(diagnostics)).toEqual([
      'unknown-tenant /paths/~1orders~1{orderId}~1items~1{itemId}/post/x-security/access/tenant',
    ]);
  });
});
