import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RulesetDefinition } from '@stoplight/spectral-core';
import spectral from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import parsers from '@stoplight/spectral-parsers';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/load/json.js';
import { renderEffectiveDocument } from '../../src/render/effective-document.js';
import { MetaSchema } from '../../src/resolve/meta-schema.js';
import { repository } from '../support/repository.js';
import { apiOf, readApi } from '../unit/render/generated-project.js';
import { expectations, nodeAt, reasons } from './expectations.js';

const corpus = path.join(repository, '../shared/corpus/docs');
const found = existsSync(corpus);
if (!found) console.warn(`SKIPPED: ${corpus} is not there`);

interface Result {
  readonly rule: string;
  readonly at: readonly string[];
}

async function lint(text: string): Promise<readonly Result[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset(owasp as unknown as RulesetDefinition);
  const results = await linter.run(new spectral.Document(text, parsers.Yaml, 'openapi.effective.yaml'));
  return results.map(({ code, path: at }) => ({ rule: String(code), at: at.map(String) }));
}

function rulesOf(results: readonly Result[]): readonly string[] {
  return [...new Set(results.map(({ rule }) => rule))].sort();
}

function isValidOpenApi(text: string): unknown {
  const isValid = MetaSchema.of('3.1').document();
  isValid(parse(text));
  return isValid.errors;
}

/** Texts of our problems that may hold any name of a document, and so follow no pattern. */
const FREE = ['parameter', 'detail'].map(
  (name) => `owasp:api4:2023-string-restricted properties/errors/items/properties/${name}`,
);

/** Rules about which headers replies have: for our components as for all, they fire as their reasons say. */
const HEADERS = new Set(['owasp:api4:2023-rate-limit', 'owasp:api8:2023-define-cors-origin']);

/** What else fires within a component that the document itself does not have. */
function ours(results: readonly Result[], document: JsonObject): readonly Result[] {
  const own = (document['components'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return results.filter(
    ({ rule, at: [first, section = '', name = ''] }) =>
      first === 'components' && !Object.hasOwn(own[section] ?? {}, name) && !HEADERS.has(rule),
  );
}

/** What fires where the reason we give for it is not true. */
function unexplained(results: readonly Result[], document: JsonObject): readonly string[] {
  return results
    .filter(({ rule, at }) => !reasons[rule]?.holds({ node: nodeAt(document, at), at, document }))
    .map(({ rule, at }) => `${rule} ${at.join('/')}`);
}

describe('the effective document before a security linter', () => {
  it.each(Object.keys(expectations).filter((name) => found || name.startsWith('samples/')))(
    '%s is valid, and breaks the rules it is expected to break',
    async (name) => {
      const file = name.startsWith('samples/') ? path.join(repository, name) : path.join(corpus, name);
      const api = readApi(file);
      const text = renderEffectiveDocument(api);
      expect(isValidOpenApi(text)).toBeNull();
      const results = await lint(text);
      expect(rulesOf(results)).toEqual(expectations[name]);
      expect(unexplained(results, parse(text) as JsonObject)).toEqual([]);
      expect(ours(results, api.document).map(({ rule, at }) => `${rule} ${at.slice(3).join('/')}`)).toEqual(
        FREE,
      );
    },
  );

  it('has a reason for every rule that is expected to be broken, and no other', () => {
    const expected = new Set(Object.values(expectations).flat());
    expect([...expected].sort()).toEqual(Object.keys(reasons).sort());
  });

  it('breaks nothing but what oasgard means to where the document says everything', async () => {
    const text = renderEffectiveDocument(apiOf(thorough));
    expect(isValidOpenApi(text)).toBeNull();
    const results = await lint(text);
    expect(rulesOf(results)).toEqual(['owasp:api4:2023-rate-limit', 'owasp:api4:2023-string-restricted']);
    const restricted = results.filter(({ rule }) => rule.endsWith('string-restricted'));
    expect(restricted.map(({ rule, at }) => `${rule} ${at.slice(3).join('/')}`)).toEqual(FREE);
  });
});

const item = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', format: 'uuid', maxLength: 36 },
    count: { type: 'integer', format: 'int32', minimum: 1, maximum: 100 },
  },
};

/** A document that leaves its linter nothing to want. */
const thorough = {
  openapi: '3.1.0',
  info: { title: 'Thorough', version: '1' },
  servers: [{ url: 'https://api.example.com/v1', description: 'Production', 'x-internal': false }],
  security: [{ token: [] }],
  'x-security': {
    version: 1,
    access: 'authenticated',
    cors: { origins: ['https://app.example.com'] },
  },
  paths: {
    '/items/{id}': {
      put: {
        operationId: 'putItem',
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            schema: { type: 'string', format: 'uuid', maxLength: 36 },
          },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: item } } },
        responses: { 200: { description: 'done', content: { 'application/json': { schema: item } } } },
      },
    },
  },
  components: {
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'Checked as RFC8725 says.',
        'x-security': { issuer: 'https://id.example.com', audience: 'https://api.example.com' },
      },
    },
  },
};
