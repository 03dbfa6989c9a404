import { describe, expect, it } from 'vitest';
import { explainOperation } from '../../../src/explain/explain-operation.js';
import { apiOf } from '../render/generated-project.js';

const app = 'https://app.example.com';
const form = {
  required: true,
  content: {
    'application/x-www-form-urlencoded': {
      schema: { type: 'object', properties: { password: { type: 'string', format: 'password' } } },
    },
  },
};
const responses = { 204: { description: 'done' }, 401: { description: 'no' } };
const api = apiOf({
  openapi: '3.1.0',
  info: { title: 'Sessions', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ session: [] }],
  'x-security': { version: 1, access: 'authenticated' },
  paths: {
    '/login': {
      post: {
        operationId: 'login',
        security: [],
        'x-security': { access: 'public', because: 'credentials are exchanged here' },
        requestBody: form,
        responses,
      },
    },
    '/orders': {
      post: { operationId: 'addOrder', security: [{ mtls: [] }], responses },
      put: { operationId: 'setOrder', security: [{ mtls: [], key: [] }], responses },
    },
    '/notes': {
      get: { operationId: 'listNotes', responses },
      post: {
        operationId: 'addNote',
        'x-security': { cors: { origins: [app], credentials: true }, because: 'the page is ours' },
        responses,
      },
    },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'sid' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      mtls: { type: 'mutualTLS' },
    },
  },
});

const rule = (name: string): string | undefined =>
  explainOperation(
    api,
    api.operations.find((operation) => operation.name === name)!,
    null,
  ).find(({ stage }) => stage === 9)?.rule;

describe('the cross-site check', () => {
  it('is explained where a browser would send the request for any page', () => {
    expect(rule('login')).toBe('forms log in from pages of this server only, else 403');
    expect(rule('addNote')).toBe(`cookies count from pages of this server or ${app} only, else 403`);
    expect(rule('listNotes')).toBeUndefined();
    expect(rule('addOrder')).toBe('browsers’ certificates count from pages of this server only, else 403');
    expect(rule('setOrder')).toBeUndefined();
  });
});
