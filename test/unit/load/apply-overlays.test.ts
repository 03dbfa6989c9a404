import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/load/json.js';
import { document30, documentFolder, type DocumentFolder } from './document-folder.js';

const document = document30(`security: [{ key: [] }]
paths:
  /a:
    get:
      tags: [one]
      x-security: { access: { roles: [reader] }, cors: { origins: ['https://a.example'] } }
      responses: { '200': { description: ok } }
    post: { responses: { '200': { description: ok } } }
  /it's "odd"\\:
    get: { responses: { '200': { description: ok } } }
`);

function overlay(actions: string, version = '1.0.0'): string {
  return `overlay: ${version}\ninfo: { title: Overlay, version: '1' }\nactions:\n${actions}`;
}

function apply(
  actions: string,
  version?: string,
): { readonly folder: DocumentFolder; readonly result: JsonObject | null } {
  const folder = documentFolder({ 'openapi.yaml': document, 'o.yaml': overlay(actions, version) });
  const loaded = folder.load({ overlays: ['o.yaml'] });
  return { folder, result: loaded?.document ?? null };
}

function operation(root: JsonObject | null, path: string, method: string): JsonObject {
  return ((root!['paths'] as JsonObject)[path] as JsonObject)[method] as JsonObject;
}

describe('applyOverlays', () => {
  it('adds members, with their place in the overlay', () => {
    const folder = documentFolder({
      'openapi.yaml': document,
      'o.yaml': overlay(
        `  - target: $.paths['/a'].post\n    update: { security: [], x-security: { access: public } }\n`,
      ),
    });
    const loaded = folder.load({ overlays: ['o.yaml'] })!;
    const post = operation(loaded.document, '/a', 'post');
    expect(post['security']).toEqual([]);
    expect(loaded.origins.member(post, 'security').file).toBe(`${folder.path}/o.yaml`);
    expect(loaded.origins.of(post['x-security'] as JsonObject).pointer).toBe('/actions/0/update/x-security');
    expect(loaded.origins.member(post, 'responses').file).toBe(`${folder.path}/openapi.yaml`);
    expect(loaded.origins.of(post).pointer).toBe('/paths/~1a/post');
  });

  it('leaves the document as read untouched', () => {
    const folder = documentFolder({
      'openapi.yaml': document,
      'o.yaml': overlay('  - { target: $.paths, remove: true }\n'),
    });
    const loaded = folder.load({ overlays: ['o.yaml'] })!;
    expect(loaded.document['paths']).toBeUndefined();
    expect((loaded.root.value as JsonObject)['paths']).toBeDefined();
  });

  it('appends to lists, but replaces those that decide access', () => {
    const { folder, result } = apply(`  - target: $
    update:
      security: [{ token: [] }]
      paths:
        /a:
          get:
            tags: [two]
            x-security: { access: { roles: [admin] }, cors: false }
`);
    const get = operation(result, '/a', 'get');
    expect(result?.['security']).toEqual([{ token: [] }]);
    expect(get['tags']).toEqual(['one', 'two']);
    expect(get['x-security']).toEqual({ access: { roles: ['admin'] }, cors: false });
    expect(folder.reported().map(({ code, line }) => [code, line])).toEqual([
      ['overlay-replaces-security', 6],
      ['overlay-replaces-security', 11],
    ]);
  });

  it('knows what decides access to operations of OpenAPI 3.2', () => {
    const guarded = "security: [{ key: [] }], responses: { '200': { description: ok } }";
    const folder = documentFolder({
      'openapi.yaml': `openapi: 3.2.0\ninfo: { title: Test, version: '1' }\npaths:\n  /a:\n    query: { ${guarded} }\n    additionalOperations: { COPY: { ${guarded} } }\n`,
      'o.yaml': overlay(
        `  - target: $.paths['/a'].query\n    update: { security: [] }\n  - target: $.paths['/a'].additionalOperations.COPY\n    update: { security: [{ other: [] }] }\n`,
      ),
    });
    const item = (folder.load({ overlays: ['o.yaml'] })!.document['paths'] as JsonObject)['/a'] as JsonObject;
    expect((item['query'] as JsonObject)['security']).toEqual([]);
    const copy = (item['additionalOperations'] as JsonObject)['COPY'] as JsonObject;
    expect(JSON.stringify(copy['security'])).toBe('[{"other":[]}]');
    expect(folder.reported().map(({ code, line }) => [code, line])).toEqual([
      ['overlay-replaces-security', 5],
      ['overlay-replaces-security', 7],
    ]);
  });

  it('adds another way in only where it is asked to', () => {
    const { result } = apply('  - { target: $.security, update: { token: [] } }\n');
    expect(result?.['security']).toEqual([{ key: [] }, { token: [] }]);
  });

  it('applies actions in order, each to the result of the one before', () => {
    const { result } = apply(`  - { target: $.security, remove: true }
  - { target: $, update: { security: [{ token: [] }] } }
  - { target: '$.security[0]', update: { token: [admin] } }
`);
    expect(result?.['security']).toEqual([{ token: ['admin'] }]);
  });

  it('selects by filters and wildcards, and removes items from the end', () => {
    const { result } = apply(`  - { target: '$.paths.*[?@.responses]', update: { deprecated: true } }
  - { target: $, update: { x-list: [1, { a: 1 }, 2, { a: 2 }, { b: 1 }] } }
  - { target: "$['x-list'][?@.a]", remove: true }
`);
    expect(operation(result, '/a', 'get')['deprecated']).toBe(true);
    expect(operation(result, '/a', 'post')['deprecated']).toBe(true);
    expect(result?.['x-list']).toEqual([1, 2, { b: 1 }]);
  });

  it('finds keys with quotes and backslashes', () => {
    const { result } = apply(`  - { target: '$.paths.*.get', update: { x-seen: true } }\n`);
    expect(operation(result, `/it's "odd"\\`, 'get')['x-seen']).toBe(true);
  });

  it('gives each of several targets its own value', () => {
    const { result } = apply(`  - { target: '$.paths.*.get', update: { x-a: { list: [1] } } }
  - { target: "$.paths['/a'].get['x-a']", update: { list: [2] } }
`);
    expect(operation(result, '/a', 'get')['x-a']).toEqual({ list: [1, 2] });
    expect(operation(result, `/it's "odd"\\`, 'get')['x-a']).toEqual({ list: [1] });
  });

  it('knows copy and single values in 1.1', () => {
    const { result, folder } = apply(
      `  - { target: "$.paths['/a'].post", copy: "$.paths['/a'].get" }\n  - { target: $.info.title, update: Other }\n`,
      '1.1.0',
    );
    expect(folder.reported()).toEqual([]);
    expect(operation(result, '/a', 'post')['tags']).toEqual(['one']);
    expect((result!['info'] as JsonObject)['title']).toBe('Other');
  });

  it('cannot be used to write into prototypes', () => {
    apply(
      '  - { target: $, update: { __proto__: { polluted: true }, constructor: { prototype: { polluted: true } } } }\n',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    [
      'overlay: 2.0.0\ninfo: { title: O, version: "1" }\nactions: [{ target: $, remove: true }]\n',
      'overlay-invalid',
    ],
    ['overlay: 1.0.0\nactions: [{ target: $, update: {} }]\n', 'overlay-invalid'],
    ['[]', 'overlay-invalid'],
    [overlay('  - { target: $, remove: true }\n'), 'overlay-target'],
    [overlay('  - { target: $.paths, update: [1] }\n'), 'overlay-mismatch'],
    [overlay('  - { target: $.paths, update: { /a: null } }\n'), 'overlay-mismatch'],
    [overlay('  - { target: $.nothing, remove: true }\n'), 'overlay-unmatched'],
  ])('reports what is wrong with %j', (text, code) => {
    const folder = documentFolder({ 'openapi.yaml': document, 'o.yaml': text });
    const loaded = folder.load({ overlays: ['o.yaml'] });
    const [first] = folder.reported();
    expect(first).toMatchObject({ code, file: 'o.yaml' });
    expect(loaded === null).toBe(first!.severity === 'error');
  });
});
