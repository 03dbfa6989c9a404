import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/load/json.js';
import { document30, documentFolder } from './document-folder.js';

function loadYaml(rest: string): {
  readonly document: JsonObject | undefined;
  readonly codes: readonly string[];
} {
  const folder = documentFolder({ 'openapi.yaml': document30(rest) });
  const document = folder.load()?.document;
  return { document, codes: folder.reported().map(({ code }) => code) };
}

describe('loadDocument', () => {
  it('reads YAML by the core schema of YAML 1.2', () => {
    const { document, codes } = loadYaml(
      'x-all: [yes, no, on, 0777, 0o17, 0x1F, 2024-01-01, ~, null, true, 1e3, 1_000, "1"]\n',
    );
    expect(codes).toEqual([]);
    expect(document?.['x-all']).toEqual([
      'yes',
      'no',
      'on',
      777,
      15,
      31,
      '2024-01-01',
      null,
      null,
      true,
      1000,
      '1_000',
      '1',
    ]);
  });

  it('keeps to 1.2 whatever the document says it is', () => {
    const folder = documentFolder({
      'openapi.yaml': `%YAML 1.1\n---\n${document30('x-a: yes\nx-b: { <<: { c: 1 } }\n')}`,
    });
    const document = folder.load()?.document;
    expect(document?.['x-a']).toBe('yes');
    expect(folder.reported().map(({ code }) => code)).toEqual(['yaml-merge-key']);
  });

  it.each([
    ['x-codes: { 08: mail }\n', 'low', '8'],
    ['paths: { /a: { x-codes: { b: { 1.10: c } } } }\n', 'low', '1.1'],
    ['x-security: { 08: mail }\n', 'error', '8'],
    ['components: { schemas: { A: { properties: { 08: {} } } } }\n', 'error', '8'],
    ['components: { schemas: { A: { properties: { x-b: { enum: [{ 08: c }] } } } } }\n', 'error', '8'],
    ['components: { headers: { x-b: { schema: { properties: { 08: {} } } } } }\n', 'error', '8'],
    ['paths: { /x-a: { 08: {} } }\n', 'error', '8'],
  ])('minds a key that reads differently in %s as %s', (text, severity, read) => {
    const folder = documentFolder({ 'openapi.yaml': document30(text) });
    const loaded = folder.load();
    expect(folder.reported()).toMatchObject([{ code: 'yaml-key', severity }]);
    if (severity === 'low') expect(JSON.stringify(loaded?.document)).toContain(JSON.stringify(read));
  });

  it('gives objects no prototype, whatever their keys', () => {
    for (const [name, text] of [
      ['openapi.yaml', document30('paths: {}\nx-a: { __proto__: { polluted: true }, constructor: 1 }\n')],
      ['openapi.json', '{"openapi":"3.0.3","x-a":{"__proto__":{"polluted":true},"constructor":1}}'],
    ] as const) {
      const document = documentFolder({ [name]: text }).load({ entry: name })!.document;
      const extension = document['x-a'] as JsonObject;
      expect(Object.getPrototypeOf(document)).toBeNull();
      expect(Object.getPrototypeOf(extension)).toBeNull();
      expect(Object.keys(extension)).toEqual(['__proto__', 'constructor']);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  it('reads both forms alike', () => {
    const json = {
      openapi: '3.0.3',
      paths: { '/a': { get: { tags: ['x', null, 1.5, false, '\u2028"\\'] } } },
    };
    const fromJson = documentFolder({ 'openapi.json': JSON.stringify(json) }).load({ entry: 'openapi.json' });
    const fromYaml = documentFolder({ 'openapi.yaml': JSON.stringify(json, null, 2) }).load();
    expect(fromJson?.document).toEqual(json);
    expect(fromYaml?.document).toEqual(json);
    expect(fromYaml?.root.format).toBe('json');
  });

  it('accepts a byte order mark and CRLF, and counts lines right', () => {
    const folder = documentFolder({
      'openapi.yaml': `\uFEFF${document30('a: 1\na: 2\n').replaceAll('\n', '\r\n')}`,
    });
    folder.load();
    expect(folder.reported()).toMatchObject([{ code: 'duplicate-key', line: 4, column: 1 }]);
  });

  it('shares the value of a YAML anchor instead of copying it', () => {
    const { document } = loadYaml('x-a: &a { b: [1] }\nx-c: *a\n');
    expect(document?.['x-c']).toBe(document?.['x-a']);
  });

  it('merges `<<` with the own members winning, and the first of several sources', () => {
    const { document, codes } = loadYaml(
      'x-1: &one { a: 1, b: 1, c: 1 }\nx-2: &two { b: 2, d: 2 }\nx-m: { <<: [*one, *two], c: 3 }\nx-q: { "<<": 1 }\n',
    );
    expect(codes).toEqual(['yaml-merge-key']);
    expect(document?.['x-m']).toEqual({ a: 1, b: 1, c: 3, d: 2 });
    expect(document?.['x-q']).toEqual({ '<<': 1 });
  });

  it('reports each fault of a file, not the first only', () => {
    const { codes } = loadYaml('x-a: 1\nx-a: 2\nx-b: 3\nx-b: 4\nx-c: .inf\n');
    expect(codes).toEqual(['duplicate-key', 'duplicate-key', 'number-not-finite']);
  });

  it('places syntax errors', () => {
    const folder = documentFolder({ 'openapi.yaml': 'openapi: 3.0.3\ninfo:\n  title: "open\n' });
    expect(folder.load()).toBeNull();
    expect(folder.reported()).toMatchObject([{ code: 'syntax-error', file: 'openapi.yaml' }]);
  });

  it.each([
    [
      'a line too deep',
      'info:\n  title: T\n    version: 1\npaths: {}\n',
      [[4, 5, /Indent it like the key above/]],
    ],
    [
      'two lines too deep',
      'info:\n  title: T\n    version: 1\n    description: no\npaths: {}\n',
      [[4, 5, /Indent it like/]],
    ],
    [
      'lines ever deeper',
      'info:\n  title: T\n   version: 1\n    description: no\n',
      [
        [4, 4, /Indent it like/],
        [5, 5, /Indent it like/],
      ],
    ],
    ['a colon in a value', 'info:\n  title: Orders: all\n', [[3, 10, /in quotes/]]],
    ['an open bracket', 'x-a: [1, 2\ninfo: {}\n', [[3, 1, /brackets that are still open/]]],
  ] as const)('says of %s where it is and what to do, once', (_name, rest, faults) => {
    const folder = documentFolder({ 'openapi.yaml': `openapi: 3.0.3\n${rest}` });
    expect(folder.load()).toBeNull();
    expect(folder.reported()).toMatchObject(
      faults.map(([line, column, help]) => ({
        code: 'syntax-error',
        line,
        column,
        help: expect.stringMatching(help) as string,
      })),
    );
    expect(folder.reported()).toHaveLength(faults.length);
  });

  it('survives what would exhaust a stack or the memory', () => {
    const deep = documentFolder({
      'openapi.yaml': document30(`x-a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`),
    });
    expect(deep.load()).toBeNull();
    expect(deep.reported()).toMatchObject([{ code: 'too-deep' }]);
    const levels = Array.from(
      { length: 12 },
      (_, index) => `x-${index}: &l${index} [${`*l${index - 1}, `.repeat(10)}]`,
    );
    const bomb = documentFolder({ 'openapi.yaml': document30(`x-l: &l-1 [1]\n${levels.join('\n')}\n`) });
    expect(bomb.load()).toBeNull();
    expect(bomb.reported()).toMatchObject([{ code: 'too-many-nodes' }]);
  });

  it('finds ranges through anchors, merges and flow style', () => {
    const text = document30('x-a: &a { b: [10, 20] }\nx-c: { <<: *a, d: *a }\nx-e:\n');
    const { root } = documentFolder({ 'openapi.yaml': text }).load()!;
    const shown = (pointer: string, on: 'key' | 'value') => {
      const range = root.range(pointer, on);
      return range === null ? null : text.slice(range.start, range.end);
    };
    expect(shown('/x-c/b/1', 'value')).toBe('20');
    expect(shown('/x-c/d/b/0', 'value')).toBe('10');
    expect(shown('/x-c/d', 'key')).toBe('d');
    expect(shown('/x-e', 'value')).toBe('x-e');
    expect(shown('/x-c/z', 'value')).toBeNull();
  });

  it.each([
    ['openapi: "3.0.3"', null],
    ['openapi: 3.1', 'version-not-string'],
    ['openapi: 3.0', 'version-not-string'],
    ['openapi: 3.10', 'unsupported-version'],
    ['openapi: 3', 'unsupported-version'],
    ['openapi: 3.2.0', null],
    ['openapi: 3.2', 'version-not-string'],
    ['openapi: 3.3.0', 'unsupported-version'],
    ['openapi: 3.0.3-rc1', null],
    ['swagger: "2.0"', null],
    ['swagger: 2.0', 'version-not-string'],
    ['swagger: "1.2"', 'unsupported-version'],
    ['swagger: 2.1', 'unsupported-version'],
    ['openapi: [3]', 'unsupported-version'],
    ['title: x', 'not-openapi'],
    ['- 1', 'not-openapi'],
  ])('decides the version of %s', (text, code) => {
    const folder = documentFolder({ 'openapi.yaml': `${text}\n` });
    folder.load();
    expect(folder.reported().map((diagnostic) => diagnostic.code)).toEqual(code === null ? [] : [code]);
  });
});
