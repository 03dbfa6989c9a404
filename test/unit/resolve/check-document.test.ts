import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/resolve/check-document.js';
import { document30, document31, documentFolder } from '../load/document-folder.js';

function check(text: string): readonly string[] {
  const folder = documentFolder({ 'openapi.yaml': text });
  checkDocument(folder.load()!, folder.diagnostics);
  return folder.reported().map(({ severity, message }) => `${severity}: ${message}`);
}

const ok = "responses: { '200': { description: ok } }";

function helpOf(text: string): readonly (string | null)[] {
  const folder = documentFolder({ 'openapi.yaml': text });
  checkDocument(folder.load()!, folder.diagnostics);
  return folder.reported().map(({ help }) => help);
}

describe.each([
  ['3.0', document30],
  ['3.1', document31],
])('checkDocument on %s', (version, document) => {
  it('has nothing to say about a good document', () => {
    expect(
      check(
        document(`
security: [{ key: [] }, {}]
paths:
  /a/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      parameters: [{ $ref: '#/components/parameters/Q' }, { name: f, in: query, content: { application/json: { schema: {} } } }]
      ${ok}
components:
  parameters: { Q: { name: q, in: query, style: deepObject, schema: { type: object } } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    basic: { type: http, scheme: basic }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: {} } } }
    oidc: { type: openIdConnect, openIdConnectUrl: 'https://a.example' }
`),
      ),
    ).toEqual([]);
  });

  it.each(['security: k', 'security: null', 'security: [k]', 'security: [[]]', 'security: [{ k: null }]'])(
    'makes one error of %s',
    (security) => {
      const reported = check(document(`paths: { /a: { get: { ${security}, ${ok} } } }\n`));
      expect(reported).toHaveLength(1);
      expect(reported[0]).toMatch(/^error: /u);
    },
  );

  it.each([
    ['{ in: header, name: X }', 'error: "s" lacks "type"'],
    ['{ type: OAuth2, flows: {} }', 'error: "type" must be '],
    ['{ type: apiKey, in: body, name: x }', 'error: "in" must be '],
    ['{ type: apiKey, in: header }', 'error: "s" lacks "name"'],
    ['{ type: http }', 'error: "s" lacks "scheme"'],
    ['{ type: oauth2 }', 'error: "s" lacks "flows"'],
    ['{ type: http, scheme: basic, flow: implicit }', 'error: "flow" has no meaning here'],
  ])('makes one error of the security scheme %s', (scheme, message) => {
    const reported = check(document(`paths: {}\ncomponents: { securitySchemes: { s: ${scheme} } }\n`));
    expect(reported).toHaveLength(1);
    expect(reported[0]).toContain(message);
  });

  it.each([
    ['Security: []', 'error: "Security" has no meaning here'],
    ['secuirty: []', 'error: "secuirty" has no meaning here'],
    ['consumes: []', 'medium: "consumes" has no meaning here'],
    ['operationId: [x]', 'error: "operationId" must be a string, not an array'],
    ['parameters: { q: {} }', 'error: "parameters" must be an array, not an object'],
    ['parameters: [null]', 'error: Item 0 of "parameters" must be an object, not null'],
    ['parameters:', 'medium: "parameters" must be an array, not null'],
    ['tags: x', 'medium: "tags" must be an array, not a string'],
    ['requestBody: {}', 'error: "requestBody" lacks "content"'],
  ])('judges an operation with %s', (member, message) => {
    expect(check(document(`paths:\n  /a:\n    get:\n      ${member}\n      ${ok}\n`))).toEqual([message]);
  });

  it.each([
    [
      '{ name: q }',
      ['error: Item 0 of "parameters" lacks "in"', 'medium: Item 0 of "parameters" lacks "schema"'],
    ],
    ['{ name: q, in: body, schema: {} }', ['error: "in" must be ']],
    ['{ name: q, in: query, style: matrix, schema: {} }', ['error: "style" must be ']],
    ['{ name: q, in: path, schema: {} }', ['medium: Item 0 of "parameters" lacks "required"']],
    ['{ name: q, in: query, schema: { type: strnig } }', ['error: "type" must be ']],
    ['{ name: q, in: query, schema: { minLength: -1 } }', ['error: "minLength" must be >= 0']],
    ['{ name: q, in: query, schema: { title: [a] } }', ['medium: "title" must be a string, not an array']],
    [
      '{ name: q, in: query, schema: { required: true } }',
      ['medium: "required" must be an array, not a boolean'],
    ],
  ])('judges the parameter %s', (parameter, messages) => {
    const reported = [
      ...check(document(`paths: { /a: { get: { parameters: [${parameter}], ${ok} } } }\n`)),
    ].sort();
    expect(reported).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(reported[index]).toContain(message);
  });

  it('makes errors of routes that would be lost', () => {
    expect(check(document(`paths: { a: { get: { ${ok} } }, /b: { GET: { ${ok} } } }\n`))).toEqual([
      `error: The path "a" does not start with '/'`,
      'error: "GET" has no meaning here',
    ]);
  });

  it(`never throws, on ${version} with any value anywhere`, () => {
    for (const junk of ['null', '1', 'x', '[]', '{}', '[{}]', '{ $ref: 1 }', 'true']) {
      check(
        document(
          `servers: ${junk}\ntags: ${junk}\npaths: { /a: ${junk}, /b: { get: ${junk} }, /c: { get: { parameters: ${junk}, responses: ${junk}, requestBody: ${junk} } } }\ncomponents: { schemas: { A: ${junk} }, securitySchemes: ${junk} }\n`,
        ),
      );
      check(document(`paths: ${junk}\ncomponents: ${junk}\nsecurity: ${junk}\n`));
    }
  });
});

describe('what a violation advises', () => {
  it.each([
    ['3.0', document30],
    ['3.1', document31],
  ])('takes a path parameter of %s for required, whatever it says', (_, document) => {
    const text = document(`
paths: { '/a/{id}': { get: { parameters: [{ name: id, in: path, required: false, schema: {} }], ${ok} } } }
`);
    expect(check(text)).toEqual(['medium: A path parameter is always required']);
    expect(helpOf(text)).toEqual(['Write `required: true`, or take the parameter out of the path.']);
  });

  it('minds an empty list of required properties in 3.0 only, and serves it', () => {
    const schemas = 'paths: {}\ncomponents: { schemas: { A: { type: object, required: [] } } }\n';
    expect(check(document30(schemas))).toEqual(['medium: "required" names no property']);
    expect(check(document31(schemas))).toEqual([]);
  });

  it('says once, and of the item, that YAML reads `null` as nothing', () => {
    const text = document31('paths: {}\ncomponents: { schemas: { A: { type: [string, null] } } }\n');
    expect(check(text)).toHaveLength(1);
    expect(check(text)[0]).toMatch(/^error: Item 1 of "type" must be /u);
    expect(helpOf(text)).toEqual(["Write 'null' in quotes: without them YAML reads no value."]);
  });

  it('tells of a list of types that names none', () => {
    const reported = check(document31('paths: {}\ncomponents: { schemas: { A: { type: [] } } }\n'));
    expect(reported).toEqual(['error: "type" must be the name of a type or a list of such names']);
  });

  it('always names a way out', () => {
    const text = document30(`
paths: { a: {}, /a: { get: { summary: [], nonsense: 1, parameters: [{ in: query, schema: { maxLength: a } }], ${ok} } } }
`);
    expect(helpOf(text)).toEqual([
      'Start it with "/".',
      'See "Operation Object" in the specification of OpenAPI.',
      'Remove it, or let its name start with "x-". See "Operation Object" in the specification of OpenAPI.',
      'Add "name". See "Parameter Object" in the specification of OpenAPI.',
      'See "Schema Object" in the specification of OpenAPI.',
    ]);
  });
});

describe('lists without duplicates', () => {
  it.each(['3.1.0', '3.2.0'])('may hold objects, which none of them should, in %s', (version) => {
    const list = '[{ a: 1 }, { a: 1 }]';
    const schema = `{ type: ${list}, required: ${list} }`;
    const text = `openapi: ${version}\ninfo: { title: T, version: '1' }\ncomponents: { schemas: { A: ${schema} } }\n`;
    const types = '"array", "boolean", "integer", "null", "number", "object" or "string"';
    expect(check(text)).toEqual([
      `error: Item 0 of "type" must be ${types}`,
      `error: Item 1 of "type" must be ${types}`,
      'error: Item 0 of "required" must be a string, not an object',
      'error: Item 1 of "required" must be a string, not an object',
    ]);
  });

  it('are told what they hold twice', () => {
    expect(check(document31('components: { schemas: { A: { required: [a, a] } } }\n'))).toEqual([
      'medium: "required" must NOT have duplicate items',
    ]);
  });
});
