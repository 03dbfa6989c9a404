/** Inheritance from the document to the model: whichever pass reads a member must read the nearest, overlays applied. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { applyOverlays } from '../../../src/load/apply-overlays.js';
import type { Json, JsonObject } from '../../../src/load/json.js';
import { loadDocument } from '../../../src/load/load-document.js';
import { buildApi } from '../../../src/model/build-api.js';
import { normalizeDocument } from '../../../src/normalize/normalize-document.js';
import { resolvePolicy } from '../../../src/policy/resolve-policy.js';
import { vocabulary, type Member } from '../../../src/policy/vocabulary.js';
import { unenforced } from '../../vocabulary/proofs.js';
import { keywordWith } from './vocabulary-members.js';

type Level = 'root' | 'path' | 'operation';
type Levels = Partial<Record<Level, Json>>;
const LEVELS: readonly Level[] = ['root', 'path', 'operation'];
const subsets = [1, 2, 3, 4, 5, 6, 7].map((bits) => LEVELS.filter((_, index) => (bits >> index) & 1));

/** Two or three values of each member that is inherited, all of them valid in the document below. */
const VALUES: Readonly<Record<string, readonly Json[]>> = {
  'access.roles': [['a'], ['b'], ['c']],
  'access.tenant': [true, '$request.header.X-T', '$request.query.q'],
  'access.object.type': ['one', 'two', 'three'],
  'access.object.id': ['$request.path.id', '$request.header.X-T', '$request.query.q'],
  'access.object.policy': ['one', 'two', 'three'],
  'access.object.deny': [403, 404],
  'access.list.items': ['/a', '/b', '/c'],
  rateLimit: [['one'], ['two'], false],
  'body.max': ['1KiB', '2KiB', '3KiB'],
  'body.depth': [4, 5, 6],
  'body.nodes': [4, 5, 6],
  timeout: ['1s', '2s', '3s'],
  'validation.unknownQuery': ['ignore', 'reject'],
  'validation.unknownProperties': ['keep', 'reject', 'strip'],
  'validation.maxLength': [4, 5, 6],
  'validation.maxItems': [4, 5, 6],
  'validation.int64': ['number'],
  'validation.responses': ['report', 'off', 'enforce'],
  'validation.status': [422, 400],
  'errors.typeBase': ['https://a.example/', 'https://b.example/', 'https://c.example/'],
  'audit.level': ['none', 'metadata'],
  'audit.action': ['a.b', 'a.c', 'a.d'],
  'cors.origins': [['https://a.example'], ['https://b.example'], ['https://c.example']],
  'cors.credentials': [true, false],
  'cors.expose': [['X-A'], ['X-B'], ['X-C']],
  'cors.maxAge': ['1m', '2m', '3m'],
};

/** What makes a member mean something, at a level of its own: each document has it beside the member. */
const BESIDE: readonly JsonObject[] = [
  { because: 'the test says so', cors: { origins: ['https://z.example'] }, rateLimit: ['three'] },
];

const inherited = [...leaves(vocabulary('operation'), [])].filter(
  (name) => !unenforced.includes(`api ${name}: *`),
);

function* leaves(members: ReadonlyMap<string, Member>, prefix: readonly string[]): Generator<string> {
  for (const member of members.values()) {
    const name = [...prefix, member.name];
    if (member.merge === 'members') yield* leaves(member.members, name);
    else if (member.merge === 'replace') yield name.join('.');
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-inheritance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The model's operation where a member has these values in the document, and then those by an overlay. */
function operationOf(name: string, written: Levels, overlaid: Levels): object {
  const file = path.join(folder, 'openapi.json');
  const overlay = path.join(folder, 'overlay.json');
  writeFileSync(file, JSON.stringify(documentOf(name, written)));
  writeFileSync(overlay, JSON.stringify(overlayOf(name, overlaid)));
  const diagnostics = new Diagnostics();
  const loaded = loadDocument(file, {}, diagnostics)!;
  const applied =
    Object.keys(overlaid).length === 0 ? loaded : applyOverlays(loaded, [overlay], diagnostics)!;
  const document = normalizeDocument(applied, diagnostics);
  const api = buildApi(document, resolvePolicy(document, diagnostics), [], diagnostics);
  expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  // Where it is written, and as what, differs as it should.
  const { node: _node, origin: _origin, ...operation } = api.operations[0]!;
  // `null` is what the root says.
  const typeBase = operation.typeBase ?? api.typeBase;
  return JSON.parse(JSON.stringify({ ...operation, typeBase })) as object;
}

function keywordAt(name: string, values: Levels, level: Level): JsonObject {
  const value = values[level];
  return value === undefined ? {} : keywordWith('path', name.split('.'), value);
}

function documentOf(name: string, written: Levels): object {
  const needsList = name === 'access.list.items';
  const array = { type: 'array', items: { type: 'string' } };
  const [beside = {}] = BESIDE;
  return {
    openapi: '3.1.0',
    info: { title: 'Inheritance', version: '1' },
    security: [{ key: [] }],
    'x-security': {
      version: 1,
      limiters: Object.fromEntries(
        ['one', 'two', 'three'].map((limiter) => [limiter, { key: 'principal', rate: '9/1m' }]),
      ),
      ...merged(beside, keywordAt(name, written, 'root')),
    },
    paths: {
      '/things/{id}': {
        'x-security': { because: 'the test says so', ...keywordAt(name, written, 'path') },
        get: {
          operationId: 'doIt',
          'x-security': { because: 'the test says so', ...keywordAt(name, written, 'operation') },
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'q', in: 'query', schema: { type: 'string' } },
            { name: 'X-T', in: 'header', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              description: 'ok',
              content: {
                'application/json': {
                  schema: { type: 'object', properties: needsList ? { a: array, b: array, c: array } : {} },
                },
              },
            },
          },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  };
}

function overlayOf(name: string, overlaid: Levels): object {
  const targets = { root: '$', path: "$.paths['/things/{id}']", operation: "$.paths['/things/{id}'].get" };
  return {
    overlay: '1.0.0',
    info: { title: 'Overlay', version: '1' },
    actions: LEVELS.filter((level) => overlaid[level] !== undefined).map((level) => ({
      target: targets[level],
      update: { 'x-security': keywordAt(name, overlaid, level) },
    })),
  };
}

function merged(beside: JsonObject, keyword: JsonObject): JsonObject {
  const cors = keyword['cors'] as JsonObject | undefined;
  return {
    ...beside,
    ...keyword,
    ...(cors !== undefined && { cors: { ...(beside['cors'] as JsonObject), ...cors } }),
  };
}

function valuesAt(name: string, levels: readonly Level[], offset = 0): Levels {
  const values = VALUES[name]!;
  return Object.fromEntries(
    levels.map((level) => [level, values[(LEVELS.indexOf(level) + offset) % values.length]!]),
  );
}

describe('inheritance in documents', () => {
  it('is tried with every member that is inherited', () => {
    expect(Object.keys(VALUES).sort()).toEqual([...inherited].sort());
  });

  it.each(Object.keys(VALUES))('gives operations the nearest %s, whoever writes it', (name) => {
    const asWritten = new Map<string, object>();
    /** The operation where nothing but this value is said, and that at the operation itself. */
    const alone = (value: Json): object => {
      const key = JSON.stringify(value);
      if (!asWritten.has(key)) asWritten.set(key, operationOf(name, { operation: value }, {}));
      return asWritten.get(key)!;
    };
    for (const levels of subsets) {
      const values = valuesAt(name, levels);
      const nearest = values[levels.at(-1)!]!;
      expect(operationOf(name, values, {}), `written at ${levels.join()}`).toEqual(alone(nearest));
      expect(operationOf(name, {}, values), `overlaid at ${levels.join()}`).toEqual(alone(nearest));
    }
    // An overlay replaces what stands at its level, and what stands nearer stays nearer.
    const replaced = valuesAt(name, LEVELS, 1);
    expect(operationOf(name, valuesAt(name, LEVELS), replaced)).toEqual(alone(replaced.operation!));
    expect(operationOf(name, valuesAt(name, LEVELS), { root: replaced.root!, path: replaced.path! })).toEqual(
      alone(valuesAt(name, LEVELS).operation!),
    );
    // Different values make different operations, so that the comparisons above say something.
    const all = VALUES[name]!.map((value) => JSON.stringify(alone(value)));
    expect(new Set(all).size).toBe(all.length);
  });
});
