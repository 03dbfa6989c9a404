import { describe, expect, it } from 'vitest';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const DOCUMENT = `
openapi: 3.1.1
info: { title: Hooks, version: 1.0.0 }
servers: [{ url: https://api.example.com }]
security: [{ token: [] }]
x-security: { version: 1, access: authenticated }
paths:
  /hooks:
    post:
      tags: [hooks]
      operationId: addHook
      parameters:
        - { name: mirror, in: query, schema: { $ref: '#/components/schemas/Callback' } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Hook' } } }
      responses:
        '201': { description: added, content: { application/json: { schema: { $ref: '#/components/schemas/Hook' } } } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
  schemas:
    Callback: { type: string, maxLength: 200, x-security: { url: { hosts: ['*.partner.example'] } } }
    SafeUrl: { type: object, properties: { mine: { type: boolean } } }
    Hook:
      type: object
      required: [callback, name]
      properties:
        name: { type: string }
        callback: { $ref: '#/components/schemas/Callback' }
        others: { type: array, items: { type: [string, 'null'], x-security: { url: { schemes: [https] } } } }
        setting: { $ref: '#/components/schemas/SafeUrl' }
`;

const HANDLER = `
import { safeFetch, SafeFetchError, type Handlers, type SafeUrl } from '../generated/index.js';

export const addHook: Handlers['addHook'] = async ({ body, query, signal }) => {
  const callback: SafeUrl = body.callback;
  const mirror: SafeUrl | undefined = query.mirror;
  const others: (SafeUrl | null)[] = body.others ?? [];
  const mine: boolean | undefined = body.setting?.mine;
  try {
    const reply = await safeFetch(mirror ?? callback, { method: 'POST', body: String(mine), signal });
    return { status: 201, body: { name: await reply.text(), callback: 'https://stored.example', others } };
  } catch (error) {
    if (error instanceof SafeFetchError && error.code === 'address-refused') throw error;
    throw new Error('no answer', { cause: error });
  }
};
`;

const project = (handler: string): string =>
  writeProject(render(apiOf(DOCUMENT)), { 'src/handlers/hooks.ts': handler });

describe('SafeUrl', () => {
  it('is what handlers receive where a url rule was met, and replies need not', () => {
    const folder = project(HANDLER);
    expect([typeCheck(folder, 'typescript7'), typeCheck(folder, 'typescript')]).toEqual(['', '']);
  }, 60_000);

  it('is no text that met no rule', () => {
    const wrong = HANDLER.replace('= body.callback;', '= body.name;');
    expect(typeCheck(project(wrong), 'typescript7')).toMatch(
      /^src\/handlers\/hooks\.ts\(5,9\): error TS2322: Type 'string' is not assignable to type 'SafeUrl'/,
    );
  });

  it('leaves the name to schemas of the document that are called so', () => {
    const types = render(apiOf(DOCUMENT)).generated.get('src/generated/types.ts')!;
    expect(types).toContain("import type { SafeUrl } from './runtime/url/safe-url.js';");
    expect(types).toContain('export type CallbackInput = SafeUrl;');
    expect(types).toMatch(/export interface SafeUrl\w+ \{/);
  });

  it('is imported only where it is used', () => {
    const without = DOCUMENT.replaceAll(/x-security: \{ url: \{[^}]*\} \}/g, 'nullable: false');
    expect(render(apiOf(without)).generated.get('src/generated/types.ts')).not.toContain('safe-url');
  });
});
