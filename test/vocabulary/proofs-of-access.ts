import { denied, failed, type Proof, ran } from './proof.js';

const because = 'the proof says so';
const roles = { user: [], admin: ['user'] };
const decided = { access: { object: 'none' }, because };
const own = (policy: string, more: object = {}): object => ({
  access: { object: { policy, ...more } },
  because,
});
const denies = (_name: string, id: string): boolean => id !== 'theirs';
const integers = { type: 'array', items: { type: 'integer' } };
const lists = { type: 'object', properties: { items: integers, others: integers } };
const listed = { type: 'object', properties: { items: integers } };

export const proofsOfAccess: readonly Proof[] = [
  {
    kind: 'document',
    members: ['api version'],
    document: { operation: decided },
    without: { root: { version: undefined }, operation: decided },
    code: 'x-security-version',
  },
  {
    kind: 'document',
    members: ['api because'],
    document: { operation: decided },
    without: { operation: { access: { object: 'none' } } },
    code: 'because-missing',
  },
  {
    kind: 'wire',
    members: ['api realm'],
    document: { root: { realm: 'orders' }, operation: decided },
    without: { operation: decided },
    refuses: {
      key: null,
      expected: denied(8, 401, 'credentials-required', {
        shows: ({ answer }) => answer.headers['www-authenticate'],
        as: 'ApiKey realm="orders"',
      }),
    },
    accepts: { expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api roles'],
    document: { root: { roles }, operation: { access: { roles: ['user'], object: 'none' }, because } },
    // Nobody implies anybody.
    without: {
      root: { roles: { user: [], admin: [] } },
      operation: { access: { roles: ['user'], object: 'none' }, because },
    },
    refuses: { key: 'ann/stranger', expected: denied(11, 403, 'insufficient-role') },
    accepts: { key: 'ann/admin', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access'],
    document: { security: [], operation: { access: 'public', because } },
    without: { security: [{ key: [] }], operation: decided },
    refuses: { body: '{"value":1}', key: null, expected: denied(14, 400, 'invalid-request') },
    accepts: { key: null, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.roles'],
    document: { operation: { access: { roles: ['user'], object: 'none' }, because } },
    without: { operation: decided },
    refuses: { key: 'ann/other', expected: denied(11, 403, 'insufficient-role') },
    accepts: { key: 'ann/user', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.tenant'],
    document: { operation: { access: { tenant: '$request.header.X-Tenant', object: 'none' }, because } },
    without: { operation: decided },
    refuses: {
      key: 'ann//one',
      headers: { 'X-Tenant': 'two' },
      expected: denied(11, 403, 'insufficient-tenant'),
    },
    accepts: { key: 'ann//one', headers: { 'X-Tenant': 'one' }, expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.object'],
    document: { operation: own('owner') },
    without: { operation: decided },
    behaviour: { policy: denies },
    refuses: { target: '/things/theirs', expected: denied(15, 404, 'not-found') },
    accepts: { target: '/things/mine', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.object.type'],
    document: { operation: own('owner', { type: 'order' }) },
    without: { operation: own('owner') },
    behaviour: { policy: denies },
    refuses: {
      target: '/things/theirs',
      expected: denied(15, 404, 'not-found', {
        shows: ({ records }) => records[0]!['object'],
        as: { type: 'order', id: 'theirs' },
      }),
    },
    accepts: {
      target: '/things/mine',
      expected: ran(204, {
        shows: ({ records }) => records[1]!['object'],
        as: { type: 'order', id: 'mine' },
      }),
    },
  },
  {
    kind: 'wire',
    members: ['api access.object.id'],
    document: { operation: own('owner', { id: '$request.query.q' }) },
    without: { operation: own('owner') },
    behaviour: { policy: denies },
    refuses: { target: '/things/mine?q=theirs', expected: denied(15, 404, 'not-found') },
    accepts: { target: '/things/theirs?q=mine', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.object.policy'],
    document: { operation: own('owner') },
    without: { operation: own('anybody') },
    behaviour: { policy: (name, id) => name !== 'owner' || id !== 'theirs' },
    refuses: { target: '/things/theirs', expected: denied(15, 404, 'not-found') },
    accepts: { target: '/things/mine', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.object.deny'],
    document: { operation: own('owner', { deny: 403 }) },
    without: { operation: own('owner') },
    behaviour: { policy: denies },
    refuses: { target: '/things/theirs', expected: denied(15, 403, 'object-denied') },
    accepts: { target: '/things/mine', expected: ran() },
  },
  {
    kind: 'wire',
    members: ['api access.list'],
    document: {
      url: '/things',
      operation: { access: { object: { policy: 'visible' }, list: { items: '/items' } } },
      body: listed,
      reply: listed,
    },
    without: { url: '/things', operation: { access: 'authenticated' }, body: listed, reply: listed },
    behaviour: { allows: (item) => item !== 9, handler: (body) => ({ status: 200, body }) },
    refuses: {
      body: '{"items":[1,9]}',
      expected: failed(18, 500, 'internal-error', {
        shows: ({ records }) => records[1]!['reason'],
        as: 'list-item-refused',
      }),
    },
    accepts: { body: '{"items":[1,2]}', expected: ran(200) },
  },
  {
    kind: 'wire',
    members: ['api access.list.items'],
    document: {
      url: '/things',
      operation: { access: { object: { policy: 'visible' }, list: { items: '/items' } } },
      body: lists,
      reply: lists,
    },
    without: {
      url: '/things',
      operation: { access: { object: { policy: 'visible' }, list: { items: '/others' } } },
      body: lists,
      reply: lists,
    },
    behaviour: { allows: (item) => item !== 9, handler: (body) => ({ status: 200, body }) },
    refuses: { body: '{"items":[9],"others":[]}', expected: failed(18, 500, 'internal-error') },
    accepts: { body: '{"items":[1],"others":[9]}', expected: ran(200) },
  },
];
