import { describe, expect, it } from 'vitest';

import { built, operation, reported } from '../policy/literal-document.js';

const petstore = `
openapi: 3.1.0
info: { title: Pet Store, version: '1', description: Pets. }
servers: [{ url: 'https://{env}.example.com:443/v1/', variables: { env: { default: api, enum: [api, test] } } }]
tags: [{ name: pets }]
security: [{ token: [] }]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - { name: limit, in: query, schema: { type: integer, default: 20 } }
        - { name: Authorization, in: header, schema: { type: string } }
      responses:
        '200':
          description: ok
          headers: { X-Total: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
        2XX: { description: other }
        default: { description: else }
  /pets/{petId}:
    parameters: [{ name: petId, in: path, required: true, schema: { type: integer } }]
    get: { operationId: getPet, tags: [pets], responses: {} }
    put:
      operationId: putPet
      tags: [pets]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      x-security: { access: { object: { type: pet, policy: owner } } }
      responses: { '204': { description: done } }
  /health: { get: { security: [], responses: {} } }
components:
  securitySchemes: { token: { type: http, scheme: Bearer } }
  schemas: { Pet: { type: object, required: [name], properties: { name: { type: string } } } }
`.replace('security: [{', 'x-security: { version: 1 }\nsecurity: [{');

describe('buildApi', () => {
  const { api, diagnostics } = built(petstore);

  it('reports nothing wrong', () => {
    expect(reported(diagnostics)).toEqual([]);
  });

  it('names the API and its authorities', () => {
    expect(api).toMatchObject({ title: 'Pet Store', realm: 'pet-store', description: 'Pets.' });
    expect(api.servers).toEqual([{ basePath: '/v1', authorities: ['api.example.com', 'test.example.com'] }]);
  });

  it('names operations and files them under tags', () => {
    expect(
      api.operations.map(({ name, typeName, fileName, tag }) => [name, typeName, fileName, tag.fileName]),
    ).toEqual([
      ['listPets', 'ListPets', 'list-pets', 'pets'],
      ['getPet', 'GetPet', 'get-pet', 'pets'],
      ['putPet', 'PutPet', 'put-pet', 'pets'],
      ['getHealth', 'GetHealth', 'get-health', 'general'],
    ]);
  });

  it('gives authenticated operations with a path parameter an object policy', () => {
    expect(operation(api, 'getPet').access).toEqual({
      kind: 'authenticated',
      roles: [],
      tenant: null,
      object: { policy: 'getPet', type: 'getPet', id: { in: 'path', name: 'petId' }, deny: 404, list: null },
    });
    expect(operation(api, 'listPets').access).toMatchObject({ object: null });
    expect(operation(api, 'getHealth').access).toEqual({ kind: 'public' });
    expect(api.policies).toEqual([
      { name: 'getPet', kind: 'object', type: 'getPet', fileName: 'pets', operations: ['getPet'] },
      { name: 'owner', kind: 'object', type: 'pet', fileName: 'pets', operations: ['putPet'] },
    ]);
  });

  it('reads parameters, bodies and replies', () => {
    const listPets = operation(api, 'listPets');
    expect(listPets.parameters).toMatchObject([
      { name: 'limit', in: 'query', style: 'form', explode: true, shape: { kind: 'integer' }, default: '20' },
    ]);
    expect(listPets.replies).toMatchObject([
      {
        status: '200',
        content: [{ mediaType: 'application/json', codec: 'json' }],
        headers: [{ name: 'X-Total' }],
      },
      { status: '2XX' },
      { status: 'default' },
    ]);
    expect(operation(api, 'putPet').requestBody).toMatchObject({
      required: true,
      content: [{ mediaType: 'application/json', codec: 'json', fields: [], additional: null }],
    });
  });

  it('charges the root limiters keyed by address at stage 4 only', () => {
    expect(api.ipRateLimit).toEqual(['ip']);
    expect(operation(api, 'listPets').rateLimit).toEqual(['principal']);
    expect(api.limiters.map(({ name }) => name)).toEqual(['ip', 'principal']);
  });
});
