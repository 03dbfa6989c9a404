import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../src/diagnostics/diagnostics.js';
import { explainOperation } from '../../../src/explain/explain-operation.js';
import { readApi } from '../../../src/pipeline.js';

const schema = { type: 'object', properties: { tenant: { type: 'string' } } };
const operation = (tenant: true | string) => ({
  'x-security': { access: { roles: ['clerk'], tenant } },
  parameters: [{ name: 'tenant', in: 'query', schema: { type: 'string' } }],
  requestBody: { content: { 'application/json': { schema } } },
  responses: { 204: { description: 'done' } },
});

const document = join(mkdtempSync(join(tmpdir(), 'document-')), 'openapi.json');
writeFileSync(
  document,
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Tenants', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    security: [{ token: [] }],
    'x-security': { version: 1, roles: { clerk: [] } },
    paths: {
      '/any': { post: { operationId: 'any', ...operation(true) } },
      '/named': { post: { operationId: 'named', ...operation('$request.query.tenant') } },
      '/body': { post: { operationId: 'body', ...operation('$request.body#/tenant') } },
    },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          'x-security': { claims: { roles: '/roles', tenant: '/tid' } },
        },
      },
    },
  }),
);
const api = readApi({ document, overlays: [] }, null, new Diagnostics())!;

const explain = (name: string, claims: Record<string, unknown> | null = null) =>
  explainOperation(
    api,
    api.operations.find((candidate) => candidate.name === name)!,
    claims,
  );

const verdict = (name: string, claims: Record<string, unknown>) =>
  explain(name, claims).find(({ stage }) => stage === 11)!.verdict!;

describe('the tenant, explained', () => {
  const clerk = { sub: 'ann', roles: ['clerk'], tid: 'acme' };

  it.each([
    ['any', ['any role of clerk, else 403; a tenant, else 403']],
    ['named', ['any role of clerk, else 403; the tenant in $request.query.tenant, else 403']],
    [
      'body',
      ['any role of clerk, else 403; a tenant, else 403', 'the tenant in $request.body#/tenant, else 403'],
    ],
  ])('stands where it is compared: %s', (name, rules) => {
    const told = explain(name).filter(({ stage }) => stage === 11 || stage === 15);
    expect(told.map(({ rule }) => rule)).toEqual(rules);
  });

  it('of a caller is judged as far as the request plays no part', () => {
    expect(verdict('any', clerk).passes).toBe(true);
    expect(verdict('body', clerk).passes).toBe(true);
    expect(verdict('named', clerk).reason).toMatch(/^depends/);
    for (const name of ['any', 'named', 'body']) {
      expect(verdict(name, { ...clerk, tid: undefined }).reason).toBe('tenant-differs');
      expect(verdict(name, { ...clerk, roles: [] }).reason).toBe('role-missing');
    }
  });
});
