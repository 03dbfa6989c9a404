import { describe, expect, it } from 'vitest';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const document = (cors: object | boolean): object => ({
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ token: [] }],
  'x-security': { version: 1, access: 'authenticated', cors },
  paths: { '/notes': { get: { operationId: 'listNotes', responses: { 204: { description: 'none' } } } } },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
});

const serverOf = (cors: object | boolean): string =>
  render(apiOf(document(cors))).user.find(({ path }) => path === 'src/server.ts')!.text;

describe('origins of an environment', () => {
  it('are a setting of the server where the document lists one origin', () => {
    const one = { origins: ['https://app.example.com'] };
    expect(serverOf(one)).toContain(
      "...(env['ORIGINS'] && { origins: { 'https://app.example.com': list(env['ORIGINS']) } }),",
    );
    expect(typeCheck(writeProject(render(apiOf(document(one)))), 'typescript7')).toBe('');
  });

  it.each([false, { origins: ['*'] }, { origins: ['https://a.example', 'https://b.example'] }])(
    'are left to the author where it does not: %j',
    (cors) => expect(serverOf(cors)).not.toContain('ORIGINS'),
  );
});
