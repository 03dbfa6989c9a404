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
