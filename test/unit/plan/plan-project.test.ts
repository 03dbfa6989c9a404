import { describe, expect, it } from 'vitest';
import { planProject } from '../../../src/plan/plan-project.js';
import { apiOf } from '../render/generated-project.js';

const get = (operationId: string, tag: string, more: object = {}): object => ({
  get: { operationId, tags: [tag], responses: { 204: { description: 'ok' } }, ...more },
});

const id = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] };

describe('planProject', () => {
  it('lays out one file of handlers and of policies per tag', () => {
    const api = apiOf({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      security: [{ key: [] }],
      'x-security': { version: 1, access: 'authenticated' },
      paths: {
        '/orders/{id}': get('getOrder', 'Order desk', id),
        '/orders': get('listOrders', 'Order desk'),
        '/stock': get('getStock', 'index'),
      },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    });
    const { user } = planProject(api);
    expect(user.map(({ path }) => path)).toEqual([
      '.env.example',
      '.gitignore',
      'README.md',
      'package.json',
      'src/credentials.ts',
      'src/handlers/index-tag.ts',
      'src/handlers/index.ts',
      'src/handlers/order-desk.ts',
      'src/policies/index.ts',
      'src/policies/order-desk.ts',
      'src/server.ts',
      'tsconfig.json',
    ]);
    expect(user.find(({ path }) => path === 'src/handlers/index.ts')?.content).toEqual({
      kind: 're-exports',
      folder: 'handlers',
      modules: ['order-desk', 'index-tag'],
    });
  });

  it('leaves out what a document without security has no use for', () => {
    const api = apiOf({ openapi: '3.1.0', info: { title: 'None', version: '1' }, paths: {} });
    const paths = planProject(api).user.map(({ path }) => path);
    expect(paths).toContain('src/handlers/index.ts');
    expect(paths).not.toContain('src/credentials.ts');
    expect(paths.filter((path) => path.startsWith('src/policies'))).toEqual([]);
  });
});
