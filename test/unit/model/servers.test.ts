import { describe, expect, it } from 'vitest';

import { built, operation, reported } from '../policy/literal-document.js';

function servers(list: unknown) {
  const { api, diagnostics } = built({ openapi: '3.1.0', servers: list, paths: {} });
  return {
    servers: api.servers,
    reports: reported(diagnostics, 'server-ignored', 'server-http', 'server-variables-capped'),
  };
}

describe('servers', () => {
  it.each<[unknown, unknown]>([
    [undefined, [{ authorities: [], basePath: '' }]],
    [[], [{ authorities: [], basePath: '' }]],
    [[{ url: '/' }], [{ authorities: [], basePath: '' }]],
    [[{ url: '/v1/' }], [{ authorities: [], basePath: '/v1' }]],
    [[{ url: 'v1' }], [{ authorities: [], basePath: '/v1' }]],
    [[{ url: './' }], [{ authorities: [], basePath: '' }]],
    [[{ url: 'https://API.Example.com' }], [{ authorities: ['api.example.com'], basePath: '' }]],
    [[{ url: 'https://api.example.com:443/v1' }], [{ authorities: ['api.example.com'], basePath: '/v1' }]],
    [[{ url: 'https://api.example.com:8443' }], [{ authorities: ['api.example.com:8443'], basePath: '' }]],
    [[{ url: 'http://localhost:80/' }], [{ authorities: ['localhost'], basePath: '' }]],
    [[{ url: '//api.example.com/v1' }], [{ authorities: ['api.example.com'], basePath: '/v1' }]],
    [[{ url: 'https://[::1]:8080/a%20b' }], [{ authorities: ['[::1]:8080'], basePath: '/a%20b' }]],
    [
      [{ url: 'https://a.example/v1' }, { url: 'https://b.example/v1' }, { url: 'https://a.example/v2' }],
      [
        { authorities: ['a.example', 'b.example'], basePath: '/v1' },
        { authorities: ['a.example'], basePath: '/v2' },
      ],
    ],
  ])('reads %j', (list, expected) => {
    expect(servers(list)).toEqual({ servers: expected, reports: [] });
  });

  it('expands enum variables, and takes the default of others', () => {
    const variables = {
      region: { default: 'eu', enum: ['eu', 'us'] },
      base: { default: 'v2', enum: ['v1', 'v2'] },
      tenant: { default: 'demo' },
    };
    expect(servers([{ url: 'https://{tenant}.{region}.example.com/{base}', variables }]).servers).toEqual([
      { authorities: ['demo.eu.example.com', 'demo.us.example.com'], basePath: '/v2' },
      { authorities: ['demo.eu.example.com', 'demo.us.example.com'], basePath: '/v1' },
    ]);
  });

  it('bounds what variables expand to', () => {
    const many = Array.from({ length: 200 }, (_, index) => `v${index}`);
    const variables = { a: { default: 'v0', enum: many }, b: { default: 'v0', enum: many } };
    const read = servers([{ url: 'https://{a}.{b}.example.com', variables }]);
    expect(read.servers[0]?.authorities).toHaveLength(200);
    expect(read.reports).toEqual(['server-variables-capped /servers/0/url']);
  });

  it.each([
    'ftp://example.com',
    'javascript:alert(1)',
    'https://user:secret@example.com',
    'https://',
    'https://exa mple.com',
    'https://example.com/../admin',
    'https://example.com/a/%2e%2e/b',
    '/a/../../b',
    'https://example.com/a?b=c',
    'https://example.com/#a',
    'https://example.com/a%2Fb',
    'https://example.com/a\nb',
    'https://{nobody}.example.com',
    'https://{constructor}.example.com',
  ])('ignores %j, and says so', (url) => {
    expect(servers([{ url }])).toEqual({
      servers: [{ authorities: [], basePath: '' }],
      reports: ['server-ignored /servers/0/url'],
    });
  });

  it('ignores a host that a variable makes unnameable', () => {
    const variables = { tenant: { default: '{your-tenant}' } };
    expect(servers([{ url: 'https://{tenant}.example.com/v1', variables }])).toEqual({
      servers: [{ authorities: [], basePath: '' }],
      reports: ['server-ignored /servers/0/url'],
    });
  });

  it('finds plain HTTP, but not on the own machine', () => {
    expect(servers([{ url: 'http://api.example.com' }]).reports).toEqual(['server-http /servers/0/url']);
    expect(servers([{ url: 'http://127.0.0.1:8080' }, { url: 'http://[::1]' }]).reports).toEqual([]);
  });

  it('lets an operation override its path, and the path the root', () => {
    const { api } = built({
      openapi: '3.1.0',
      security: [],
      servers: [{ url: 'https://root.example' }],
      paths: {
        '/a': {
          servers: [{ url: 'https://path.example' }],
          get: { operationId: 'a', responses: {} },
          put: { operationId: 'b', servers: [{ url: 'https://operation.example' }], responses: {} },
        },
        '/c': { get: { operationId: 'c', responses: {} } },
      },
    });
    const hosts = (name: string): unknown => operation(api, name).servers?.[0]?.authorities ?? null;
    expect([hosts('a'), hosts('b'), hosts('c')]).toEqual([['path.example'], ['operation.example'], null]);
  });
});
