import { describe, expect, it } from 'vitest';
import { readApi } from '../../../src/pipeline.js';
import { documentFolder } from '../load/document-folder.js';

/** Errors of a document by code and pointer, in the order they stand in it. */
function errors(text: string, severities: readonly string[] = ['error']): readonly string[] {
  const folder = documentFolder({ 'openapi.yaml': text });
  readApi({ document: `${folder.path}/openapi.yaml` }, null, folder.diagnostics);
  return folder
    .reported()
    .filter(({ severity }) => severities.includes(severity))
    .map(({ code, pointer }) => `${code} ${pointer}`)
    .sort();
}

const head = `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1, roles: { admin: [] }, limiters: { slow: { key: ip, rate: 5/1m } } }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: https://id.example.com/token, scopes: { orders.read: reads } } }
`;
const responses = "responses: { '200': { description: ok } }";

describe('a document that breaks the official schema', () => {
  it('is told what it breaks of the vocabulary at the same time', () => {
    const text = `${head}paths:
  /orders:
    get:
      security: { oauth: [] }
      x-security: { access: public, rateLimit: [slo], timeout: soon }
      ${responses}
    post:
      security: [{ oath: [] }]
      x-security: { access: { roles: [boss] }, audti: {} }
      ${responses}
`;
    expect(errors(text)).toEqual([
      'schema-violation /paths/~1orders/get/security',
      'undefined-limiter /paths/~1orders/get/x-security/rateLimit/0',
      'undefined-role /paths/~1orders/post/x-security/access/roles/0',
      'undefined-scheme /paths/~1orders/post/security/0/oath',
      'x-security-invalid-value /paths/~1orders/get/x-security/timeout',
      'x-security-unknown-member /paths/~1orders/post/x-security/audti',
    ]);
  });

  it('is not told twice of one place', () => {
    const text = `${head}paths:
  /orders:
    get:
      security: [{ oauth: read }, nonsense]
      ${responses}
`;
    expect(errors(text)).toEqual([
      'schema-violation /paths/~1orders/get/security/0/oauth',
      'schema-violation /paths/~1orders/get/security/1',
    ]);
  });

  it('is not told what follows from a misspelt security', () => {
    const text = `${head}paths:
  /orders:
    post:
      securty: [{ oauth: [] }]
      x-security: { access: authenticated }
      ${responses}
  /other:
    post:
      x-security: { access: authenticated }
      ${responses}
`;
    expect(errors(text, ['error', 'high', 'medium', 'low'])).toEqual([
      'access-without-scheme /paths/~1other/post/x-security/access',
      'schema-violation /paths/~1orders/post/securty',
    ]);
  });

  it.each([
    ['a scheme that is a list', 'securitySchemes: { oauth: [] }', '/components/securitySchemes/oauth'],
    ['schemes that are a list', 'securitySchemes: []', '/components/securitySchemes'],
    [
      'a scheme of an unknown type',
      'securitySchemes: { oauth: { type: aouth2, x-security: { issuer: https://id.example.com } } }',
      '/components/securitySchemes/oauth/type',
    ],
    [
      'a key without a place',
      'securitySchemes: { oauth: { type: apiKey, name: X-Key } }',
      '/components/securitySchemes/oauth',
    ],
    [
      'a scheme without what names it',
      'securitySchemes: { oauth: { type: http, x-security: { issuer: https://id.example.com } } }',
      '/components/securitySchemes/oauth',
    ],
  ])('says nothing of who requires %s', (_name, schemes, pointer) => {
    const text = `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
components: { ${schemes} }
paths:
  /orders:
    get:
      security: [{ oauth: [] }]
      x-security: { access: authenticated }
      ${responses}
`;
    expect(errors(text)).toEqual([`schema-violation ${pointer}`]);
  });

  it('is not told what follows from a scheme or a schema without a type', () => {
    const text = `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1, roles: { admin: [] } }
components:
  securitySchemes: { oauth: { flows: {} } }
  schemas: { Link: { type: strin, x-security: { url: { schemes: [https] } } } }
paths:
  /orders:
    get:
      security: [{ oauth: [orders.read] }]
      ${responses}
`;
    expect(errors(text)).toEqual([
      'schema-violation /components/schemas/Link/type',
      'schema-violation /components/securitySchemes/oauth',
    ]);
  });

  it('of which an operation was lost is not told that nothing uses its limiter or its scheme', () => {
    const text = `${head}paths:
  /orders:
    get: [{ security: [{ oauth: [] }], x-security: { rateLimit: [slow] } }]
`;
    expect(errors(text, ['error', 'high', 'medium', 'low'])).toEqual([
      'schema-violation /paths/~1orders/get',
    ]);
  });

  it.each([
    [
      'a parameter named twice',
      'parameters: [{ $ref: "#/components/parameters/A" }, { in: query, name: a }]',
    ],
    ['a parameter without a name', 'parameters: [{ in: query, schema: { type: string } }]'],
    ['parameters that are no list', 'parameters: { in: query }'],
    ['responses that are a list', 'responses: []'],
    ['servers that are no list', 'servers: { url: https://example.com }'],
  ])('of %s is told what its vocabulary breaks', (_name, member) => {
    const text = `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
components: { parameters: { A: { in: query, name: a, schema: { type: string, x-security: { raed: [] } } } } }
paths:
  /orders:
    get:
      x-security: { acess: public }
      ${member}
`;
    const found = errors(text);
    expect(found).toContain('x-security-unknown-member /paths/~1orders/get/x-security/acess');
    expect(found).toContain('x-security-unknown-member /components/parameters/A/schema/x-security/raed');
    expect(found.filter((error) => !error.startsWith('x-security'))).toHaveLength(1);
  });

  it('of Swagger 2.0 is told at the places of its own', () => {
    const text = `swagger: '2.0'
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
securityDefinitions: { key: { type: apiKey, in: body, name: X-Key } }
security: [{ key: [] }, { kee: [] }]
paths:
  /orders:
    get:
      x-security: { acess: public }
      ${responses}
`;
    expect(errors(text)).toEqual([
      'schema-violation /securityDefinitions/key/in',
      'undefined-scheme /security/1/kee',
      'x-security-unknown-member /paths/~1orders/get/x-security/acess',
    ]);
  });
});

const broken = `    patch:
      security: [{ oath: [] }]
      x-security: { acess: public }
      ${responses}
`;
const brokenVocabulary = [
  'undefined-scheme /paths/~1orders/patch/security/0/oath',
  'x-security-unknown-member /paths/~1orders/patch/x-security/acess',
];

describe('a document whose references are lost or go round', () => {
  it.each([
    [
      'a lost schema',
      `requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Lost' } } } }`,
      '',
      ['reference-unresolvable /paths/~1orders/post/requestBody/content/application~1json/schema/$ref'],
    ],
    [
      'two lost parameters of a list',
      `parameters: [{ $ref: '#/components/parameters/A' }, { $ref: '#/components/parameters/B' }]`,
      '',
      [
        'reference-unresolvable /paths/~1orders/post/parameters/0/$ref',
        'reference-unresolvable /paths/~1orders/post/parameters/1/$ref',
      ],
    ],
    [
      'a file that is not there',
      `requestBody: { $ref: 'bodies.yaml#/Order' }`,
      '',
      ['file-not-found /paths/~1orders/post/requestBody/$ref'],
    ],
    [
      'a reference to something else',
      `requestBody: { $ref: '#/paths/~1orders/post' }`,
      '',
      ['reference-invalid /paths/~1orders/post/requestBody/$ref'],
    ],
    [
      'references in a circle',
      `parameters: [{ $ref: '#/components/parameters/A' }]`,
      `parameters: { A: { $ref: '#/components/parameters/B' }, B: { $ref: '#/components/parameters/A' } }`,
      ['reference-cycle /components/parameters/A/$ref'],
    ],
    [
      'a schema that applies itself',
      `requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }`,
      `schemas: { A: { anyOf: [{ $ref: '#/components/schemas/A' }, { type: string }] } }`,
      ['schema-cycle /components/schemas/A'],
    ],
    [
      'a header inside itself',
      '',
      `headers: { H: { content: { multipart/form-data: { encoding: { a: { headers: { X: { $ref: '#/components/headers/H' } } } } } } } }`,
      ['object-cycle /components/headers/H'],
    ],
  ])('is told what its vocabulary breaks beside %s', (_name, member, component, expected) => {
    const components = component === '' ? '' : `  ${component}\n`;
    const text = `${head}${components}paths:
  /orders:
    post:
      security: [{ oauth: [] }]
      x-security: { access: authenticated }
      ${member}
      ${responses}
${broken}`;
    expect(errors(text)).toEqual([...expected, ...brokenVocabulary].sort());
  });

  it('is not told what follows from a lost scheme', () => {
    const text = `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
components: { securitySchemes: { oauth: { $ref: '#/components/securitySchemes/lost' } } }
paths:
  /orders:
    get:
      security: [{ oauth: [orders.read] }]
      x-security: { access: authenticated }
      ${responses}
`;
    expect(errors(text, ['error', 'high', 'medium'])).toEqual([
      'reference-unresolvable /components/securitySchemes/oauth/$ref',
    ]);
  });

  it('is not told what follows from a file that cannot be read', () => {
    const files = {
      'openapi.yaml': `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
components: { securitySchemes: { oauth: { $ref: 'schemes.yaml#/oauth' }, other: { $ref: 'schemes.yaml#/other' } } }
paths:
  /orders/{id}:
    get:
      security: [{ oauth: [orders.read] }, { other: [orders.read] }]
      x-security: { access: { roles: [boss] } }
      parameters: [{ $ref: 'schemes.yaml#/id' }]
      ${responses}
`,
      'schemes.yaml': 'oauth: { type: oauth2',
    };
    const folder = documentFolder(files);
    readApi({ document: `${folder.path}/openapi.yaml` }, null, folder.diagnostics);
    expect(folder.reported()).toMatchObject([{ code: 'syntax-error', severity: 'error' }]);
  });

  it('is not told that schemes are undefined which it names in a file that cannot be read', () => {
    const text = `openapi: 3.2.0
info: { title: Orders, version: 1.0.0 }
x-security: { version: 1 }
paths:
  /orders:
    get:
      security: [{ 'schemes.yaml#/oauth': [] }, { 'schemes.yaml#/key': [] }]
      x-security: { access: authenticated }
      ${responses}
    put:
      security: [{ 'schemes.yaml#/oauth': [] }]
      x-security: { access: authenticated }
      ${responses}
`;
    const folder = documentFolder({ 'openapi.yaml': text, 'schemes.yaml': 'oauth: {' });
    readApi({ document: `${folder.path}/openapi.yaml` }, null, folder.diagnostics);
    expect(folder.reported()).toMatchObject([{ code: 'syntax-error', severity: 'error' }]);
  });

  it('is not told what follows from a lost path item for the operations beside its reference', () => {
    const text = `${head}paths:
  /orders/{id}:
    $ref: orders.yaml
    get:
      security: [{ oauth: [] }]
      x-security: { access: { roles: [admin], object: { id: $request.query.order } } }
      ${responses}
`;
    expect(errors(text)).toEqual(['file-not-found /paths/~1orders~1{id}/$ref']);
  });

  it('is not told that nothing uses what a lost path item may have used', () => {
    const text = `${head}paths:
  /orders: { $ref: 'orders.yaml' }
`;
    expect(errors(text, ['error', 'high', 'medium', 'low'])).toEqual(['file-not-found /paths/~1orders/$ref']);
  });
});

describe('a refused document', () => {
  const faulty = `  /invoices/{id}:
    get:
      security: [{ oauth: [] }]
      x-security: { access: authenticated }
      responses: { '2000': { description: ok } }
`;
  const model = ['invalid-status /paths/~1invoices~1{id}/get/responses/2000'];

  it.each([
    ['its structure', `securty: []`, ['schema-violation /paths/~1orders/get/securty']],
    [
      'its references',
      `parameters: [{ $ref: '#/components/parameters/Lost' }]`,
      ['reference-unresolvable /paths/~1orders/get/parameters/0/$ref'],
    ],
  ])(
    'is told at once what is wrong with %s, and with operations that have none of it',
    (_name, member, expected) => {
      const text = `${head}paths:
  /orders:
    get:
      x-security: { access: public }
      ${member}
      ${responses}
${faulty}`;
      expect(errors(text)).toEqual([...expected, ...model].sort());
    },
  );

  it('is told once of a path without a slash', () => {
    const text = `${head}paths:
  orders:
    get:
      x-security: { access: public }
      ${responses}
`;
    expect(errors(text)).toEqual(['schema-violation /paths/orders']);
  });

  it('is not told what follows from a parameter, a body or a schema that was refused', () => {
    const text = `${head}  parameters:
    Id: { $ref: '#/components/parameters/Lost' }
    Filter: { in: query, name: filter, style: deepObject, schema: { $ref: '#/components/schemas/Filter' } }
  schemas: { Filter: { type: objct } }
paths:
  /orders/{id}:
    get:
      x-security: { access: public }
      parameters: [{ $ref: '#/components/parameters/Id' }]
      ${responses}
  /orders:
    get:
      x-security: { access: public }
      parameters: [{ $ref: '#/components/parameters/Filter' }]
      ${responses}
`;
    expect(errors(text)).toEqual([
      'reference-unresolvable /components/parameters/Id/$ref',
      'schema-violation /components/schemas/Filter/type',
    ]);
  });
});
