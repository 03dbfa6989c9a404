import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { apiOf, readApi, render, typeCheck, writeProject } from './generated-project.js';

const corpus = fileURLToPath(new URL('../../../../shared/corpus-hostile/', import.meta.url));
const found = existsSync(corpus);
if (!found) console.warn(`SKIPPED: ${corpus} is not there`);

const DOCUMENTS = [
  '01-operation-id.json',
  '03-descriptions.json',
  '07-tags.json',
  '08-enum-default-const.json',
  '28-huge-enum.json',
  '39-case-and-normalised-collisions.yaml',
  '40-reserved-words.yaml',
  '56-long-names.json',
  '57-parameter-clashes.yaml',
];

/** Component names that are members of `Object.prototype`, globals, keywords, or names that generated files use. */
const NAMES = [
  '__proto__',
  'constructor',
  'Record',
  'WithRequired',
  'Array',
  'string',
  'never',
  'types',
  'Handlers',
  'é',
  '',
];

/** Payloads of the hostile documents that are code once they leave their string or comment. */
const PAYLOAD = /^(?:PWNED|polluted|child_process)$/;

describe.skipIf(!found)('hostile documents', () => {
  it.each(DOCUMENTS)('%s stays inert', (name) => {
    const rendered = render(readApi(join(corpus, name)), name);
    const files = [...rendered.generated, ...rendered.user.map(({ path, text }) => [path, text] as const)];
    for (const [path, text] of files) {
      if (/^src\/generated\/(?:runtime|validators)\//.test(path)) continue;
      expect(path).toMatch(/^(?:[a-z0-9._-]+\/)*[a-zA-Z0-9._-]+$/);
      if (/\.[jt]s$/.test(path)) expectInert(path, text);
    }
    const paths = files.map(([path]) => path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
    expect(typeCheck(writeProject(rendered), 'typescript7')).toBe('');
  });
});

describe('text of a document', () => {
  it('cannot leave its comment, string, name or line, wherever it stands', () => {
    const evil = [
      '*/ globalThis.PWNED = 1; /*',
      "'; globalThis.PWNED = 1; '",
      '`${globalThis.PWNED = 1}`',
      '"\\u2028globalThis.PWNED = 1//',
      '\u2028globalThis.PWNED = 1\u2029',
      '\n@ts-nocheck\n// eslint-disable\n//# sourceMappingURL=data:,\n#region\n/// <reference path="x" />',
      '{{code}} {{{x}}} {{#each y}}',
      '__proto__',
      '\u202e\u0000\u001b[31m',
    ].join(' ');
    const description = evil;
    const schema = {
      type: 'object',
      title: evil,
      description,
      required: [evil],
      properties: {
        [evil]: { type: 'string', enum: [evil, `${evil}2`], default: evil, description, deprecated: true },
        ['__proto__']: { type: 'string' },
        constructor: { const: evil },
      },
    };
    const api = apiOf({
      openapi: '3.1.0',
      info: { title: evil, version: evil, description },
      tags: [{ name: evil, description }],
      security: [{ key: [] }],
      paths: {
        '/a/{id}': {
          get: {
            operationId: evil,
            summary: evil,
            description,
            tags: [evil],
            parameters: [
              { name: 'id', in: 'path', required: true, description, schema: { type: 'string' } },
              {
                name: `q ${evil}`,
                in: 'query',
                description,
                schema: { $ref: '#/components/schemas/constructor' },
              },
            ],
            responses: { 200: { description, content: { 'application/json': { schema } } } },
          },
        },
        [`/a/b?x=${evil.replaceAll('#', '')}`]: { get: { responses: { 204: { description } } } },
      },
      components: {
        securitySchemes: { key: { type: 'apiKey', in: 'query', name: evil, description } },
        schemas: Object.fromEntries(NAMES.map((name) => [name, schema])),
      },
    });
    const rendered = render(api, `x ${evil}`);
    for (const [path, text] of rendered.generated) {
      if (/^src\/generated\/[^/]*\.ts$/.test(path)) expectInert(path, text);
    }
    for (const { path, text } of rendered.user) if (path.endsWith('.ts')) expectInert(path, text);
    expect(typeCheck(writeProject(rendered), 'typescript7')).toBe('');
  });
});

function expectInert(path: string, text: string): void {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) expect(node.text, `${path}: ${node.parent.getText()}`).not.toMatch(PAYLOAD);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const comment of commentsOf(text)) {
    if (comment.startsWith('// @ts-nocheck: the generator')) continue;
    expect(comment, path).not.toMatch(
      /^\/[/*]+[\s*]*@|^\s*\*?\s*@ts-|(?:es|ox)lint-disable|#region|^\/\/\/\s*</m,
    );
  }
  expect(text, path).not.toMatch(/\/[/*][#@]\s*source(?:Mapping)?URL/);
  expect(text, path).not.toMatch(/[\u2028\u2029\u202a-\u202e\u2066-\u2069\0\u001b]/);
}

function commentsOf(text: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, text);
  const comments: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment =
      token === ts.SyntaxKind.MultiLineCommentTrivia || token === ts.SyntaxKind.SingleLineCommentTrivia;
    if (isComment) comments.push(scanner.getTokenText());
  }
  return comments;
}
