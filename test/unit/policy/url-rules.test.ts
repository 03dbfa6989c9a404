import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/load/json.js';
import { schemaPolicy } from '../../../src/model/schema-policy.js';
import { reported, resolved } from './literal-document.js';

const AT = '/components/schemas/Hook';

function codes(schema: JsonObject): readonly string[] {
  const { diagnostics } = resolved({
    openapi: '3.1.0',
    security: [{ token: [] }],
    'x-security': { version: 1 },
    paths: { '/a': { post: { responses: {} } } },
    components: { schemas: { Hook: schema }, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return reported(diagnostics);
}

const withHosts = (...hosts: string[]): JsonObject => ({ type: 'string', 'x-security': { url: { hosts } } });

const found = (rule: JsonObject): unknown => {
  const schema = { type: 'string', maxLength: 99, ...rule };
  const { diagnostics } = resolved({
    openapi: '3.1.0',
    security: [{ token: [] }],
    'x-security': { version: 1 },
    paths: {
      '/a': {
        post: {
          parameters: [{ name: 'redirect_uri', in: 'query', schema }],
          requestBody: {
            content: {
              'application/json': { schema: { type: 'object', properties: { hookUrl: schema } } },
            },
          },
          responses: {},
        },
      },
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return diagnostics.list.filter(({ code }) => code === 'schema-url').map(({ message }) => message);
};

const url = (rule: JsonObject): unknown => schemaPolicy({ 'x-security': { url: rule } })?.url;

describe('url rules', () => {
  it.each([{ type: 'string' }, { type: ['string', 'null'] }, { type: ['string'], format: 'uri' }])(
    'stand on strings: %j',
    (schema) => expect(codes({ ...schema, 'x-security': { url: { ports: [443] } } })).toEqual([]),
  );

  it.each([{}, { type: 'object' }, { type: ['string', 'integer'] }, { allOf: [{ type: 'string' }] }])(
    'stand on nothing that takes other values unchecked: %j',
    (schema) => {
      expect(codes({ ...schema, 'x-security': { url: { ports: [443] } } })).toEqual([
        `url-rule-misplaced ${AT}/x-security/url`,
      ]);
    },
  );

  it.each(['a.example', '*.partner.example', '8.8.8.8', 'xn--bcher-kva.example'])('list %s', (host) => {
    expect(codes(withHosts(host))).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    '169.254.169.254',
    '1.2.3',
    '*.1.2',
    '010.1.1.1',
    'app.localhost',
    '*.corp.internal',
    'printer.local',
    'xn--a.example',
    `${'a'.repeat(64)}.example`,
  ])('do not list %s, which no URL could name', (host) => {
    expect(codes(withHosts('a.example', host))).toEqual([`url-host-special ${AT}/x-security/url/hosts/1`]);
  });

  it.each([
    '*',
    '*.com',
    'localhost',
    'A.example',
    'a.example:443',
    'https://a.example',
    'a.*.example',
    'a.example.',
    '',
  ])('do not list %j', (host) => {
    expect(codes(withHosts(host))).toEqual([`x-security-invalid-value ${AT}/x-security/url/hosts/0`]);
  });

  it('end the finding that URLs have none, for properties and parameters', () => {
    expect(found({})).toEqual(['This operation takes URLs without a url rule: "hookUrl", "redirect_uri".']);
    expect(found({ 'x-security': { url: { hosts: ['a.example'] } } })).toEqual([]);
  });

  it('hold for the default beside them', () => {
    const schema = withHosts('*.partner.example');
    expect(codes({ ...schema, default: 'https://a.partner.example/' })).toEqual([]);
    expect(codes({ ...schema, default: 'https://localhost/' })).toEqual([
      `url-default-refused ${AT}/default`,
    ]);
  });

  it('have their defaults in the model', () => {
    expect(url({ hosts: ['a.example'] })).toEqual({ schemes: ['https'], hosts: ['a.example'], ports: null });
    expect(url({ schemes: ['http'], ports: [80] })).toEqual({ schemes: ['http'], hosts: null, ports: [80] });
    expect(schemaPolicy({ 'x-security': { sensitive: true } })?.url).toBeNull();
  });
});
