import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findConfig } from '../../../src/config/find-config.js';
import { findDocuments } from '../../../src/config/find-documents.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { defaultTypeNaming } from '../../../src/config/type-naming.js';
import { configMembers, renderConfig, schemaReference } from '../../../src/config/render-config.js';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { jsonDiagnostics } from '../../../src/diagnostics/json-diagnostics.js';
import { isJsonObject, type JsonObject } from '../../../src/load/json.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'oasgard-config-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

function load(text: string, name = 'oasgard.config.yaml') {
  const folder = folderWith({ [name]: text });
  const diagnostics = new Diagnostics();
  const config = loadConfig(path.join(folder, name), diagnostics);
  const reported = jsonDiagnostics(diagnostics.list, diagnostics.sources, folder);
  return { folder, config, reported };
}

describe('a configuration', () => {
  it('is read with its defaults, paths from its own folder', () => {
    const { folder, config } = load('document: api/openapi.yaml\n');
    expect(config?.apis).toEqual([
      {
        name: null,
        document: path.join(folder, 'api/openapi.yaml'),
        out: path.join(folder, 'server'),
        overlays: [],
        templates: { dir: null, helpers: null },
        failOn: null,
        failOnWeaker: false,
        root: null,
        allowRemote: [],
        limits: {},
        naming: [],
        typeNaming: defaultTypeNaming,
        door: null,
      },
    ]);
  });

  it.each([
    ['root: ..', true],
    ['root: link', true],
    ['apis: { a: { document: a, out: a, root: / } }', true],
    ['root: ..', false, 'inner/oasgard.config.yaml'],
  ])('opens nothing beyond its repository: %s', (text, refused, name = 'oasgard.config.yaml') => {
    const folder = folderWith({
      [name]: text.startsWith('apis') ? text : `document: a.yaml\n${text}\n`,
      '.git/HEAD': '',
    });
    symlinkSync('/', path.join(folder, 'link'));
    const diagnostics = new Diagnostics();
    expect(loadConfig(path.join(folder, name), diagnostics) === null).toBe(refused);
    expect(diagnostics.list.map(({ message }) => message)).toEqual(
      refused ? ['root is not in the repository of the configuration.'] : [],
    );
  });

  it('names types by patterns', () => {
    const { config } = load(
      'document: a.yaml\nnaming: { types: { request: "{name}Input", reply: "Result{name}" } }\n',
    );
    expect(config?.apis[0]?.typeNaming).toMatchObject({
      patterns: { request: '{name}Input', reply: 'Result{name}', policyRequest: '{name}PolicyRequest' },
      at: { request: { pointer: '/naming/types/request' }, reply: { pointer: '/naming/types/reply' } },
    });
  });

  it.each([
    '{name',
    'Request',
    '{name}{name}',
    'a{name}',
    '{name} ',
    '{name}-x',
    '{Name}',
    '$&{name}',
    '{name}*/',
  ])('takes no pattern %j', (pattern) => {
    const { config, reported } = load(
      JSON.stringify({ document: 'a', naming: { types: { reply: pattern } } }),
    );
    expect(config).toBeNull();
    expect(reported).toMatchObject([
      { code: 'config-invalid', message: expect.stringContaining('naming.types.reply cannot be') as string },
    ]);
  });

  it('says how far references may lead and what the document may cost', () => {
    const { folder, config } = load(
      'document: a.yaml\nroot: .\nallowRemote: [https://specs.example.com]\nlimits: { depth: 20 }\n',
    );
    expect(config?.apis).toMatchObject([
      { root: folder, allowRemote: ['https://specs.example.com'], limits: { depth: 20 } },
    ]);
  });

  it('gives every API what stands beside apis, unless it says otherwise', () => {
    const { folder, config } = load(
      JSON.stringify({
        failOn: ['high', 'weaker'],
        templates: { dir: 'templates', helpers: 'helpers.mjs' },
        overlays: ['all.yaml'],
        apis: {
          shop: { document: 'shop.yaml', out: 'shop' },
          office: {
            document: 'office.yaml',
            out: '../office',
            failOn: 'low',
            overlays: [],
            door: 'fastify',
            naming: { operations: { 'GET /a/{b}': 'findA' } },
          },
        },
      }),
      'oasgard.config.json',
    );
    expect(config?.apis).toMatchObject([
      {
        name: 'shop',
        failOn: 'high',
        failOnWeaker: true,
        overlays: [path.join(folder, 'all.yaml')],
        templates: { dir: path.join(folder, 'templates'), helpers: path.join(folder, 'helpers.mjs') },
      },
      {
        name: 'office',
        out: path.join(folder, '../office'),
        failOn: 'low',
        failOnWeaker: false,
        overlays: [],
        door: 'fastify',
        naming: [
          {
            operation: 'GET /a/{b}',
            name: 'findA',
            at: { pointer: '/apis/office/naming/operations/GET ~1a~1{b}' },
          },
        ],
      },
    ]);
  });

  it.each<[text: string, code: string, line: number, column: number, message: string, help: string | null]>([
    [
      'documnt: a\n',
      'config-unknown-member',
      1,
      1,
      'The configuration has no member "documnt".',
      'Did you mean "document"?',
    ],
    ['document: a\nfailOn: hgh\n', 'config-invalid', 2, 9, 'failOn cannot be "hgh".', 'Did you mean "high"?'],
    [
      'document: a\nfailOn: [high, low]\n',
      'config-invalid',
      2,
      9,
      'failOn lists two severities.',
      'Keep one, and weaker beside it.',
    ],
    [
      'document: a\ndoor: fastfy\n',
      'config-invalid',
      2,
      7,
      'door cannot be "fastfy".',
      'Did you mean "fastify"?',
    ],
    [
      'document: a\ntemplates: { dirs: x }\n',
      'config-unknown-member',
      2,
      14,
      'templates has no member "dirs".',
      'Did you mean "dir"?',
    ],
    [
      'apis:\n  a: { document: x, outt: y }\n',
      'config-unknown-member',
      2,
      21,
      'apis.a has no member "outt".',
      'Did you mean "out"?',
    ],
    ['apis:\n  a: { document: x }\n', 'config-invalid', 2, 6, 'apis.a needs the member out.', null],
    [
      'apis:\n  ../a: { document: x, out: y }\n',
      'config-invalid',
      2,
      3,
      '"../a" is no name.',
      'A letter or digit, then letters, digits, dots, hyphens or underscores.',
    ],
    [
      'document: a\nnaming: { operations: { get /a: b } }\n',
      'config-invalid',
      2,
      25,
      '"get /a" is no method and path.',
      'Write it as the document does: GET /orders/{orderId}.',
    ],
    [
      'document: a\nnaming: { operations: { GET /a: "b c" } }\n',
      'config-invalid',
      2,
      33,
      'naming.operations.GET /a cannot be "b c".',
      'A small letter, then letters and digits.',
    ],
    [
      'out: a\n',
      'config-invalid',
      1,
      1,
      'The configuration names one document, or several APIs in apis, whose document, out and naming stand there.',
      null,
    ],
    ['document: 5\n', 'config-invalid', 1, 11, 'document must be string.', 'A path, relative to this file.'],
    ['document: ""\n', 'config-invalid', 1, 11, 'document cannot be "".', 'A path, relative to this file.'],
    ['[a]\n', 'config-invalid', 1, 1, 'The configuration is no object.', null],
    ['document: !!js/function "x"\n', 'yaml-tag', 1, 25, '', null],
    ['document: [\n', 'syntax-error', 2, 1, '', null],
  ])('reports %j', (text, code, line, column, message, help) => {
    const { config, reported } = load(text);
    expect(config).toBeNull();
    const [first] = reported;
    expect(first).toMatchObject({ code, severity: 'error', file: 'oasgard.config.yaml', line, column });
    if (message !== '') expect(first).toMatchObject({ message, help });
  });

  it('has a schema whose every member has a description and examples that are valid', () => {
    const schema = JSON.parse(readFileSync('src/config/config.schema.json', 'utf8')) as JsonObject;
    const definitions = schema['$defs'] as Readonly<Record<string, JsonObject>>;
    const settings = definitions['settings']!['properties'] as Readonly<Record<string, JsonObject>>;
    const members = { ...settings, document: definitions['document']!, out: definitions['out']! };
    for (const [name, member] of Object.entries(members)) {
      expect(typeof member['description'], name).toBe('string');
      for (const example of member['examples'] as readonly unknown[]) {
        const { reported } = load(JSON.stringify({ document: 'a.yaml', [name]: example }));
        expect(reported, name).toEqual([]);
      }
    }
    const apis = (schema['properties'] as Readonly<Record<string, JsonObject>>)['apis']!;
    for (const example of apis['examples'] as readonly unknown[]) {
      expect(load(JSON.stringify({ apis: example })).reported).toEqual([]);
    }
  });

  it('is what init writes, read back', () => {
    const starter = {
      document: 'api/a b.yaml',
      out: 'no',
      overlays: ['o.yaml'],
      failOn: ['high', 'weaker'],
      door: 'node',
    };
    for (const [form, name] of [
      ['yaml', 'oasgard.config.yaml'],
      ['json', 'oasgard.config.json'],
    ] as const) {
      const { folder, config, reported } = load(renderConfig(starter, form, './config.schema.json'), name);
      expect(reported).toEqual([]);
      expect(config?.apis).toMatchObject([
        {
          document: path.join(folder, 'api/a b.yaml'),
          out: path.join(folder, 'no'),
          overlays: [path.join(folder, 'o.yaml')],
          failOn: 'high',
          failOnWeaker: true,
          door: 'node',
        },
      ]);
    }
    expect(
      isJsonObject(configMembers({ ...starter, failOn: [] })) && configMembers({ ...starter, failOn: [] }),
    ).not.toHaveProperty('failOn');
  });
});

describe('schemaReference', () => {
  it('leads to the nearest installation around a folder', () => {
    const schema = 'node_modules/oasgard/src/config/config.schema.json';
    const folder = folderWith({ [schema]: '{}', [`inner/${schema}`]: '{}', 'a/b/c.txt': '' });
    expect(schemaReference(folder)).toBe(`./${schema}`);
    expect(schemaReference(path.join(folder, 'inner'))).toBe(`./${schema}`);
    expect(schemaReference(path.join(folder, 'a/b'))).toBe(`../../${schema}`);
    expect(schemaReference(folderWith({}))).toBe(`./${schema}`);
  });
});

describe('findConfig', () => {
  it('looks in folders around up to the root of the repository, and not beyond', () => {
    const folder = folderWith({
      'oasgard.config.yaml': '',
      'repository/.git/HEAD': '',
      'repository/a/b/file': '',
      'configured/.git': 'gitdir: elsewhere\n',
      'configured/oasgard.config.json': '{}',
      'configured/a/b/file': '',
      'loose/a/file': '',
    });
    expect(findConfig(path.join(folder, 'repository/a/b'))).toBeNull();
    expect(findConfig(path.join(folder, 'configured/a/b'))).toEqual([
      path.join(folder, 'configured/oasgard.config.json'),
    ]);
    // Without a repository, only here.
    expect(findConfig(path.join(folder, 'loose/a'))).toBeNull();
    expect(findConfig(folder)).toEqual([path.join(folder, 'oasgard.config.yaml')]);
  });
});

describe('findDocuments', () => {
  it('tells OpenAPI documents by their version', () => {
    const folder = folderWith({
      'openapi.yaml': '# A comment.\nopenapi: 3.1.0\n',
      'old.json': '{"swagger":"2.0"}',
      'api/pretty.json': '{\n  "openapi": "3.0.3"\n}',
      'overlay.yaml': 'overlay: 1.0.0\n# openapi: not here\n',
      'package.json': '{}',
      'src/openapi.yaml': 'openapi: 3.1.0\n',
      'notes.md': 'openapi: 3.1.0\n',
    });
    expect(findDocuments(folder)).toEqual(['api/pretty.json', 'old.json', 'openapi.yaml']);
  });
});
