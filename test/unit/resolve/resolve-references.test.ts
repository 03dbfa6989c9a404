import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveReferences } from '../../../src/resolve/resolve-references.js';
import { document30, document31, documentFolder, type DocumentFolder } from '../load/document-folder.js';

function resolve(folder: DocumentFolder): readonly string[] {
  const loaded = folder.load();
  if (loaded !== null) resolveReferences(loaded, folder.diagnostics);
  return folder.reported().map(({ code, pointer }) => `${code} ${pointer}`);
}

const ok = "responses: { '200': { description: ok } }";

/** How many of as many lost references a name is proposed for, among as many names. */
function proposals(lost: number, names: number): number {
  const schemas = Array.from({ length: names }, (_, index) => `    Name${index}: {}`);
  const references = Array.from(
    { length: lost },
    (_, index) => `      - $ref: '#/components/schemas/Nane${index}'`,
  );
  const text = `components:\n  schemas:\n${schemas.join('\n')}\n    All:\n      anyOf:\n${references.join('\n').replace(/^/gmu, '  ')}`;
  const folder = documentFolder({ 'openapi.yaml': document31(`paths: {}\n${text}\n`) });
  resolve(folder);
  const reported = folder.diagnostics.list;
  expect(reported).toHaveLength(lost);
  return reported.filter(({ help }) => help?.startsWith('Did you mean') === true).length;
}

describe('resolveReferences', () => {
  it('proposes names for the first lost references only, and not from among thousands', () => {
    expect(proposals(3, 5)).toBe(3);
    expect(proposals(60, 60)).toBe(20);
    expect(proposals(3, 1_001)).toBe(0);
  });

  it('takes `$ref` in data for data', () => {
    const folder = documentFolder({
      'openapi.yaml': document31(`
x-kong: { plugin: { $ref: 'http://127.0.0.1:18999/plugin.yaml' } }
paths:
  x-other: { $ref: nowhere.yaml }
  /a:
    get:
      x-ext: { $ref: '/etc/passwd' }
      parameters:
        - { name: $ref, in: query, schema: { type: string }, example: { $ref: '#/x' } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              examples: { one: { value: { $ref: '#/missing' } } }
              schema:
                properties: { $ref: { type: string }, $id: { type: string } }
                enum: [{ $ref: '#/missing' }]
                const: { $ref: '#/missing' }
                default: { $ref: '#/missing' }
                examples: [{ $ref: '#/missing' }]
`),
    });
    expect(resolve(folder)).toEqual([]);
  });

  it('finds every kind of object, in every place it may stand', () => {
    const folder = documentFolder({
      'openapi.yaml': document31(`
paths:
  /a:
    parameters: [{ $ref: '#/m' }]
    post:
      parameters: [{ $ref: '#/m' }]
      requestBody: { $ref: '#/m' }
      responses: { '200': { $ref: '#/m' } }
      callbacks: { c: { $ref: '#/m' }, d: { '{$url}': { $ref: '#/m' } } }
webhooks: { w: { $ref: '#/m' } }
components:
  headers: { h: { $ref: '#/m' } }
  securitySchemes: { s: { $ref: '#/m' } }
  pathItems: { p: { $ref: '#/m' } }
  responses:
    r:
      description: r
      headers: { h: { content: { text/plain: { schema: { $ref: '#/m' } } } } }
      content: { multipart/form-data: { encoding: { e: { headers: { h: { $ref: '#/m' } } } } } }
  schemas:
    s:
      allOf: [{ $ref: '#/m' }]
      prefixItems: [{ $ref: '#/m' }]
      patternProperties: { a: { $ref: '#/m' } }
      dependentSchemas: { a: { $ref: '#/m' } }
      unevaluatedProperties: { $ref: '#/m' }
      if: { not: { items: { contains: { propertyNames: { $ref: '#/m' } } } } }
      $defs: { a: { additionalProperties: { $ref: '#/m' } } }
`),
    });
    expect(resolve(folder)).toHaveLength(19);
    expect(new Set(folder.reported().map(({ code }) => code))).toEqual(new Set(['reference-unresolvable']));
  });

  it('looks names up as own members only', () => {
    const folder = documentFolder({
      'openapi.yaml': document30(`
paths: {}
components: { schemas: { A: { $ref: '#/components/schemas/constructor' }, B: { $ref: '#/components/__proto__' } } }
`),
    });
    expect(resolve(folder)).toEqual([
      'reference-unresolvable /components/schemas/A/$ref',
      'reference-unresolvable /components/schemas/B/$ref',
    ]);
  });

  it('follows files relative to the one that refers, and shows the way to a fault', () => {
    const folder = documentFolder({
      'openapi.yaml': document30("paths: { /a: { $ref: 'paths/a.yaml' } }\n"),
      'paths/a.yaml': `get: { parameters: [{ $ref: '../parts/p.yaml#/q' }], ${ok} }\n`,
      'parts/p.yaml': "q: { name: q, in: query, schema: { $ref: 'missing.yaml' } }\n",
    });
    expect(resolve(folder)).toEqual(['file-not-found /q/schema/$ref']);
    expect(folder.reported()[0]).toMatchObject({ file: 'parts/p.yaml', line: 1 });
  });

  it('compares real paths', () => {
    const outside = documentFolder({ 'secret.yaml': 'type: string\n' });
    const folder = documentFolder({
      'openapi.yaml': document30(
        'paths: {}\ncomponents: { schemas: { A: { $ref: in.yaml }, B: { $ref: out.yaml } } }\n',
      ),
      'real.yaml': 'type: string\n',
    });
    symlinkSync(path.join(outside.path, 'secret.yaml'), path.join(folder.path, 'out.yaml'));
    symlinkSync(path.join(folder.path, 'real.yaml'), path.join(folder.path, 'in.yaml'));
    expect(resolve(folder)).toEqual(['reference-forbidden /components/schemas/B/$ref']);
    expect(folder.diagnostics.sources.has(path.join(outside.path, 'secret.yaml'))).toBe(false);
  });

  it('does not tell what is in files it refuses or cannot read', () => {
    const folder = documentFolder({
      'openapi.yaml': document30('paths: {}\ncomponents: { schemas: { A: { $ref: key.pem } } }\n'),
    });
    writeFileSync(path.join(folder.path, 'key.pem'), 'SECRET: [unclosed\n');
    resolve(folder);
    expect(JSON.stringify(folder.reported())).not.toContain('SECRET');
  });

  it('reads references in an overlay as part of the document', () => {
    const folder = documentFolder({
      'api/openapi.yaml': document30(`paths: { /a: { get: { ${ok} } } }\n`),
      'api/p.yaml': 'name: q\nin: query\nschema: { type: string }\n',
      'o.yaml':
        "overlay: 1.0.0\ninfo: { title: O, version: '1' }\nactions: [{ target: '$.paths.*.get', update: { parameters: [{ $ref: p.yaml }] } }]\n",
    });
    const loaded = folder.load({ entry: 'api/openapi.yaml', overlays: ['o.yaml'] })!;
    expect(resolveReferences(loaded, folder.diagnostics).targets.size).toBe(1);
    expect(folder.reported()).toEqual([]);
  });

  it('survives pointers through references that lead to themselves', () => {
    const folder = documentFolder({
      'openapi.yaml': document30(
        "paths: {}\ncomponents: { schemas: { A: { $ref: '#/components/schemas/A/x' } } }\n",
      ),
    });
    expect(resolve(folder)).toEqual(['reference-unresolvable /components/schemas/A/$ref']);
  });

  it('follows dynamic references with one possible target, and anchors', () => {
    const folder = documentFolder({
      'openapi.yaml': document31(`
paths: {}
components:
  schemas:
    Tree: { $dynamicAnchor: node, properties: { children: { items: { $dynamicRef: '#node' } } } }
    Leaf: { $anchor: leaf, type: string }
    Use: { $ref: '#leaf' }
`),
    });
    expect(resolve(folder)).toEqual([]);
  });

  it('resolves references inside a schema with `$id` from there', () => {
    const folder = documentFolder({
      'openapi.yaml': document31(`
paths: {}
components:
  schemas:
    A: { $id: 'https://example.com/a', $defs: { b: { type: string } }, properties: { b: { $ref: '#/$defs/b' } } }
    B: { $id: 'https://example.com/b', properties: { a: { $ref: '#/components/schemas/A' }, c: { $ref: '#/components/schemas/C' } } }
`),
    });
    expect(resolve(folder)).toEqual([
      'reference-nonstandard /components/schemas/B/properties/a/$ref',
      'reference-unresolvable /components/schemas/B/properties/c/$ref',
    ]);
  });
});
