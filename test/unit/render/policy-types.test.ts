/** What the compiler makes of policies, grants, scopes, tenants and contexts, right and wrong. */
import { describe, expect, it } from 'vitest';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const DOCUMENT = `
openapi: 3.1.1
info: { title: Orders, version: 1.0.0 }
servers: [{ url: https://api.example.com }]
security: [{ token: [] }]
x-security: { version: 1, access: authenticated }
paths:
  /orders:
    get:
      tags: [orders]
      operationId: listOrders
      x-security: { access: { tenant: true, object: { type: order, policy: ownOrders }, list: { items: /page/items } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Page' } } } }
        '409': { description: why, content: { application/json: { schema: { type: object } } } }
  /shops/{shopId}/lines:
    parameters: [{ name: shopId, in: path, required: true, schema: { type: string } }]
    get:
      tags: [orders]
      operationId: listLines
      security: [{ token: [] }, {}]
      x-security: { access: { tenant: $request.path.shopId, list: { items: '' } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: { type: string } } } } }
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: integer } }]
    get:
      tags: [orders]
      operationId: getOrder
      x-security: { access: { object: { type: order, policy: readOrder } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
    put:
      tags: [orders]
      operationId: putOrder
      x-security: { access: { object: { type: order, policy: writeOrder } } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '204': { description: done } }
    delete:
      tags: [orders]
      operationId: deleteOrder
      x-security: { access: { object: { type: order, policy: writeOrder } } }
      responses: { '204': { description: done } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer, x-security: { claims: { tenant: /tid } } }
  schemas:
    Order:
      type: object
      required: [id]
      properties: { id: { type: integer }, note: { type: string } }
    Page:
      type: object
      required: [page]
      properties:
        page:
          type: object
          required: [items]
          properties: { items: { type: array, items: { $ref: '#/components/schemas/Order' } }, next: { type: string } }
`;

const RIGHT = `
import {
  absent, allow, allowCreate, createApi, deny, scope, type Handlers, type Policies,
} from './generated/index.js';
import { credentials } from './credentials.js';
import type { Order } from './generated/types.js';

interface Stored extends Order { readonly owner: string; readonly secret: string }
interface Transaction { find(id: number): Promise<Stored | null>; commit(): Promise<void>; rollback(): Promise<void> }

declare module './generated/contract.js' {
  interface Objects { order: Stored }
  interface Scopes { ownOrders: { readonly tenant: string; readonly owner: string } }
  interface Context { readonly transaction: Transaction }
}

const stored: Stored[] = [];

export const listOrders: Handlers['listOrders'] = ({ scope: { tenant, owner }, principal, context }) => {
  const same: string = principal.tenant;
  void context.transaction;
  const items = stored.filter((order) => order.owner === owner);
  return tenant === same ? { status: 200, body: { page: { items } } } : { status: 409, body: {} };
};

export const listLines: Handlers['listLines'] = ({ scope: lines, principal }) => ({
  status: 200,
  body: Array.isArray(lines) ? lines.map(String) : [principal.tenant],
});

export const getOrder: Handlers['getOrder'] = ({ grant }) => {
  const never: false = grant.created;
  return { status: 200, body: { id: grant.id, note: grant.object.owner + String(never) } };
};

export const putOrder: Handlers['putOrder'] = ({ grant }) => {
  const id: number = grant.id;
  const owner: string = grant.created ? 'new' : grant.object.owner;
  void id;
  void owner;
  return { status: 204 };
};

export const deleteOrder: Handlers['deleteOrder'] = ({ grant }) => {
  void grant.object.owner;
  return { status: 204 };
};

export const ownOrders: Policies['ownOrders'] = {
  scope: ({ operation, principal }) =>
    operation === 'listOrders' ? scope({ tenant: principal.tenant, owner: principal.id }) : deny(),
  allows: (order, { principal, context }) => {
    void context.transaction;
    return order.owner === principal.id && order.secret !== String(order.id);
  },
};

export const listLines_: Policies['listLines'] = {
  scope: async ({ id, path }) => (id === path.shopId ? scope([id]) : absent()),
  allows: async (line) => line.length > 0,
};

export const readOrder: Policies['readOrder'] = async ({ id, context }) => {
  const order = await context.transaction.find(id);
  return order === null ? absent() : allow(order, '$owner');
};

export const writeOrder: Policies['writeOrder'] = ({ id, operation }) =>
  operation === 'putOrder' ? allowCreate(id, '$owner') : deny();

export const api = createApi({
  handlers: { listOrders, listLines, getOrder, putOrder, deleteOrder },
  policies: { ownOrders, listLines: listLines_, readOrder, writeOrder },
  credentials,
  context: async ({ operation, method, principal }) => {
    void [operation, method, principal?.tenant];
    const transaction: Transaction = {
      find: () => Promise.resolve(null),
      commit: () => Promise.resolve(),
      rollback: () => Promise.resolve(),
    };
    return {
      value: { transaction },
      settle: (outcome) => (outcome === 'commit' ? transaction.commit() : transaction.rollback()),
    };
  },
});
`;

/** Each must be refused at its line, and nowhere else. */
const WRONG: readonly (readonly [what: string, line: string, message: RegExp])[] = [
  ['a function for a list', `export const a: Policies['ownOrders'] = () => deny();`, /ListPolicy/],
  [
    'a list policy for an object',
    `export const a: Policies['readOrder'] = ownOrders;`,
    /readOrder|callable|ObjectPolicy|no match/,
  ],
  [
    'a list policy without re-check',
    `export const a: Policies['ownOrders'] = { scope: () => deny() };`,
    /allows/,
  ],
  ['a list policy without scope', `export const a: Policies['ownOrders'] = { allows: () => true };`, /scope/],
  [
    'an object decision about a list',
    `export const a: Policies['ownOrders'] = { scope: () => allow({}), allows: () => true };`,
    /allow|kind|scope/,
  ],
  [
    'another scope',
    `export const a: Policies['ownOrders'] = { scope: () => scope({ owner: 1 }), allows: () => true };`,
    /owner|tenant|number/,
  ],
  [
    'a re-check without a truth value',
    `export const a: Policies['ownOrders'] = { scope: () => deny(), allows: () => deny() };`,
    /boolean/,
  ],
  ['a scope about an object', `export const a: Policies['readOrder'] = () => scope({});`, /scope|kind/],
  [
    'a creation by GET',
    `export const a: Policies['readOrder'] = ({ id }) => allowCreate(id);`,
    /create|kind/,
  ],
  [
    'a forged decision',
    `export const a: Policies['writeOrder'] = ({ id }) => ({ kind: 'create', value: id, as: null });`,
    /brand|Made|missing/,
  ],
  [
    'an object that may not be there',
    `export const a: Handlers['putOrder'] = ({ grant }) => { grant.object.owner; return { status: 204 }; };`,
    /null/,
  ],
  [
    'a grant of a list',
    `export const a: Handlers['listOrders'] = ({ grant }) => { void grant; return { status: 409, body: {} }; };`,
    /grant/,
  ],
  [
    'items that the policy cannot check',
    `export const a: Handlers['listOrders'] = () => ({ status: 200, body: { page: { items: [{ id: 1 }] } } });`,
    /owner|secret/,
  ],
  [
    'the id of a listed object',
    `export const a: Handlers['listLines'] = ({ path }) => { void path; return { status: 200, body: [] }; };`,
    /path/,
  ],
  [
    'a scope nobody typed',
    `export const a: Handlers['listLines'] = ({ scope: s }) => ({ status: 200, body: s.lines });`,
    /unknown/,
  ],
  ['no context', `createApi({ handlers, policies, credentials });`, /context/],
  [
    'another context',
    `createApi({ handlers, policies, credentials, context: () => ({ value: {}, settle: () => {} }) });`,
    /transaction/,
  ],
  [
    'a context that nobody settles',
    `createApi({ handlers, policies, credentials, context: () => ({ value: { transaction: null! } }) });`,
    /settle/,
  ],
  [
    'another part of the context',
    `export const a: Handlers['getOrder'] = ({ context }) => { context.pool; return problem(400, 'bad-request'); };`,
    /pool/,
  ],
];

describe('a project with policies of every kind', () => {
  const rendered = render(apiOf(DOCUMENT));

  // The older compiler sees the same files in the next test.
  it('type-checks as it is', () => {
    expect(typeCheck(writeProject(rendered), 'typescript7')).toBe('');
  });

  it.each(['typescript', 'typescript7'] as const)(
    'types right code, and refuses wrong code, with %s',
    (compiler) => {
      const head = [
        `import { allow, allowCreate, createApi, deny, problem, scope, type Handlers, type Policies } from './generated/index.js';`,
        `import { credentials } from './credentials.js';`,
        `import * as right from './right.js';`,
        `const { ownOrders, readOrder, writeOrder, listLines_, ...handlers } = right;`,
        `const policies = { ownOrders, readOrder, writeOrder, listLines: listLines_ };`,
        `export const use = [allow, allowCreate, createApi, deny, problem, scope, credentials, handlers, policies];`,
        `export type { Handlers, Policies };`,
      ];
      const files = WRONG.map(
        ([, line], index) => [`src/wrong${index}.ts`, [...head, line, ''].join('\n')] as const,
      );
      const folder = writeProject(rendered, { 'src/right.ts': RIGHT, ...Object.fromEntries(files) });
      const faults = typeCheck(folder, compiler).split(/\n(?=\S)/);
      // The composition root of the project knows nothing of the context that `right.ts` declares.
      const others = faults.filter((fault) => !/^src\/(?:wrong\d+\.ts\(8,|server\.ts\()/.test(fault));
      expect(others.filter((fault) => !/^src\/(?:handlers|policies)\//.test(fault)).join('\n')).toBe('');
      for (const [index, [what, , message]] of WRONG.entries()) {
        const own = faults.filter((fault) => fault.startsWith(`src/wrong${index}.ts(8,`));
        expect(own.join('\n'), what).toMatch(message);
      }
    },
  );

  it('takes no context before its type is declared', () => {
    const text = `
import { createApi, type Options } from './generated/index.js';
export const start = (options: Options) => createApi({ ...options, context: () => ({ value: 1, settle: () => {} }) });
`;
    expect(typeCheck(writeProject(rendered, { 'src/start.ts': text }), 'typescript7')).toMatch(
      /^src\/start\.ts\(3,.*never/,
    );
  });

  it('denies by stubs of both kinds', () => {
    const policies = rendered.user.find(({ path }) => path === 'src/policies/orders.ts')!.text;
    expect(policies).toContain(
      "export const ownOrders: Policies['ownOrders'] = { scope: undecided, allows: () => false };",
    );
    expect(policies).toContain("export const readOrder: Policies['readOrder'] = undecided;");
  });
});
