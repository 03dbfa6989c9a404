import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderEffectiveDocument } from '../../../src/render/effective-document.js';
import { MetaSchema } from '../../../src/resolve/meta-schema.js';
import { apiOf, readApi } from './generated-project.js';

const corpus = fileURLToPath(new URL('../../../../shared/corpus/docs/', import.meta.url));
const found = existsSync(corpus);
if (!found) console.warn(`SKIPPED: ${corpus} is not there`);

interface Effective {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, EffectiveOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

interface EffectiveOperation {
  readonly security?: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object; readonly headers?: object }>
  >;
}

const schema = { type: 'object', properties: { a: { type: 'string' } } };

const DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'Small', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  'x-security': { version: 1, access: 'authenticated' },
  paths: {
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: {
        operationId: 'getThing',
        responses: {
          200: { description: 'ok', content: { 'application/json': { schema } } },
          404: { description: 'mine', content: { 'application/json': { schema } } },
        },
      },
      put: {
        operationId: 'putThing',
        requestBody: { content: { 'application/json': { schema } } },
        responses: { 204: { description: 'done' } },
      },
    },
    '/open': {
      get: { security: [], 'x-security': { access: 'public' }, responses: { 204: { description: 'up' } } },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: { Problem: { type: 'string' } },
  },
};

describe('the effective document', () => {
  const statuses = (path: string, method: string): readonly string[] =>
    Object.keys(effective.paths[path]![method]!.responses);

  const effective = parse(renderEffectiveDocument(apiOf(DOCUMENT))) as Effective;

  it('declares what each operation is refused with, and nothing it is not', () => {
    expect(statuses('/things/{id}', 'get')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '406',
      '414',
      '421',
      '429',
      '431',
      '500',
      '503',
      '4XX',
      '5XX',
    ]);
    expect(statuses('/things/{id}', 'put')).toEqual([
      '204',
      '400',
      '401',
      '403',
      '404',
      '408',
      '413',
      '414',
      '415',
      '421',
      '429',
      '431',
      '500',
      '503',
      '4XX',
      '5XX',
    ]);
    expect(statuses('/open', 'get')).not.toContain('401');
  });

  it('keeps declared bodies beside the problem body, and names what the document does not use', () => {
    const { responses } = effective.paths['/things/{id}']!['get']!;
    expect(Object.keys(responses['404']!.content!)).toEqual(['application/problem+json', 'application/json']);
    expect(effective.components['schemas']!['Problem']).toEqual({ type: 'string' });
    expect(effective.components['schemas']!['Problem2']).toMatchObject({ type: 'object' });
    expect(Object.keys(responses['200']!.headers!)).toContain('X-RateLimit-Remaining');
  });

  it('says of which replies pages may read', () => {
    const opened = {
      ...DOCUMENT,
      'x-security': { version: 1, access: 'authenticated', cors: { origins: ['https://app.example.com'] } },
    };
    const { paths, components } = parse(renderEffectiveDocument(apiOf(opened))) as Effective;
    const { responses } = paths['/things/{id}']!['get']!;
    expect(Object.keys(responses['200']!.headers!)).toContain('Access-Control-Allow-Origin');
    const refused = components['responses']![responses['401']!.$ref!.split('/').at(-1)!] as {
      headers: object;
    };
    expect(Object.keys(refused.headers)).toContain('Vary');
    expect(Object.keys(effective.components['headers']!).join()).not.toContain('Access-Control');
  });

  it('declares what policies of lists and tenants answer', () => {
    const content = { 'application/json': { schema: { type: 'array', items: schema } } };
    const listing = (access: object) => ({
      get: { 'x-security': { access }, responses: { 200: { description: 'all', content } } },
    });
    const { paths } = parse(
      renderEffectiveDocument(
        apiOf({
          ...DOCUMENT,
          paths: { '/all': listing({ list: { items: '' } }), '/ours': listing({ tenant: true }) },
        }),
      ),
    ) as Effective;
    expect(Object.keys(paths['/all']!['get']!.responses)).toEqual(
      expect.arrayContaining(['403', '404', '500']),
    );
    expect(Object.keys(paths['/ours']!['get']!.responses)).toEqual(expect.arrayContaining(['401', '403']));
    expect(paths['/ours']!['get']!.responses).not.toHaveProperty('404');
  });

  it('writes the bounds of requests into their schemas, and leaves those of replies alone', () => {
    const node = { $ref: '#/components/schemas/Node' };
    const bounded = {
      ...DOCUMENT,
      'x-security': { version: 1, access: 'authenticated', validation: { maxLength: 9, maxItems: 3 } },
      paths: {
        '/nodes/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          put: {
            operationId: 'putNode',
            requestBody: { content: { 'application/json': { schema: node } } },
            responses: { 200: { description: 'ok', content: { 'application/json': { schema: node } } } },
          },
        },
      },
      components: {
        ...DOCUMENT.components,
        schemas: {
          Node: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              code: { type: 'string', maxLength: 50 },
              kind: { type: 'string', enum: ['a'] },
              note: { allOf: [{ type: 'string' }, { maxLength: 70 }] },
              children: { type: 'array', items: node },
            },
          },
        },
      },
    };
    const text = renderEffectiveDocument(apiOf(bounded));
    const isValid = MetaSchema.of('3.1').document();
    isValid(parse(text));
    expect(isValid.errors).toBeNull();
    const { paths, components } = parse(text) as Effective;
    expect(paths['/nodes/{id}']!['put']).toMatchObject({
      parameters: [{ name: 'id', schema: { maxLength: 9 } }],
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/NodeBounded' } } },
      },
      responses: { 200: { content: { 'application/json': { schema: node } } } },
    });
    expect(components['schemas']!['Node']).toEqual(bounded.components.schemas.Node);
    expect(components['schemas']!['NodeBounded']).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 9 },
        code: { type: 'string', maxLength: 50 },
        kind: { type: 'string', enum: ['a'] },
        note: { allOf: [{ type: 'string' }, { maxLength: 70 }] },
        children: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/NodeBounded' } },
      },
    });
  });

  it('says how security was decided', () => {
    expect(effective.openapi).toMatch(/^3\.1\./);
    expect(effective.paths['/things/{id}']!['get']!.security).toEqual([{ key: [] }]);
    expect(effective.paths['/open']!['get']!.security).toEqual([]);
  });
});

describe.skipIf(!found)('effective documents of the corpus', () => {
  it.each(['petstore-3.yaml', 'museum.yaml', 'train-travel/openapi.yaml', 'box.json'])(
    '%s is valid OpenAPI',
    (name) => {
      const isValid = MetaSchema.of('3.1').document();
      isValid(parse(renderEffectiveDocument(readApi(join(corpus, name)))));
      expect(isValid.errors).toBeNull();
    },
  );
});
