import { describe, expect, it } from 'vitest';

import type { Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import { resolved } from './literal-document.js';

const token = { type: 'http', scheme: 'bearer' };

/** Findings of a document made of these parts, `security` being a bearer token unless given. */
function findings(parts: object, sourceVersion: '3.0' | '3.1' = '3.1'): readonly Diagnostic[] {
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    security: [{ token: [] }],
    paths: { '/a': { get: { responses: {} } } },
    components: { securitySchemes: { token } },
    ...parts,
  };
  return resolved(document, sourceVersion).diagnostics.list;
}

function summary(list: readonly Diagnostic[]): readonly string[] {
  return list.map(({ code, severity, at }) => `${severity} ${code} ${at?.pointer}`);
}

function withScheme(scheme: object, method = 'get'): readonly string[] {
  return summary(
    findings({
      security: [{ s: [] }],
      paths: { '/a': { [method]: { responses: {} } } },
      components: { securitySchemes: { s: scheme } },
    }),
  );
}

function withBody(schema: object, schemas: object = {}): readonly string[] {
  const requestBody = { content: { 'application/json': { schema } } };
  return summary(
    findings({
      paths: { '/a': { post: { requestBody, responses: {} } } },
      components: { securitySchemes: { token }, schemas },
    }),
  );
}

const SCHEME = '/components/securitySchemes/s';
const BODY = '/paths/~1a/post/requestBody/content/application~1json/schema';

describe('weaknesses', () => {
  it('finds nothing in a document that has none', () => {
    expect(summary(findings({}))).toEqual([]);
  });

  it.each([
    ['Basic', { type: 'http', scheme: 'basic' }, [`medium scheme-basic ${SCHEME}/scheme`]],
    [
      'a key in the query',
      { type: 'apiKey', in: 'query', name: 'k', 'x-y': 1 },
      [`high key-in-query ${SCHEME}/in`, `info key-without-format ${SCHEME}`],
    ],
    ['negotiate', { type: 'http', scheme: 'negotiate' }, [`high scheme-custom ${SCHEME}/scheme`]],
    ['oauth 1', { type: 'http', scheme: 'OAuth' }, [`high scheme-custom ${SCHEME}/scheme`]],
    ['digest', { type: 'http', scheme: 'digest' }, [`low scheme-custom ${SCHEME}/scheme`]],
    [
      'the implicit flow',
      { type: 'oauth2', flows: { implicit: {} } },
      [`high weak-flow ${SCHEME}/flows/implicit`],
    ],
    [
      'the password flow',
      { type: 'oauth2', flows: { password: {} } },
      [`high weak-flow ${SCHEME}/flows/password`],
    ],
    [
      'other flows',
      { type: 'oauth2', flows: { authorizationCode: {}, clientCredentials: {}, deviceAuthorization: {} } },
      [],
    ],
    [
      'discovery in clear',
      { type: 'openIdConnect', openIdConnectUrl: 'http://id.example.com' },
      [`medium discovery-unusable ${SCHEME}/openIdConnectUrl`],
    ],
    [
      'relative discovery',
      { type: 'openIdConnect', openIdConnectUrl: '/.well-known' },
      [`medium discovery-unusable ${SCHEME}/openIdConnectUrl`],
    ],
  ])('finds %s', (_name, scheme, expected) => {
    expect(withScheme(scheme)).toEqual(expected);
  });

  it('finds unsafe operations that a key alone opens', () => {
    const key = { type: 'apiKey', in: 'header', name: 'K', 'x-security': { prefix: 'a' } };
    const paths = { '/a': { post: { responses: {} }, get: { responses: {} }, put: { responses: {} } } };
    const list = findings({
      security: [{ s: [] }],
      'x-security': { version: 1 },
      paths,
      components: { securitySchemes: { s: key } },
    });
    expect(summary(list)).toEqual(['medium key-only-unsafe /paths/~1a/put']);
    expect(list[0]?.message).toContain('2 unsafe operations');
    expect(list[0]?.related).toHaveLength(1);
  });

  it('finds unsafe operations that anybody may call', () => {
    const paths = {
      '/a': {
        post: { security: [], responses: {} },
        get: { security: [], responses: {} },
        put: { responses: {} },
      },
    };
    expect(summary(findings({ paths }))).toEqual(['medium public-unsafe /paths/~1a/post']);
  });

  it('lists undecided operations one by one, or all at once where nothing is decided', () => {
    const paths = { '/a': { get: { responses: {} }, post: { responses: {} } } };
    const all = { security: undefined, paths, components: {} };
    expect(summary(findings(all))).toEqual(['medium access-undecided /paths']);
    const some = {
      security: undefined,
      paths: { '/a': { ...paths['/a'], put: { security: [{ token: [] }], responses: {} } } },
    };
    expect(summary(findings(some))).toEqual([
      'medium access-undecided /paths/~1a/get',
      'medium access-undecided /paths/~1a/post',
    ]);
  });

  it('finds operations that are deprecated, and those nothing guards because the server sends them', () => {
    const callback = { '{$request.body#/url}': { post: { responses: {} } } };
    const list = findings({
      paths: { '/a': { get: { deprecated: true, responses: {}, callbacks: { done: callback } } } },
      webhooks: { created: { post: { responses: {} } } },
    });
    expect(summary(list)).toEqual([
      'info deprecated-operation /paths/~1a/get',
      'info outbound-operation /webhooks/created/post',
    ]);
    expect(list[1]?.message).toContain('2 operations');
  });

  it('finds unbounded strings and arrays of requests, once', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: ['array', 'null'], items: { type: 'string' } } },
    };
    expect(withBody(schema)).toEqual([
      `low schema-unbounded ${BODY}/properties/a`,
      `low schema-unbounded ${BODY}/properties/b`,
    ]);
  });

  it('finds no unbounded string where something bounds it', () => {
    const properties = {
      a: { type: 'string', maxLength: 1 },
      b: { enum: ['x'], type: 'string' },
      c: { type: 'string', format: 'uuid' },
      d: { type: 'string', pattern: '^a$' },
      e: { type: 'string', readOnly: true },
      f: { type: 'string', contentMediaType: 'image/png' },
    };
    expect(withBody({ type: 'object', properties })).toEqual([]);
  });

  it('finds none where validation bounds all', () => {
    const requestBody = {
      content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } },
    };
    const bounded = { 'x-security': { version: 1, validation: { maxLength: 9, maxItems: 9 } } };
    expect(
      summary(findings({ ...bounded, paths: { '/a': { post: { requestBody, responses: {} } } } })),
    ).toEqual([]);
  });

  it('says nothing of schemas that only replies have', () => {
    const content = { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } };
    expect(
      summary(findings({ paths: { '/a': { get: { responses: { '200': { description: '', content } } } } } })),
    ).toEqual([]);
  });

  it('finds free-form objects once for each component and operation', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { $ref: '#/components/schemas/F' },
        b: { type: 'object' },
        c: { $ref: '#/components/schemas/F' },
      },
    };
    const F = {
      type: 'object',
      properties: { x: { type: 'object', additionalProperties: true }, y: { type: 'object' } },
    };
    expect(withBody(schema, { F })).toEqual([
      `low schema-free-form ${BODY}/properties/b`,
      'low schema-free-form /components/schemas/F/properties/x',
    ]);
    expect(withBody({ type: 'object', additionalProperties: { type: 'integer' } })).toEqual([]);
  });

  it('finds URLs that no rule restricts', () => {
    const properties = {
      callbackUrl: { type: 'string', maxLength: 9 },
      link: { type: 'string', format: 'uri', maxLength: 9 },
      curl: { type: 'string', maxLength: 9 },
      href: { type: 'integer' },
    };
    expect(withBody({ type: 'object', properties })).toEqual([
      `low schema-url ${BODY}/properties/callbackUrl`,
    ]);
  });

  it('ends in recursive schemas', () => {
    const Node = {
      type: 'object',
      properties: { next: { $ref: '#/components/schemas/Node' }, free: { type: 'object' } },
    };
    expect(withBody({ $ref: '#/components/schemas/Node' }, { Node })).toEqual([
      'low schema-free-form /components/schemas/Node/properties/free',
    ]);
  });

  it('finds ids that can be counted up', () => {
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }];
    expect(
      summary(
        findings({ paths: { '/a/{id}': { parameters, get: { responses: {} }, put: { responses: {} } } } }),
      ),
    ).toEqual(['low numeric-id /paths/~1a~1{id}/parameters/0']);
  });

  it('finds what readOnly makes of required properties', () => {
    const S = {
      type: 'object',
      required: ['id', 'a'],
      properties: { id: { type: 'string', readOnly: true }, a: { type: 'integer' } },
    };
    const T = { readOnly: true, writeOnly: true };
    expect(summary(findings({ components: { securitySchemes: { token }, schemas: { S, T } } }))).toEqual([
      'info read-only-required /components/schemas/S/required/0',
      'low read-only-write-only /components/schemas/T',
    ]);
  });
});

describe('foreign extensions', () => {
  it.each([
    ['x-auth-type', 'None'],
    ['x-auth-type', 'none'],
    ['x-wso2-disable-security', true],
    ['x-42c-no-authentication', true],
    ['x-okta-no-scope-required', true],
    ['x-amazon-apigateway-auth', { type: 'NONE' }],
    ['x-kong-plugin-key-auth', { enabled: false }],
    ['x-kong-security-openid-connect', { enabled: false, config: {} }],
    ['x-tyk-api-gateway', { server: { authentication: { enabled: false } } }],
    ['x-authentication', 'none'],
    ['x-auth', false],
    ['x-public', true],
  ])('finds %s: %s, and still guards the operation', (name, value) => {
    const { diagnostics, policy, document } = resolved({
      openapi: '3.1.0',
      security: [{ token: [] }],
      paths: { '/a': { get: { [name]: value, responses: {} } } },
      components: { securitySchemes: { token } },
    });
    expect(summary(diagnostics.list)).toEqual([`medium vendor-opening /paths/~1a/get/${name}`]);
    expect(policy.operations.get(document.pathItems[0]!.operations[0]!)?.access.kind).toBe('authenticated');
  });

  it.each([
    'x-kong-plugin-rate-limiting',
    'x-kong-security-openid-connect',
    'x-amazon-apigateway-authorizer',
    'x-google-quota',
    'x-google-auth',
    'x-throttling-tier',
    'x-wso2-cors',
    'x-scopes-bindings',
    'x-kuadrant',
    'x-tyk-api-gateway',
    'x-zuplo-route',
    'x-yc-apigateway-rate-limit',
    'x-graviteeio-definition',
    'x-42c-local-strategy',
    'x-exegesis-roles',
    'x-bearerInfoFunc',
    'x-rate-limit',
    'x-required-roles',
    'x-rbac',
    'x-kong-plugin-key-auth',
    'x-yc-apigateway',
    'x-wso2-mutual-ssl',
    'x-okta-iam-permissions',
    'x-cfPermissionsRequired',
    'x-stream-permissions',
    'x-authentication',
  ])('finds %s wherever it stands, once', (name) => {
    const list = findings({
      [name]: { a: 1 },
      paths: { '/a': { [name]: 'x', get: { [name]: ['x'], responses: {} } } },
    });
    expect(summary(list)).toEqual([`low vendor-protection /${name}`]);
    expect(list[0]?.message).toContain('3 places');
  });

  it('says nothing of the others', () => {
    const others = {
      'x-logo': {},
      'x-internal-note': 1,
      'x-amazon-apigateway-integration': {},
      'x-codeSamples': [],
    };
    expect(summary(findings({ paths: { '/a': { get: { ...others, responses: {} } } } }))).toEqual([]);
  });
});
