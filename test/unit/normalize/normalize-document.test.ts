import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/load/json.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import type { NormalizedDocument } from '../../../src/normalize/normalized-document.js';
import { document30, document31, documentFolder, type DocumentFolder } from '../load/document-folder.js';

function normalize(
  root: string,
  files: Readonly<Record<string, string>> = {},
): { readonly document: NormalizedDocument; readonly folder: DocumentFolder } {
  const folder = documentFolder({ 'openapi.yaml': root, ...files });
  const document = normalizeDocument(folder.load()!, folder.diagnostics);
  if (folder.diagnostics.hasErrors) throw new Error(JSON.stringify(folder.reported(), null, 1));
  return { document, folder };
}

/** By keys from the root of the tree. */
function at(document: NormalizedDocument, ...keys: readonly (string | number)[]): Json {
  let value: Json = document.root;
  for (const key of keys) value = (value as Readonly<Record<string | number, Json>>)[key]!;
  return value;
}

const ok = "responses: { '200': { description: ok } }";
const schemas = (document: NormalizedDocument) => Object.fromEntries(document.schemas);

describe('normalizeDocument', () => {
  it('shares what does not change and copies nothing of it', () => {
    const folder = documentFolder({
      'openapi.yaml': document31(
        `paths: { /a: { get: { ${ok} } } }\ncomponents: { schemas: { A: { properties: { b: { $ref: '#/components/schemas/A' } } } } }\n`,
      ),
    });
    const loaded = folder.load()!;
    const before = JSON.stringify(loaded.document);
    const document = normalizeDocument(loaded, folder.diagnostics);
    expect(document.root['paths']).toBe(loaded.document['paths']);
    expect(document.schemas.get('A')).toBe(at(document, 'components', 'schemas', 'A'));
    expect(document.schemas.get('A')).toBe(
      ((loaded.document['components'] as JsonObject)['schemas'] as JsonObject)['A'],
    );
    expect(JSON.stringify(loaded.document)).toBe(before);
  });

  it('never writes to the parsed tree', () => {
    const folder = documentFolder({
      'openapi.yaml': document30(`
paths:
  /a:
    $ref: a.yaml
    parameters: [{ $ref: '#/components/parameters/P' }]
components:
  parameters: { P: { name: p, in: query, schema: { type: string, nullable: true } } }
  schemas: { A: { type: integer, minimum: 1, exclusiveMinimum: true, required: [a, a] } }
`),
      'a.yaml': `get: { responses: { 4xx: { description: no, content: { text/plain: { schema: { $ref: 'a.yaml#/x' } } } } } }\nx: { type: string }\n`,
    });
    const loaded = folder.load()!;
    const before = JSON.stringify([loaded.document, ...[...loaded.files.values()].map((file) => file.value)]);
    expect(normalizeDocument(loaded, folder.diagnostics).schemas.size).toBe(2);
    const [root] = loaded.files.values();
    expect(JSON.stringify([loaded.document, root!.value])).toBe(before);
  });

  it('bundles files, and knows where everything was written', () => {
    const { document, folder } = normalize(
      document30(
        "paths: { /a: { $ref: 'paths/a.yaml' } }\ncomponents: { schemas: { Pet: { $ref: 'schemas/pet.yaml' } } }\n",
      ),
      {
        'paths/a.yaml': `
parameters: [{ $ref: '../parts.yaml#/id' }]
get:
  responses:
    '200':
      $ref: '../parts.yaml#/ok'
`,
        'parts.yaml': `
id: { name: id, in: header, schema: { $ref: 'schemas/id.yaml' } }
ok:
  description: ok
  content: { application/json: { schema: { $ref: './schemas/pet.yaml' } } }
`,
        'schemas/pet.yaml':
          'properties: { id: { $ref: id.yaml }, parent: { $ref: pet.yaml }, tag: { $ref: "other.yaml#/defs/Tag" } }\n',
        'schemas/id.yaml': 'type: integer\n',
        'schemas/other.yaml': 'defs: { Tag: { type: string } }\n',
      },
    );
    expect(schemas(document)).toEqual({
      Pet: {
        properties: {
          id: { $ref: '#/components/schemas/id' },
          parent: { $ref: '#/components/schemas/Pet' },
          tag: { $ref: '#/components/schemas/defs_Tag' },
        },
      },
      id: { type: 'integer' },
      defs_Tag: { type: 'string' },
    });
    const [item] = document.pathItems;
    expect(item!.operations[0]!.parameters[0]!['schema']).toEqual({ $ref: '#/components/schemas/id' });
    const response = at(document, 'paths', '/a', 'get', 'responses', '200') as JsonObject;
    expect(response['description']).toBe('ok');
    expect(document.origins.of(response)).toMatchObject({
      file: `${folder.path}/parts.yaml`,
      pointer: '/ok',
    });
    expect(document.origins.of(document.schemas.get('Pet') as JsonObject).file).toBe(
      `${folder.path}/schemas/pet.yaml`,
    );
    expect(document.files.map((file) => file.slice(folder.path.length))).toEqual([
      '/openapi.yaml',
      '/paths/a.yaml',
      '/schemas/pet.yaml',
      '/parts.yaml',
      '/schemas/id.yaml',
      '/schemas/other.yaml',
    ]);
  });

  it('keeps the author’s names and makes others unique', () => {
    const { document } = normalize(
      document31(`
paths: {}
components:
  schemas:
    thing: { type: string }
    __proto__: { type: object }
    "a b/c": { type: number }
    A: { properties: { x: { $ref: 'thing.yaml' }, y: { $ref: '#/components/schemas/a b~1c' }, z: { $ref: '#/components/schemas/__proto__' }, w: { $ref: '#/components/schemas/A/properties/v' }, v: true, u: { $ref: '#/components/schemas/A/properties/v' } } }
`),
      { 'thing.yaml': 'type: integer\n' },
    );
    expect([...document.schemas.keys()]).toEqual(['thing', '_proto_', 'a_b_c', 'A', 'thing_2', 'A_v']);
    expect(document.schemas.get('A_v')).toBe(true);
    expect((document.schemas.get('A') as JsonObject)['properties']).toMatchObject({
      x: { $ref: '#/components/schemas/thing_2' },
      y: { $ref: '#/components/schemas/a_b_c' },
      z: { $ref: '#/components/schemas/_proto_' },
      w: { $ref: '#/components/schemas/A_v' },
      u: { $ref: '#/components/schemas/A_v' },
    });
  });

  it('keeps what stands beside a `$ref` in 3.1', () => {
    const { document } = normalize(
      document31(`
paths: {}
components:
  schemas:
    A: { type: string }
    B: { $ref: '#/components/schemas/A', maxLength: 3, description: B, x-security: { sensitive: true } }
    C: { allOf: [{ minLength: 1 }], $ref: '#/components/schemas/A' }
    D: { $ref: '#/components/schemas/A', $comment: nothing, $defs: { e: { type: string } } }
`),
    );
    const reference = { $ref: '#/components/schemas/A' };
    expect(schemas(document)).toMatchObject({
      B: { allOf: [reference], maxLength: 3, description: 'B', 'x-security': { sensitive: true } },
      C: { allOf: [reference, { minLength: 1 }] },
    });
    expect(document.schemas.get('D')).toEqual(reference);
  });

  it('settles definitions, anchors and dynamic references', () => {
    const { document } = normalize(
      document31(`
paths: {}
components:
  schemas:
    Tree:
      $dynamicAnchor: node
      $defs: { label: { $anchor: label, type: string } }
      properties: { label: { $ref: '#label' }, children: { items: { $dynamicRef: '#node' } }, other: { $ref: '#/components/schemas/Tree/$defs/label' } }
`),
    );
    expect(schemas(document)).toEqual({
      Tree: {
        properties: {
          label: { $ref: '#/components/schemas/label' },
          children: { items: { allOf: [{ $ref: '#/components/schemas/Tree' }] } },
          other: { $ref: '#/components/schemas/label' },
        },
      },
      label: { type: 'string' },
    });
  });

  it('refers to a schema that a reference in place of a map puts inside itself', () => {
    const { document } = normalize(
      document30(`
paths: {}
components:
  schemas:
    A: { allOf: [{ properties: { $ref: '#/components/schemas' } }] }
    B: { type: string }
`),
    );
    expect(schemas(document)).toEqual({
      A: { allOf: [{ properties: { A: { $ref: '#/components/schemas/A' }, B: { type: 'string' } } }] },
      B: { type: 'string' },
    });
  });

  it('follows references of every name in a map that a reference stands in place of', () => {
    const { document } = normalize(
      document31(`
paths: {}
components:
  schemas:
    A: { properties: { $ref: a.yaml } }
    B: { type: string }
`),
      {
        'a.yaml': `{ $ref: 'b.yaml#/more', x-a: { $ref: 'openapi.yaml#/components/schemas/B' } }\n`,
        'b.yaml': `more: { x-b: { $ref: 'openapi.yaml#/components/schemas/B' } }\n`,
      },
    );
    const reference = { $ref: '#/components/schemas/B' };
    expect(schemas(document)['A']).toEqual({ properties: { 'x-a': reference, 'x-b': reference } });
  });

  it('rewrites discriminator mappings, by name and by reference', () => {
    const { document } = normalize(
      document30(`
paths: {}
components:
  schemas:
    Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: t, mapping: { c: Cat, d: dog.yaml, e: '#/components/schemas/Cat' } } }
    Cat: { type: object }
`),
      { 'dog.yaml': 'type: object\n' },
    );
    expect((document.schemas.get('Pet') as JsonObject)['discriminator']).toEqual({
      propertyName: 't',
      mapping: {
        c: '#/components/schemas/Cat',
        d: '#/components/schemas/dog',
        e: '#/components/schemas/Cat',
      },
    });
  });

  it('leaves recursion through callbacks finite', () => {
    const { document } = normalize(
      document31(`
paths:
  /a:
    post:
      callbacks: { again: { '{$request.body#/url}': { $ref: '#/paths/~1a' } }, named: { $ref: '#/components/callbacks/C' } }
      ${ok}
components:
  callbacks: { C: { '{$url}': { post: { callbacks: { c: { $ref: '#/components/callbacks/C' } }, ${ok} } } } }
`),
    );
    expect(() => JSON.stringify(document.root)).not.toThrow();
    expect(at(document, 'paths', '/a', 'post', 'callbacks', 'again', '{$request.body#/url}')).toEqual({
      $ref: '#/components/pathItems/a',
    });
    expect(at(document, 'components', 'pathItems', 'a')).toBe(at(document, 'paths', '/a'));
  });

  it('merges the members beside the `$ref` of a path item', () => {
    const { document, folder } = normalize(
      document30('paths: { /a: { $ref: a.yaml, x-security: { access: public } } }\n'),
      { 'a.yaml': `get: { ${ok} }\n` },
    );
    const item = document.pathItems[0]!.item;
    expect(Object.keys(item)).toEqual(['get', 'x-security']);
    expect(document.origins.member(item, 'x-security').file).toBe(`${folder.path}/openapi.yaml`);
    expect(document.origins.member(item, 'get').file).toBe(`${folder.path}/a.yaml`);
  });

  it('lets operations override the parameters of their path', () => {
    const { document } = normalize(
      document30(`
paths:
  /a/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: X-Id, in: header, schema: { type: string } }
      - { name: q, in: query, schema: { type: string } }
    get:
      parameters:
        - { name: x-id, in: header, schema: { type: integer } }
        - { name: q, in: cookie, schema: { type: string } }
        - { name: Q, in: query, schema: { type: string } }
      ${ok}
    trace: { ${ok} }
`),
    );
    const [get, trace] = document.pathItems[0]!.operations;
    expect(get!.parameters.map(({ name, in: place }) => `${place as string} ${name as string}`)).toEqual([
      'path id',
      'query q',
      'header x-id',
      'cookie q',
      'query Q',
    ]);
    expect(trace!.method).toBe('TRACE');
    expect(trace!.parameters).toHaveLength(3);
  });

  it('is linear in what is shared', () => {
    const levels = Array.from(
      { length: 25 },
      (_, index) =>
        `    L${index}: { properties: { a: { $ref: 'x.yaml#/L${index + 1}' }, b: { $ref: 'x.yaml#/L${index + 1}' } } }`,
    );
    const { document } = normalize(
      document30("paths: {}\ncomponents: { schemas: { Top: { $ref: 'x.yaml#/L0' } } }\n"),
      {
        'x.yaml': `${levels.map((line) => line.trim()).join('\n')}\nL25: { type: string }\n`,
      },
    );
    expect(document.schemas.size).toBe(26);
  });

  it('accepts 300 schemas that apply one another, and refuses the circle', () => {
    expect(normalize(chain('{ type: object }')).document.schemas.size).toBe(301);
    const folder = documentFolder({
      'openapi.yaml': chain("{ anyOf: [{ $ref: '#/components/schemas/S0' }] }"),
    });
    normalizeDocument(folder.load()!, folder.diagnostics);
    expect(folder.reported()).toMatchObject([
      {
        code: 'schema-cycle',
        pointer: '/components/schemas/S0',
        message: expect.stringMatching(
          /: S0 → S1 → S2 → S3 → … 293 more … → S297 → S298 → S299 → S300 → S0$/,
        ),
      },
    ]);
  });

  it('reports circles until each schema in one was named, however many there are', () => {
    const names = Array.from({ length: 60 }, (_, index) => `S${index}`);
    const all = names.map((name) => `{ $ref: '#/components/schemas/${name}' }`).join(', ');
    const folder = documentFolder({
      'openapi.yaml': document30(
        `paths: {}\ncomponents:\n  schemas:\n${names.map((name) => `    ${name}: { anyOf: [${all}] }\n`).join('')}`,
      ),
    });
    normalizeDocument(folder.load()!, folder.diagnostics);
    const messages = folder.reported().map(({ message }) => message);
    expect(messages.length).toBeLessThanOrEqual(names.length);
    expect(messages.join()).toContain('S59');
  });
});

/** A component schema for each of 300 that applies the next; the last is given. */
function chain(last: string): string {
  return document30(
    `paths: {}\ncomponents:\n  schemas:\n${Array.from(
      { length: 300 },
      (_, index) => `    S${index}: { allOf: [{ $ref: '#/components/schemas/S${index + 1}' }] }`,
    ).join('\n')}\n    S300: ${last}\n`,
  );
}
