/** The effective document of versions that are not its own: valid, and without words of theirs. */
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { renderEffectiveDocument } from '../../../src/render/effective-document.js';
import { checkDocument } from '../../../src/resolve/check-document.js';
import { documentFolder } from '../load/document-folder.js';
import { apiOf } from './generated-project.js';

const SWAGGER = `
swagger: '2.0'
info: { title: Lists, version: '1' }
host: api.example.com
basePath: /v1
schemes: [https]
securityDefinitions: { users: { type: basic } }
security: [{ users: [] }]
x-security: { version: 1, access: authenticated, validation: { maxLength: 100 } }
paths:
  /a:
    parameters: [{ in: header, name: X-Tabs, type: array, items: { type: string }, collectionFormat: tsv }]
    get:
      parameters:
        - { in: query, name: tabs, type: array, items: { type: string }, collectionFormat: tsv }
        - { in: query, name: pipes, type: array, items: { type: string }, collectionFormat: pipes }
      responses: { 200: { description: ok, schema: { type: file } } }
    post:
      parameters:
        - { in: formData, name: tabs, type: array, items: { type: string }, collectionFormat: tsv }
        - { in: formData, name: pipes, type: array, items: { type: string }, collectionFormat: pipes }
      responses: { 200: { description: ok, schema: { $ref: '#/definitions/Pet' } } }
definitions: { Pet: { type: object, discriminator: kind, properties: { kind: { type: string } } } }
`;

const LATER = `
openapi: 3.2.0
info: { title: Later, version: '1' }
servers: [{ url: https://api.example.com, name: production }]
security: [{ '#/components/securitySchemes/key': [] }]
x-security: { version: 1, access: authenticated, validation: { maxLength: 100 } }
paths:
  /a:
    query: { responses: { '200': { summary: ok, content: { application/jsonl: { itemSchema: { type: object } } } } } }
    additionalOperations: { COPY: { responses: { '204': { description: done } } } }
  /b:
    get:
      parameters: [{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: string } } } } } }]
      responses: { '204': { description: done } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`;

function effective(source: string): { readonly text: string; readonly faults: readonly string[] } {
  const text = renderEffectiveDocument(apiOf(source));
  const folder = documentFolder({ 'openapi.yaml': text });
  const diagnostics = new Diagnostics();
  checkDocument(loadDocument(`${folder.path}/openapi.yaml`, {}, diagnostics)!, diagnostics);
  return { text, faults: diagnostics.list.map(({ message }) => message) };
}

describe('the effective document', () => {
  it('of Swagger 2.0 is one of OpenAPI 3.1, which has no tabs in lists', () => {
    const { text, faults } = effective(SWAGGER);
    expect(faults).toEqual([]);
    expect(text).toContain('openapi: 3.1.1');
    expect(text).not.toMatch(/tabDelimited|collectionFormat|swagger|basePath/);
    // The header once more in each operation, which have bounds of their own.
    expect(text.match(/A list separated by tabs\./g)).toHaveLength(5);
    expect(text.match(/pipeDelimited/g)).toHaveLength(2);
  });

  it('of OpenAPI 3.2 stays one', () => {
    const { text, faults } = effective(LATER);
    expect(faults).toEqual([]);
    expect(text).toContain('openapi: 3.2.0');
    expect(text).toMatch(/additionalOperations:\s+COPY:/);
    expect(text).not.toContain('#/components/securitySchemes/key');
  });
});
