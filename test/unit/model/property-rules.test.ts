import { describe, expect, it } from 'vitest';

import { built } from '../policy/literal-document.js';

const owned = { type: 'string', 'x-security': { read: ['$owner'] } };
const order = { type: 'object', properties: { note: owned } };
const reply = (schema: object) => ({
  200: { description: 'ok', content: { 'application/json': { schema } } },
});
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** What is said of the operations `GET /orders` and `GET /orders/{id}`. */
function owners(access: object, one: object = {}) {
  const { diagnostics } = built({
    openapi: '3.1.0',
    'x-security': { version: 1, roles: { customer: [] }, access: { roles: ['customer'] } },
    security: [{ token: [] }],
    paths: {
      '/orders': {
        get: {
          operationId: 'list',
          responses: reply({ type: 'array', items: order }),
          'x-security': { access, because: 'the test says so' },
        },
      },
      '/orders/{id}': { get: { operationId: 'one', parameters: [id], responses: reply(order), ...one } },
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return diagnostics.list.filter(({ code }) => code === 'owner-without-object').map(({ message }) => message);
}

describe('$owner comes from the grant', () => {
  it.each([
    ['a list policy, which grants no item', { object: { policy: 'own' }, list: { items: '' } }],
    ['no object policy', { object: 'none' }],
  ])('so that nobody is the owner under %s', (_case, access) => {
    expect(owners(access)).toEqual([
      'Nobody is $owner where no grant is for one object: 1 operation with such properties.',
    ]);
  });

  it('of an object policy, whatever gives the id', () => {
    expect(owners({ object: { policy: 'mine' } })).toEqual([]);
  });
});
