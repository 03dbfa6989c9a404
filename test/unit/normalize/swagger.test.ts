import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/load/json.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import type { NormalizedDocument } from '../../../src/normalize/normalized-document.js';
import { checkDocument } from '../../../src/resolve/check-document.js';
import { documentFolder, type DocumentFolder } from '../load/document-folder.js';

function document20(rest: string): string {
  return `swagger: '2.0'\ninfo: { title: Test, version: '1' }\n${rest}`;
}

function read(rest: string, files: Readonly<Record<string, string>> = {}) {
  const folder = documentFolder({ 'openapi.yaml': document20(rest), ...files });
  const loaded = folder.load()!;
  checkDocument(loaded, folder.diagnostics);
  return { folder, document: normalizeDocument(loaded, folder.diagnostics) };
}

function normalize(rest: string, files: Readonly<Record<string, string>> = {}) {
  const { folder, document } = read(rest, files);
  if (folder.diagnostics.hasErrors) throw new Error(JSON.stringify(folder.reported(), null, 1));
  return { folder, document };
}

function at(document: NormalizedDocument, ...keys: readonly (string | number)[]): Json {
  let value: Json = document.root;
  for (const key of keys) value = (value as Readonly<Record<string | number, Json>>)[key]!;
  return value;
}

const plain = (value: Json | undefined): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);

/** Line and column of a member, from 1. */
function written(folder: DocumentFolder, document: NormalizedDocument, node: Json, member: string): string {
  const place = document.origins.member(node as object, member);
  return `${place.file.slice(folder.path.length + 1)}#${place.pointer}`;
}

const ok = "responses: { '200': { description: ok } }";

describe('Swagger 2.0', () => {
  it.each([
    [
      'host: a.example\nbasePath: /v1\nschemes: [https, http]',
      ['https://a.example/v1', 'http://a.example/v1'],
    ],
    ['host: a.example:8443\nschemes: [wss]', ['wss://a.example:8443']],
    ['host: a.example', ['https://a.example']],
    ['basePath: /v1\nschemes: [https]', ['/v1']],
    ['schemes: [https]', undefined],
    ['host: https://a.example/\nbasePath: v1', ['https://a.example/v1']],
    ["host: '{tenant}.a.example'\nbasePath: /v1", ['/v1']],
  ])('has servers where %j says', (members, urls) => {
    const { document } = normalize(`${members}\npaths: {}\n`);
    expect(plain(document.root['servers'])).toEqual(urls?.map((url) => ({ url })));
    for (const member of ['swagger', 'host', 'basePath', 'schemes'])
      expect(document.root).not.toHaveProperty(member);
  });

  it('gives an operation servers of its own where it has schemes', () => {
    const { document, folder } = normalize(
      `host: a.example\nbasePath: /v1\nschemes: [https]\npaths: { /a: { get: { schemes: [http], ${ok} } } }\n`,
    );
    const servers = at(document, 'paths', '/a', 'get', 'servers') as readonly Json[];
    expect(plain(servers)).toEqual([{ url: 'http://a.example/v1' }]);
    expect(written(folder, document, servers[0]!, 'url')).toBe('openapi.yaml#/paths/~1a/get/schemes');
  });

  it('reads security schemes of every type and flow', () => {
    const { document } = normalize(`
paths: {}
securityDefinitions:
  basic: { type: basic, description: d, x-a: 1 }
  key: { type: apiKey, in: query, name: k }
  implicit: { type: oauth2, flow: implicit, authorizationUrl: 'https://id.example/a', scopes: { r: read } }
  password: { type: oauth2, flow: password, tokenUrl: 'https://id.example/t', scopes: {} }
  application: { type: oauth2, flow: application, tokenUrl: 'https://id.example/t' }
  code: { type: oauth2, flow: accessCode, authorizationUrl: 'https://id.example/a', tokenUrl: 'https://id.example/t', scopes: { r: read }, x-security: { issuer: 'https://id.example' } }
`);
    const [a, t] = ['https://id.example/a', 'https://id.example/t'];
    expect(plain(Object.fromEntries(document.securitySchemes))).toEqual({
      basic: { type: 'http', scheme: 'basic', description: 'd', 'x-a': 1 },
      key: { type: 'apiKey', in: 'query', name: 'k' },
      implicit: { type: 'oauth2', flows: { implicit: { authorizationUrl: a, scopes: { r: 'read' } } } },
      password: { type: 'oauth2', flows: { password: { tokenUrl: t, scopes: {} } } },
      application: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: t, scopes: {} } } },
      code: {
        type: 'oauth2',
        flows: { authorizationCode: { authorizationUrl: a, tokenUrl: t, scopes: { r: 'read' } } },
        'x-security': { issuer: 'https://id.example' },
      },
    });
  });

  it.each([
    ['{ type: oauth2, flow: hybrid }', '/securityDefinitions/s/flow'],
    ['{ type: digest }', '/securityDefinitions/s/type'],
    ['{ type: apiKey, in: cookie, name: k }', '/securityDefinitions/s/in'],
    ['{ type: http, scheme: bearer }', '/securityDefinitions/s/type'],
  ])('refuses the security scheme %s', (scheme, pointer) => {
    const { folder } = read(`paths: {}\nsecurityDefinitions: { s: ${scheme} }\n`);
    const errors = folder.reported().filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ code: 'schema-violation', pointer }]);
  });

  it('makes a style of each collectionFormat', () => {
    const formats = ['csv', 'ssv', 'tsv', 'pipes', 'multi'];
    const query = formats.map(
      (format) =>
        `{ in: query, name: ${format}, type: array, items: { type: string }, collectionFormat: ${format} }`,
    );
    const header = formats
      .slice(0, 4)
      .map(
        (format) =>
          `{ in: header, name: ${format}, type: array, items: { type: string }, collectionFormat: ${format} }`,
      );
    const { document } = normalize(
      `paths: { /a: { get: { parameters: [${[...query, ...header].join()}, { in: query, name: none, type: array, items: { type: integer } }], ${ok} } } }\n`,
    );
    const parameters = at(document, 'paths', '/a', 'get', 'parameters') as readonly Record<string, Json>[];
    expect(parameters.map(({ in: place, name, style, explode }) => [place, name, style, explode])).toEqual([
      ['query', 'csv', 'form', false],
      ['query', 'ssv', 'spaceDelimited', false],
      ['query', 'tsv', 'tabDelimited', false],
      ['query', 'pipes', 'pipeDelimited', false],
      ['query', 'multi', 'form', true],
      ['header', 'csv', 'simple', false],
      ['header', 'ssv', 'spaceDelimited', false],
      ['header', 'tsv', 'tabDelimited', false],
      ['header', 'pipes', 'pipeDelimited', false],
      ['query', 'none', 'form', false],
    ]);
    expect(plain(parameters[9]!['schema'])).toEqual({ type: 'array', items: { type: 'integer' } });
    for (const parameter of parameters) expect(parameter).not.toHaveProperty('collectionFormat');
  });

  it('moves what a parameter says of its value into a schema, written where it was', () => {
    const { document, folder } = normalize(`
parameters:
  n: { in: query, name: n, type: integer, format: int32, minimum: 1, exclusiveMinimum: true, enum: [2, 3], default: 2, allowEmptyValue: true, description: d, x-a: 1 }
paths: { /a: { parameters: [{ $ref: '#/parameters/n' }], get: { ${ok} } } }
`);
    const parameter = at(document, 'paths', '/a', 'parameters', 0);
    expect(plain(parameter)).toEqual({
      in: 'query',
      name: 'n',
      description: 'd',
      allowEmptyValue: true,
      'x-a': 1,
      schema: { type: 'integer', format: 'int32', exclusiveMinimum: 1, enum: [2, 3], default: 2 },
    });
    const schema = (parameter as Record<string, Json>)['schema']!;
    expect(written(folder, document, schema, 'enum')).toBe('openapi.yaml#/parameters/n/enum');
    expect(document.pathItems[0]?.operations[0]?.parameters).toHaveLength(1);
  });

  it('takes bodies of what the operation consumes, by its own list or the root’s', () => {
    const body = '{ in: body, name: b, required: true, description: d, schema: { type: object } }';
    const { document } = normalize(`
consumes: [application/xml, application/json]
paths:
  /a:
    parameters: [${body}]
    put: { ${ok} }
    post: { consumes: [text/csv], ${ok} }
    patch: { consumes: [], ${ok} }
    delete: { consumes: ['*/*'], ${ok} }
`);
    const types = (method: string) =>
      Object.keys(at(document, 'paths', '/a', method, 'requestBody', 'content') as object);
    expect(types('put')).toEqual(['application/xml', 'application/json']);
    expect(types('post')).toEqual(['text/csv']);
    expect(types('patch')).toEqual(['application/json']);
    expect(types('delete')).toEqual(['application/json']);
    expect(at(document, 'paths', '/a')).not.toHaveProperty('parameters');
    expect(plain(at(document, 'paths', '/a', 'post', 'requestBody'))).toEqual({
      description: 'd',
      required: true,
      content: { 'text/csv': { schema: { type: 'object' } } },
    });
  });

  it('makes a form of form fields, of the type that can hold them', () => {
    const field = '{ in: formData, name: a, type: integer, required: true }';
    const list = '{ in: formData, name: l, type: array, items: { type: string }, collectionFormat: pipes }';
    const { document, folder } = normalize(`
consumes: [application/json]
parameters: { file: { in: formData, name: f, type: file, description: d } }
paths:
  /a:
    parameters: [${field}]
    post: { parameters: [${list}], ${ok} }
    put: { parameters: [{ $ref: '#/parameters/file' }], consumes: [application/x-www-form-urlencoded], ${ok} }
    patch: { consumes: [Multipart/Form-Data, application/x-www-form-urlencoded], ${ok} }
`);
    expect(plain(at(document, 'paths', '/a', 'post', 'requestBody'))).toEqual({
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            properties: { a: { type: 'integer' }, l: { type: 'array', items: { type: 'string' } } },
            required: ['a'],
          },
          encoding: { l: { style: 'pipeDelimited', explode: false } },
        },
      },
    });
    const put = at(document, 'paths', '/a', 'put', 'requestBody', 'content');
    expect(Object.keys(put as object)).toEqual(['multipart/form-data']);
    const file = at(
      document,
      'paths',
      '/a',
      'put',
      'requestBody',
      'content',
      'multipart/form-data',
      'schema',
      'properties',
      'f',
    );
    expect(plain(file)).toEqual({ description: 'd', type: 'string', format: 'binary' });
    expect(written(folder, document, file, 'type')).toBe('openapi.yaml#/parameters/file/type');
    expect(Object.keys(at(document, 'paths', '/a', 'patch', 'requestBody', 'content') as object)).toEqual([
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]);
  });

  it.each([
    [
      '{ in: body, name: b, schema: {} }, { in: formData, name: f, type: string }',
      '/paths/~1a/post/parameters/1/in',
    ],
    [
      '{ in: body, name: b, schema: {} }, { in: body, name: c, schema: {} }',
      '/paths/~1a/post/parameters/1/in',
    ],
    [
      '{ in: query, name: q, type: array, items: { type: array, items: { type: string } } }',
      '/paths/~1a/post/parameters/0/items/type',
    ],
  ])('refuses the parameters [%s]', (parameters, pointer) => {
    const { folder } = read(`paths: { /a: { post: { parameters: [${parameters}], ${ok} } } }\n`);
    expect(folder.reported()).toMatchObject([{ code: 'invalid-parameter', severity: 'error', pointer }]);
  });

  it.each([
    [
      '{ in: query, name: q, type: array, items: { type: string }, collectionFormat: lines }',
      'collectionFormat',
    ],
    [
      '{ in: path, name: q, required: true, type: array, items: { type: string }, collectionFormat: multi }',
      'collectionFormat',
    ],
    ['{ in: query, name: q, type: file }', 'type'],
    ['{ in: query, name: q, type: string, maxLength: long }', 'maxLength'],
    ['{ in: cookie, name: q, type: string }', 'in'],
  ])('reports the fault of %s', (parameter, member) => {
    const { folder } = read(`paths: { '/a/{q}': { get: { parameters: [${parameter}], ${ok} } } }\n`);
    const errors = folder.reported().filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([
      { code: 'schema-violation', pointer: `/paths/~1a~1{q}/get/parameters/0/${member}` },
    ]);
  });

  it('gives each reply the types the operation produces', () => {
    const { document, folder } = normalize(`
produces: [application/json]
responses:
  Fault: { description: wrong, schema: { $ref: '#/definitions/Fault' }, headers: { X-N: { type: array, items: { type: integer }, collectionFormat: csv, description: d } } }
definitions: { Fault: { type: object } }
paths:
  /a:
    get:
      produces: [text/csv, application/json]
      responses:
        200: { description: ok, schema: { type: string }, examples: { text/csv: 'a,b' } }
        204: { description: nothing }
        default: { $ref: '#/responses/Fault' }
    put: { produces: [image/png, application/json], responses: { 200: { description: ok, schema: { type: file } } } }
    post: { responses: { 200: { description: ok, schema: { type: file } }, default: { $ref: '#/responses/Fault' } } }
`);
    expect(plain(at(document, 'paths', '/a', 'get', 'responses'))).toEqual({
      '200': {
        description: 'ok',
        content: {
          'text/csv': { schema: { type: 'string' }, example: 'a,b' },
          'application/json': { schema: { type: 'string' } },
        },
      },
      '204': { description: 'nothing' },
      default: {
        description: 'wrong',
        headers: { 'X-N': { description: 'd', schema: { type: 'array', items: { type: 'integer' } } } },
        content: {
          'text/csv': { schema: { $ref: '#/components/schemas/Fault' } },
          'application/json': { schema: { $ref: '#/components/schemas/Fault' } },
        },
      },
    });
    const file = { schema: { type: 'string', format: 'binary' } };
    expect(plain(at(document, 'paths', '/a', 'put', 'responses', '200', 'content'))).toEqual({
      'image/png': file,
    });
    expect(plain(at(document, 'paths', '/a', 'post', 'responses', '200', 'content'))).toEqual({
      'application/octet-stream': file,
    });
    const fault = at(document, 'paths', '/a', 'post', 'responses', 'default');
    expect(written(folder, document, fault, 'description')).toBe('openapi.yaml#/responses/Fault/description');
    expect(Object.keys((fault as Record<string, object>)['content']!)).toEqual(['application/json']);
  });

  it('follows references through files and definitions, and keeps x-nullable as data', () => {
    const { document, folder } = normalize(
      `
paths: { /a: { $ref: 'paths.yaml#/~1a' } }
definitions:
  Pet: { type: object, discriminator: kind, required: [kind], properties: { kind: { type: string }, n: { type: string, x-nullable: true }, next: { $ref: '#/definitions/Pet', description: ignored } } }
`,
      {
        'paths.yaml': `/a: { post: { parameters: [{ $ref: '#/b' }], responses: { '200': { description: ok, schema: { $ref: 'openapi.yaml#/definitions/Pet' } } } } }\nb: { in: body, name: b, schema: { $ref: '#/s' } }\ns: { type: object, minProperties: 1 }\n`,
      },
    );
    expect(plain(Object.fromEntries(document.schemas) as Json)).toEqual({
      Pet: {
        type: 'object',
        discriminator: { propertyName: 'kind' },
        required: ['kind'],
        properties: {
          kind: { type: 'string' },
          n: { type: 'string', 'x-nullable': true },
          next: { $ref: '#/components/schemas/Pet' },
        },
      },
      s: { type: 'object', minProperties: 1 },
    });
    const body = at(document, 'paths', '/a', 'post', 'requestBody');
    expect(plain((body as Record<string, Json>)['content'])).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/s' } },
    });
    expect(written(folder, document, body, 'content')).toBe('paths.yaml#/b/content');
    expect(document.root).not.toHaveProperty('definitions');
    expect(document.sourceVersion).toBe('2.0');
  });

  it('never writes to the parsed tree', () => {
    const folder = documentFolder({
      'openapi.yaml': document20(`
parameters: { b: { in: body, name: b, schema: { type: object } } }
securityDefinitions: { s: { type: basic } }
paths: { /a: { parameters: [{ $ref: '#/parameters/b' }], get: { ${ok} } } }
definitions: { A: { type: integer, minimum: 1, exclusiveMinimum: true, discriminator: a } }
`),
    });
    const loaded = folder.load()!;
    const before = JSON.stringify(loaded.document);
    expect(normalizeDocument(loaded, folder.diagnostics).schemas.size).toBe(1);
    expect(JSON.stringify(loaded.document)).toBe(before);
  });
});
