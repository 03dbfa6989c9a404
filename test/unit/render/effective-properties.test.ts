import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderEffectiveDocument } from '../../../src/render/effective-document.js';
import { MetaSchema } from '../../../src/resolve/meta-schema.js';
import { apiOf } from './generated-project.js';

const text = { type: 'string' };
const rules = (keyword: object, more: object = {}) => ({ ...text, ...more, 'x-security': keyword });

const schema = {
  type: 'object',
  // Names that are keywords elsewhere, and an example that only looks like a schema.
  properties: {
    example: rules({ write: [] }),
    default: rules({ read: [] }, { description: 'Of ours.' }),
    margin: rules({ read: ['admin', '$owner'], write: ['admin'] }),
    internal: rules({ read: [], write: [] }),
    code: rules({ sensitive: 'secret', write: ['$owner'] }),
    kept: { ...text, example: { 'x-security': { write: [] } } },
    tree: { $ref: '#/components/schemas/Tree' },
  },
};

const document = {
  openapi: '3.1.0',
  info: { title: 'Rules', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  'x-security': { version: 1, access: 'authenticated', roles: { admin: [] }, validation: { maxLength: 9 } },
  paths: {
    '/things/{id}': {
      put: {
        operationId: 'putThing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        requestBody: { content: { 'application/json': { schema } } },
        responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: {
      Tree: {
        type: 'object',
        properties: {
          owner: rules({ write: [] }),
          children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
        },
      },
    },
  },
};

describe('role lists in the effective document', () => {
  const written = renderEffectiveDocument(apiOf(document));
  const { paths, components } = parse(written);
  const { requestBody, responses } = paths['/things/{id}'].put;

  it.each([
    ['requests', requestBody.content['application/json'].schema.properties],
    ['replies', responses['200'].content['application/json'].schema.properties],
  ])('are said in words of OpenAPI in %s', (_where, properties) => {
    expect(properties).toMatchObject({
      example: { readOnly: true },
      default: { writeOnly: true, description: 'Of ours.' },
      margin: { description: 'Sent by admin only. Shown to admin or the owner only.' },
      internal: { description: 'Neither sent nor shown.' },
      code: { description: 'Sent by the owner only. Kept out of logs, audit records and errors.' },
    });
    expect(properties.internal).not.toHaveProperty('readOnly');
    expect(properties.margin).not.toHaveProperty('readOnly');
    expect(properties.kept).not.toHaveProperty('readOnly');
    expect(properties.kept.example).toEqual({ 'x-security': { write: [] } });
  });

  it('are said of components, and of the copies that bounds make of them', () => {
    for (const name of ['Tree', 'TreeBounded']) {
      expect(components.schemas[name].properties.owner).toMatchObject({ readOnly: true });
    }
  });

  it('come with the status that refuses them, in a valid document', () => {
    expect(responses).toHaveProperty('403');
    const isValid = MetaSchema.of('3.1').document();
    isValid(parse(written));
    expect(isValid.errors).toBeNull();
  });
});
