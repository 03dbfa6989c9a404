/** The effective document says what is enforced: a server generated from it enforces the same. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Api } from '../../../src/model/api.js';
import { renderEffectiveDocument } from '../../../src/render/effective-document.js';
import { apiOf, readApi } from './generated-project.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const corpus = join(repository, '../shared/corpus/docs');
const found = existsSync(corpus);
if (!found) console.warn(`SKIPPED: ${corpus} is not there`);

/** What stages decide by, without replies: of those the effective document has more. */
function enforced({ realm, roles, limiters, plans, ipRateLimit, schemes, typeBase, cors, operations }: Api) {
  return {
    realm,
    roles,
    limiters,
    plans,
    ipRateLimit,
    typeBase,
    cors,
    schemes: schemes.map(({ origin: _origin, ...scheme }) => scheme),
    operations: operations.map(
      ({
        name,
        method,
        path,
        servers,
        requirements,
        access,
        rateLimit,
        cost,
        login,
        bodyLimits,
        timeoutMs,
        validation,
        audit,
        sensitive,
        parameters,
        cors: opened,
      }) => ({
        name,
        method,
        path,
        servers,
        requirements,
        access,
        rateLimit,
        cost,
        login,
        bodyLimits,
        timeoutMs,
        validation,
        audit,
        sensitive,
        parameters: parameters.map(({ in: place, name: parameter, required }) => [
          place,
          parameter,
          required,
        ]),
        cors: opened,
      }),
    ),
  };
}

const names = ['museum.yaml', 'petstore-3.yaml', 'train-travel/openapi.yaml'];
const files = [
  join(repository, 'samples/orders/openapi.yaml'),
  ...(found ? names.map((name) => join(corpus, name)) : []),
];

describe('a server of the effective document', () => {
  it.each(files)('enforces what that of %s enforces', (file) => {
    const api = readApi(file);
    expect(enforced(apiOf(renderEffectiveDocument(api)))).toEqual(enforced(api));
  });
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Defaults', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  'x-security': { version: 1 },
  paths: {
    '/session': {
      post: {
        operationId: 'signIn',
        security: [],
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { pin: { type: 'string', format: 'password' } } },
            },
          },
        },
        responses: { 204: { description: 'in' }, 401: { description: 'no' } },
      },
    },
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        security: [{ token: ['read'] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'there' } },
      },
    },
  },
  components: {
    securitySchemes: {
      token: {
        type: 'oauth2',
        'x-security': { issuer: 'https://id.example.com', audience: 'https://api.example.com' },
        flows: { clientCredentials: { tokenUrl: 'https://id.example.com/token', scopes: { read: 'read' } } },
      },
    },
  },
};

interface Effective {
  readonly 'x-security': object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-security'?: object }>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

describe('the effective document of a document that says nothing', () => {
  const effective = parse(renderEffectiveDocument(apiOf(document))) as Effective;

  it('says every default', () => {
    const gcra = { algorithm: 'gcra', unit: 'requests', onFailure: 'local' };
    expect(effective['x-security']).toEqual({
      version: 1,
      realm: 'defaults',
      limiters: {
        ip: { key: 'ip', rate: '300/1m', ...gcra },
        principal: { key: 'principal', rate: '120/1m', ...gcra },
      },
      rateLimit: ['ip', 'principal'],
      body: { max: '256KiB', depth: 32, nodes: 10_000 },
      timeout: '15s',
      validation: {
        unknownQuery: 'reject',
        unknownProperties: 'strip',
        int64: 'number',
        responses: 'enforce',
        status: 400,
      },
      cors: false,
    });
    expect(effective.components.securitySchemes['token']).toMatchObject({
      'x-security': {
        token: 'jwt',
        algorithms: ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'],
        typ: 'at+jwt',
        clockSkew: '30s',
        revocation: [],
      },
    });
  });

  it('says what was derived: login guards and object policies', () => {
    expect(effective.paths['/session']!['post']!['x-security']).toEqual({ login: { perIp: '50/1h' } });
    expect(effective.paths['/things/{id}']!['get']!['x-security']).toEqual({
      access: { object: { type: 'getThing', policy: 'getThing', id: '$request.path.id', deny: 404 } },
    });
  });

  it('is a document that enforces the same', () => {
    const api = apiOf(document);
    expect(enforced(apiOf(renderEffectiveDocument(api)))).toEqual(enforced(api));
  });
});
