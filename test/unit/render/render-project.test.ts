import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const ORDERS = `
openapi: 3.1.1
info: { title: Orders, version: 1.0.0 }
servers: [{ url: https://api.example.com/v1 }]
security: [{ oauth: [orders] }]
x-security:
  version: 1
  access: authenticated
paths:
  /status:
    get:
      tags: [status]
      operationId: getStatus
      security: []
      x-security: { access: public }
      responses:
        '200': { description: up, content: { application/json: { schema: { type: object } }, text/plain: {} } }
        5XX: { description: down }
        default: { description: anything else }
  /orders:
    post:
      tags: [orders]
      operationId: createOrder
      security: [{ oauth: [] }, {}]
      parameters:
        - { name: dryRun, in: query, schema: { type: boolean, default: false } }
        - { name: X-Trace, in: header, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Order' } }
          application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Order' } }
          application/octet-stream: {}
          text/plain: { schema: { type: string } }
      responses:
        '201':
          description: made
          headers:
            Location: { required: true, schema: { type: string } }
            X-Count: { schema: { type: integer } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
        '409': { description: there is one }
  /customers/{customerId}/orders/{orderId}:
    parameters:
      - { name: customerId, in: path, required: true, schema: { type: string } }
      - { name: orderId, in: path, required: true, schema: { type: integer } }
    get:
      tags: [orders]
      operationId: getOrder
      x-security: { access: { object: { type: order, policy: owner } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
    put:
      tags: [orders]
      operationId: replaceOrder
      x-security: { access: { object: { type: order, policy: owner } } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '204': { description: done } }
  /orders/files:
    post:
      tags: [files]
      operationId: attach
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [caption, file]
              properties: { caption: { type: string }, file: { type: string, format: binary } }
      responses: { '200': { description: the file, content: { image/*: { schema: { type: string, format: binary } } } } }
components:
  securitySchemes:
    oauth:
      type: http
      scheme: bearer
      x-security: { token: jwt, issuer: https://id.example.com, audience: orders }
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Order:
      type: object
      required: [id, quantity, secret]
      properties:
        id: { type: integer, readOnly: true }
        quantity: { type: integer }
        secret: { type: string, writeOnly: true }
        gift: { type: boolean, default: false }
        note: { type: [string, 'null'] }
`;

const RIGHT = `
import { allow, absent, problem, type Handlers, type Policies } from './generated/index.js';
import type { Order } from './generated/types.js';

declare module './generated/contract.js' {
  interface Objects { order: Order & { readonly owner: string } }
}

export const getStatus: Handlers['getStatus'] = ({ principal }) =>
  principal === null
    ? { status: 200, contentType: 'application/json', body: { up: true } }
    : { status: 503, headers: { 'X-Why': 'maintenance' } };

export const createOrder: Handlers['createOrder'] = async ({ body, contentType, query, headers, cookies, principal }) => {
  const dryRun: boolean = query.dryRun;
  const who: string = principal?.id ?? headers['x-trace'] ?? cookies.session ?? 'nobody';
  if (contentType === 'application/octet-stream') {
    for await (const chunk of body) void chunk;
    return problem(409, 'conflict');
  }
  if (contentType === 'text/plain') return { status: 409, headers: { 'X-Text': body.trim() } };
  const gift: boolean = body.gift;
  return {
    status: 201,
    headers: { Location: \`/orders/\${who}\`, 'X-Count': 1, ETag: '"1"' },
    body: { id: 1, quantity: dryRun ? 0 : body.quantity, gift, note: body.note ?? body.secret },
  };
};

export const getOrder: Handlers['getOrder'] = ({ grant, path, audit, log }) => {
  const id: number = grant.id;
  const { owner, ...order } = grant.object;
  audit.object('order', String(id));
  log.info('read', { owner, customer: path.customerId });
  return { status: 200, body: order };
};

export const replaceOrder: Handlers['replaceOrder'] = ({ body }) =>
  body === undefined ? problem(400, 'bad-request') : { status: 204 };

export const attach: Handlers['attach'] = async ({ body }) => {
  const caption: string = body.fields.caption;
  for await (const file of body.files) {
    const name: 'file' = file.name;
    return { status: 200, contentType: 'image/png', body: file.stream, headers: { 'X-Name': caption + name } };
  }
  return problem(400, 'bad-request');
};

export const owner: Policies['owner'] = (request) => {
  const customer: string = request.path.customerId;
  const id: number = request.operation === 'getOrder' ? request.path.orderId : request.id;
  if (request.operation === 'replaceOrder' && request.body?.quantity === 0) return absent();
  return allow({ id, quantity: 1, owner: customer });
};
`;

/** Each must be refused at the line of its handler, and nowhere else. */
const WRONG: readonly (readonly [what: string, line: string, message: RegExp])[] = [
  ['an undeclared status', `export const a: Handlers['getOrder'] = () => ({ status: 202 });`, /202/],
  [
    'a wrong body',
    `export const a: Handlers['getOrder'] = () => ({ status: 200, body: { id: 'x', quantity: 1 } });`,
    /string/,
  ],
  ['a missing body', `export const a: Handlers['getOrder'] = () => ({ status: 200 });`, /body/],
  [
    'a missing header',
    `export const a: Handlers['createOrder'] = () => ({ status: 201, body: { id: 1, quantity: 1 } });`,
    /headers/,
  ],
  ['a status outside the range', `export const a: Handlers['getStatus'] = () => ({ status: 600 });`, /600/],
  [
    'the object id in the handler',
    `export const a: Handlers['getOrder'] = ({ path }) => { path.orderId; return problem(400, 'bad-request'); };`,
    /orderId/,
  ],
  [
    'a readOnly property in a request',
    `export const a: Handlers['replaceOrder'] = ({ body }) => { body?.id; return { status: 204 }; };`,
    /'id'/,
  ],
  [
    'input nobody declared',
    `export const a: Handlers['getOrder'] = ({ query }) => problem(400, 'bad-request');`,
    /query/,
  ],
  ['an answer that is no decision', `export const a: Policies['owner'] = () => true;`, /boolean/],
  ['a wrong object', `export const a: Policies['owner'] = () => allow({ id: 1 });`, /quantity/],
  ['a missing policy', `createApi({ handlers, policies: {}, credentials });`, /owner/],
  ['missing policies', `createApi({ handlers, credentials });`, /policies/],
  ['a missing handler', `createApi({ handlers: {}, policies, credentials });`, /getStatus|Handlers/],
  [
    'credentials of the wrong kind',
    `createApi({ handlers, policies, credentials: { ...credentials, oauth: { kind: 'custom', verify: () => null } } });`,
    /custom/,
  ],
];

describe('a generated project', () => {
  const api = apiOf(ORDERS);
  const rendered = render(api);

  // The older compiler sees the same files in the next test.
  it('type-checks as it is', () => {
    expect(typeCheck(writeProject(rendered), 'typescript7')).toBe('');
  });

  it.each(['typescript', 'typescript7'] as const)(
    'types right code and refuses wrong code, with %s',
    (compiler) => {
      const head = [
        `import { allow, createApi, problem, type Handlers, type Policies } from './generated/index.js';`,
        `import { credentials } from './credentials.js';`,
        `import * as handlers from './right.js';`,
        `import * as policies from './right.js';`,
        `export const right = () => createApi({ handlers, policies, credentials, hosts: ['a.example'] });`,
        `export const use = [allow, problem];`,
        `export type { Handlers, Policies };`,
      ];
      const files = WRONG.map(
        ([, line], index) => [`src/wrong${index}.ts`, [...head, line, ''].join('\n')] as const,
      );
      const folder = writeProject(rendered, { 'src/right.ts': RIGHT, ...Object.fromEntries(files) });
      const faults = typeCheck(folder, compiler).split(/\n(?=\S)/);
      expect(faults.filter((fault) => !/^src\/wrong\d+\.ts\(8,/.test(fault)).join('\n')).toBe('');
      for (const [index, [what, , message]] of WRONG.entries()) {
        const own = faults.filter((fault) => fault.startsWith(`src/wrong${index}.ts(8,`));
        expect(own.join('\n'), what).toMatch(message);
      }
    },
  );

  it('writes operation data that the runtime types accept, though the project does not check it', () => {
    const path = 'src/generated/operations.ts';
    const text = rendered.generated.get(path)!;
    const folder = writeProject(rendered, { [path]: text.replace(/^\/\/ @ts-nocheck.*\n/m, '') });
    expect(text).toContain('// @ts-nocheck');
    expect(typeCheck(folder, 'typescript7')).toBe('');
  });

  it('is the same every time', () => {
    const again = render(apiOf(ORDERS));
    expect([...again.generated]).toEqual([...rendered.generated]);
    // Functions that write a name are made anew each time.
    expect(JSON.stringify(again.user)).toBe(JSON.stringify(rendered.user));
  });

  it('copies the runtime modules it needs, and no others', () => {
    const runtime = [...rendered.generated.keys()].filter((path) =>
      path.startsWith('src/generated/runtime/'),
    );
    expect(runtime).toContain('src/generated/runtime/core/pipeline.ts');
    expect(runtime).toContain('src/generated/runtime/decode/multipart.ts');
    expect(runtime).not.toContain('src/generated/runtime/authenticate/basic.ts');
    const plain = render(apiOf({ openapi: '3.1.0', info: { title: 'None', version: '1' }, paths: {} }));
    expect([...plain.generated.keys()]).not.toContain('src/generated/runtime/decode/multipart.ts');
    expect(plain.dependencies.map(({ name }) => name)).not.toContain('@fastify/busboy');
  });

  it('offers the stubs of each file one by one', () => {
    const orders = rendered.user.find(({ path }) => path === 'src/handlers/orders.ts')!;
    expect(orders.additions.map((addition) => 'name' in addition && addition.name)).toEqual([
      'createOrder',
      'getOrder',
      'replaceOrder',
    ]);
    for (const addition of orders.additions) {
      if (addition.kind === 'stub') expect(orders.text).toContain(addition.text.trimEnd());
    }
  });
});

describe('a project without operations', () => {
  it('builds', () => {
    const folder = writeProject(
      render(apiOf('openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\n')),
    );
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly scripts: { readonly build: string };
    };
    const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
    execFileSync('sh', ['-c', scripts.build], { cwd: folder, env: { ...process.env, PATH: path } });
    expect(readFileSync(join(folder, 'dist/server.js'), 'utf8')).toContain('createApi');
  }, 120_000);
});
