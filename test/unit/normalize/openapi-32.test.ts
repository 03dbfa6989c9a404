import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/load/json.js';
import { buildApi } from '../../../src/model/build-api.js';
import type { Api } from '../../../src/model/api.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import type { NormalizedDocument } from '../../../src/normalize/normalized-document.js';
import { resolvePolicy } from '../../../src/policy/resolve-policy.js';
import { effectiveDocument } from '../../../src/render/effective-document.js';
import { checkDocument } from '../../../src/resolve/check-document.js';
import { documentFolder, type DocumentFolder } from '../load/document-folder.js';

interface Read {
  readonly folder: DocumentFolder;
  readonly document: NormalizedDocument | null;
  readonly errors: readonly object[];
}

function read(rest: string, files: Readonly<Record<string, string>> = {}): Read {
  const root = `openapi: 3.2.0\ninfo: { title: Test, version: '1' }\n${rest}`;
  const folder = documentFolder({ 'openapi.yaml': root, ...files });
  const loaded = folder.load()!;
  checkDocument(loaded, folder.diagnostics);
  const document = normalizeDocument(loaded, folder.diagnostics);
  const errors = folder.reported().filter(({ severity }) => severity === 'error');
  return { folder, document, errors };
}

function normalize(rest: string, files: Readonly<Record<string, string>> = {}): NormalizedDocument {
  const { document, errors } = read(rest, files);
  expect(errors).toEqual([]);
  return document!;
}

function model(rest: string): { readonly api: Api; readonly codes: readonly string[] } {
  const { folder, document } = read(rest);
  const policy = resolvePolicy(document!, folder.diagnostics);
  const api = buildApi(document!, policy, [], folder.diagnostics);
  return { api, codes: folder.reported().map(({ code, pointer }) => `${code} ${pointer}`) };
}

const ok = "responses: { '200': { description: ok } }";
const schemes = 'components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }\n';
const plain = (value: Json | undefined): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('OpenAPI 3.2', () => {
  it('has operations for QUERY and for additional methods', () => {
    const { api, codes } = model(`security: [{ key: [] }]
paths:
  /a:
    parameters: [{ name: p, in: query, schema: { type: string } }]
    query: { operationId: search, requestBody: { content: { application/json: { schema: { type: object } } } }, ${ok} }
    additionalOperations:
      COPY: { operationId: copy, security: [], x-security: { access: public }, ${ok} }
      PROPFIND: { ${ok} }
x-security: { version: 1, access: authenticated }
${schemes}`);
    expect(api.operations.map(({ method, name, access }) => [method, name, access.kind])).toEqual([
      ['QUERY', 'search', 'authenticated'],
      ['COPY', 'copy', 'public'],
      ['PROPFIND', 'propfindA', 'authenticated'],
    ]);
    expect(api.operations.map(({ parameters }) => parameters.length)).toEqual([1, 1, 1]);
    expect(codes).toContain('public-unsafe /paths/~1a/additionalOperations/COPY');
    expect(codes).not.toContain('key-only-unsafe /paths/~1a/query');
    const effective = effectiveDocument(api);
    expect(effective['openapi']).toBe('3.2.0');
    const item = (effective['paths'] as JsonObject)['/a'] as JsonObject;
    expect(Object.keys(item)).toEqual(['parameters', 'query', 'additionalOperations']);
    expect(Object.keys(item['additionalOperations'] as object)).toEqual(['COPY', 'PROPFIND']);
  });

  it('lists methods that no request can have', () => {
    const { api, codes } = model(
      `paths: { /a: { additionalOperations: { CONNECT: { ${ok} }, brew: { ${ok} } } } }\n`,
    );
    expect(api.operations).toEqual([]);
    expect(codes).toContain('operation-not-served /paths/~1a/additionalOperations/CONNECT');
    expect(codes).toContain('operation-not-served /paths/~1a/additionalOperations/brew');
  });

  it.each(['GET', 'QUERY', 'TRACE', 'X Y', 'COPY\n', ''])('refuses %j among additional methods', (method) => {
    const { errors } = read(
      `paths: { /a: { additionalOperations: { ${JSON.stringify(method)}: { ${ok} } } } }\n`,
    );
    expect(errors).toMatchObject([
      { code: 'schema-violation', pointer: `/paths/~1a/additionalOperations/${method}` },
    ]);
  });

  it.each(['query', 'additionalOperations'])(
    'refuses %s in earlier versions, where it would be lost',
    (member) => {
      const folder = documentFolder({
        'openapi.yaml': `openapi: 3.1.0\ninfo: { title: Test, version: '1' }\npaths: { /a: { ${member}: { ${ok} } } }\n`,
      });
      checkDocument(folder.load()!, folder.diagnostics);
      expect(folder.reported()).toMatchObject([
        { code: 'schema-violation', severity: 'error', pointer: `/paths/~1a/${member}` },
      ]);
    },
  );

  it('names schemes by URI where no component has the name', () => {
    const document = normalize(
      `
security: [{ 'schemes.yaml#/a': [r], key: [] }]
paths:
  /a: { get: { security: [{ '#/components/securitySchemes/key': [x], key: [y] }, { './schemes.yaml#/b': [] }], ${ok} } }
  /b: { $ref: 'paths/b.yaml' }
${schemes}`,
      {
        'schemes.yaml':
          "a: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://id.example/t', scopes: { r: read } } } }\nb: { $ref: '#/c' }\nc: { type: http, scheme: bearer }\n",
        'paths/b.yaml': `get: { security: [{ '../schemes.yaml#/a': [] }], ${ok} }\n`,
      },
    );
    expect([...document.securitySchemes.keys()]).toEqual(['key', 'b', 'a']);
    expect(document.securitySchemes.get('b')).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(plain(document.root['security'])).toEqual([{ a: ['r'], key: [] }]);
    const [first, second] = document.pathItems.map(({ operations }) => operations[0]!.node);
    expect(plain(first!['security'])).toEqual([{ key: ['x', 'y'] }, { b: [] }]);
    expect(plain(second!['security'])).toEqual([{ a: [] }]);
    const requirement = (document.root['security'] as readonly JsonObject[])[0]!;
    expect(document.origins.member(requirement, 'a', 'key').pointer).toBe('/security/0/schemes.yaml#~1a');
  });

  it.each([
    ["'#/components/securitySchemes/none': []", 'reference-unresolvable'],
    ["'https://id.example/schemes.yaml#/a': []", 'reference-forbidden'],
    ["'../schemes.yaml#/a': []", 'reference-forbidden'],
    ["'#/info/title': []", 'reference-invalid'],
    ["'#/info': []", 'schema-violation'],
    ["'http://a b': []", 'reference-invalid'],
  ])('refuses the scheme %s', (requirement, code) => {
    const { errors } = read(`paths: { /a: { get: { security: [{ ${requirement} }], ${ok} } } }\n${schemes}`);
    expect(errors).toMatchObject([{ code }]);
  });

  it('never takes a plain name for a URI', () => {
    const { folder, document } = read(
      `paths: { /a: { get: { security: [{ ghost.yaml: [] }], ${ok} } } }\n${schemes}`,
      {
        'ghost.yaml': 'type: http\nscheme: basic\n',
      },
    );
    resolvePolicy(document!, folder.diagnostics);
    expect(folder.reported()).toMatchObject(
      expect.arrayContaining(
        [{ code: 'undefined-scheme', severity: 'error' }].map((one) => expect.objectContaining(one)),
      ),
    );
  });

  it('refuses a component whose name is a URI, which would be taken for it', () => {
    const { errors } = read(
      `paths: { /a: { get: { security: [{ './s.yaml': [] }], ${ok} } } }\ncomponents: { securitySchemes: { './s.yaml': { type: http, scheme: bearer } } }\n`,
      { 's.yaml': 'type: http\nscheme: basic\n' },
    );
    expect(errors).toMatchObject([
      { code: 'schema-violation', pointer: '/components/securitySchemes/.~1s.yaml' },
    ]);
  });

  it('knows documents by $self, and opens nothing for it', () => {
    const document = normalize(
      `
$self: https://example.com/api/openapi
paths:
  /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'https://example.com/api/openapi#/components/schemas/A' } } } } } } }
  /b: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'openapi#/components/schemas/A' } } } } } } }
components: { schemas: { A: { type: string } } }
`,
    );
    expect([...document.schemas.keys()]).toEqual(['A']);
    expect(document.files).toHaveLength(1);
    const { errors } = read(
      `$self: file:///etc/hostname\npaths: { /a: { get: { parameters: [{ $ref: 'file:///etc/passwd' }], ${ok} } } }\n`,
    );
    expect(errors).toMatchObject([{ code: 'reference-forbidden' }]);
  });

  it('follows media types, and what components hold of them', () => {
    const document = normalize(`
paths:
  /a:
    post:
      requestBody: { content: { application/json: { $ref: '#/components/mediaTypes/A' } } }
      ${ok}
components:
  mediaTypes: { A: { $ref: '#/components/mediaTypes/B' }, B: { schema: { type: array }, itemSchema: { $ref: '#/components/schemas/S' } } }
  schemas: { S: { type: string } }
`);
    const [item] = document.pathItems;
    expect(plain((item!.operations[0]!.node['requestBody'] as JsonObject)['content'])).toEqual({
      'application/json': { schema: { type: 'array' }, itemSchema: { $ref: '#/components/schemas/S' } },
    });
  });

  it('follows a default mapping', () => {
    const document = normalize(
      `
paths: {}
components:
  schemas:
    A: { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: 'c.yaml' }], discriminator: { propertyName: kind, defaultMapping: c.yaml } }
    B: { type: object, discriminator: { propertyName: kind, mapping: { b: B }, defaultMapping: B } }
`,
      { 'c.yaml': 'type: object\n' },
    );
    const discriminator = (name: string) =>
      plain((document.schemas.get(name) as JsonObject)['discriminator']);
    expect(discriminator('A')).toEqual({ propertyName: 'kind', defaultMapping: '#/components/schemas/c' });
    expect(discriminator('B')).toEqual({
      propertyName: 'kind',
      mapping: { b: '#/components/schemas/B' },
      defaultMapping: '#/components/schemas/B',
    });
    const { errors } = read(
      'paths: {}\ncomponents: { schemas: { A: { type: object, discriminator: { propertyName: k, defaultMapping: None } } } }\n',
    );
    expect(errors).toMatchObject([
      { code: 'reference-unresolvable', pointer: '/components/schemas/A/discriminator/defaultMapping' },
    ]);
  });

  it('accepts the device flow, its scopes and dialect', () => {
    const { api, codes } = model(`
jsonSchemaDialect: https://spec.openapis.org/oas/3.2/dialect/2025-09-17
security: [{ device: [r] }]
x-security: { version: 1, access: authenticated }
paths: { /a: { get: { operationId: a, ${ok} } } }
components:
  securitySchemes:
    device:
      type: oauth2
      oauth2MetadataUrl: https://id.example/.well-known/oauth-authorization-server
      flows: { deviceAuthorization: { deviceAuthorizationUrl: 'https://id.example/d', tokenUrl: 'https://id.example/t', scopes: { r: read } } }
`);
    expect(api.schemes).toMatchObject([
      {
        kind: 'jwt',
        type: 'oauth2',
        discoveryUrl: 'https://id.example/.well-known/oauth-authorization-server',
      },
    ]);
    expect(codes.filter((code) => /undeclared-scope|schema-violation|dialect/.test(code))).toEqual([]);
  });

  it.each([
    [
      '[{ in: querystring, name: q, content: { application/x-www-form-urlencoded: {} } }, { in: query, name: a, schema: {} }]',
    ],
    [
      '[{ in: querystring, name: q, content: { application/json: {} } }, { in: querystring, name: r, content: { text/plain: {} } }]',
    ],
  ])('refuses other parameters beside the whole query: %s', (parameters) => {
    const { errors } = read(`paths: { /a: { parameters: ${parameters}, get: { ${ok} } } }\n`);
    expect(errors).toMatchObject([
      {
        code: 'invalid-parameter',
        pointer: '/paths/~1a/parameters/1',
        related: [{ pointer: '/paths/~1a/parameters/0' }],
      },
    ]);
  });

  it.each(['application/xml', 'multipart/form-data', 'image/png'])('refuses a query of %s', (type) => {
    const { codes } = model(
      `paths: { /a: { get: { parameters: [{ in: querystring, name: q, content: { ${type}: {} } }], ${ok} } } }\n`,
    );
    expect(codes).toContain('invalid-parameter /paths/~1a/get/parameters/0');
  });
});
