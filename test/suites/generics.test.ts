/** Generic schemas as published documents write them: generated, compiled, started, called; and all of it again from the effective document. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/index.js';
import { buildProject, linkPackages } from '../support/generated-project.js';
import { InstrumentedServer } from '../support/instrumented-server.js';
import { sendRequest } from '../support/send-request.js';

const page = (id: string, items: string): string => `
      ${id}
      $ref: '#/components/schemas/Page'
      $defs: { itemType: { $dynamicAnchor: itemType, $ref: '#/components/schemas/${items}' } }`;

const operation = (schema: string): string => `
    post:
      requestBody: { required: true, content: { application/json: { schema: { ${schema} } } } }
      responses: { '204': { description: accepted } }`;

const document = `
openapi: 3.1.0
info: { title: Generics, version: '1' }
servers: [{ url: 'https://generics.example' }]
security: []
x-security: { version: 1, access: public, rateLimit: false, because: tests }
paths:
  /users:${operation("$ref: '#/components/schemas/Users'")}
  /groups:${operation("$ref: '#/components/schemas/Groups'")}
  /any:${operation("$ref: '#/components/schemas/Page'")}
  /inline:${operation(
    "$ref: '#/components/schemas/Page', $defs: { itemType: { $dynamicAnchor: itemType, type: boolean } }",
  )}
  /pages:${operation("$ref: '#/components/schemas/PagesOfUsers'")}
components:
  schemas:
    User: { type: object, required: [id], properties: { id: { type: string } } }
    Group: { type: object, required: [name], properties: { name: { type: string } } }
    Page:
      $id: https://generics.example/page
      $defs: { itemType: { $dynamicAnchor: itemType } }
      type: object
      required: [items]
      properties:
        items: { type: array, items: { $dynamicRef: '#itemType' } }
        next: { $ref: '#' }
    Users:${page("description: ''", 'User')}
    Groups:${page('$id: https://generics.example/groups', 'Group')}
    PagesOfUsers: { type: array, items: { $ref: '#/components/schemas/Users' } }
`;

/** Where a body is valid: the stub answers. */
const cases: readonly (readonly [target: string, body: unknown, status: number])[] = [
  ['/users', { items: [{ id: 'a' }] }, 501],
  ['/users', { items: [{ name: 'a' }] }, 400],
  ['/users', { items: [], next: { items: [{ id: 'a' }] } }, 501],
  ['/users', { items: [], next: { items: [{ name: 'a' }] } }, 400],
  ['/groups', { items: [{ name: 'a' }] }, 501],
  ['/groups', { items: [{ id: 'a' }] }, 400],
  ['/any', { items: [1, 'a'] }, 501],
  ['/any', { items: 1 }, 400],
  ['/inline', { items: [true] }, 501],
  ['/inline', { items: [1] }, 400],
  ['/pages', [{ items: [{ id: 'a' }] }], 501],
  ['/pages', [{ items: [{ name: 'a' }] }], 400],
];

const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-generics-'));
const written = path.join(folder, 'openapi.yaml');
writeFileSync(written, document);
const first = path.join(folder, 'server');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { of: 'the document', from: written, project: first },
  {
    of: 'its effective document',
    from: path.join(first, 'openapi.effective.yaml'),
    project: path.join(folder, 'again'),
  },
])('generic schemas of $of', ({ from, project }) => {
  let server: InstrumentedServer;

  beforeAll(async () => {
    const result = await generate({ document: from, out: project });
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    linkPackages(project);
    expect(await buildProject(project, 'typescript7')).toBe('');
    server = await InstrumentedServer.start(project, 'undecided');
  });

  afterAll(() => server.kill());

  it.each(cases)('%s of %j is answered %i', async (target, body, status) => {
    const headers = {
      Host: 'generics.example',
      'X-Forwarded-Proto': 'https',
      'Content-Type': 'application/json',
    };
    const request = { method: 'POST', target, headers, body: Buffer.from(JSON.stringify(body)) };
    expect((await sendRequest(server.port, request)).status).toBe(status);
  });

  it('have a type for each meaning', () => {
    const types = readFileSync(path.join(project, 'src/generated/types.ts'), 'utf8');
    expect(types).toMatch(/interface PageUsers \{\s+items: User\[\];\s+next\?: PageUsers;/u);
    expect(types).toMatch(/interface PageGroups \{\s+items: Group\[\];\s+next\?: PageGroups;/u);
    expect(types).toMatch(/interface Page \{\s+items: PageItemType\[\];\s+next\?: Page;/u);
    expect(types).toContain('type PageItemType = unknown;');
  });
});
