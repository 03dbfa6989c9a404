/** A document that takes tokens back needs an environment to start, and no edit. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compilerPath } from '../../support/repository.js';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const document = (revocation: string): string => `
openapi: 3.1.0
info: { title: T, version: 1.0.0 }
servers: [{ url: https://api.example.com }]
security: [{ oauth: [] }, { legacy: [] }]
x-security: { version: 1, access: authenticated }
paths:
  /a: { get: { operationId: getA, responses: { "204": { description: ok } } } }
components:
  securitySchemes:
    oauth:
      type: http
      scheme: bearer
      x-security: { token: jwt, issuer: https://id.example.com, audience: https://api.example.com${revocation} }
    legacy:
      type: http
      scheme: bearer
      x-security: { token: jwt, audience: https://api.example.com, algorithms: [HS256] }
`;

const environment = {
  OAUTH_JWKS_URL: 'https://id.example.com/jwks',
  LEGACY_ISSUER: 'https://old.example.com',
  LEGACY_SECRET: Buffer.alloc(32, 1).toString('base64url'),
};

describe('credentials.ts', () => {
  const folder = writeProject(render(apiOf(document(', revocation: [jti, credential-change]'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('hands one store of revocations to the schemes that need it', () => {
    const { user } = render(apiOf(document(', revocation: [jti]')));
    const text = user.find(({ path }) => path === 'src/credentials.ts')!.text;
    expect(text).toContain('export const revocations = memoryRevocationStore();');
    expect(text.match(/revocations,/g)).toHaveLength(1);
    const plain = render(apiOf(document(''))).user.find(({ path }) => path === 'src/credentials.ts')!.text;
    expect(plain).not.toMatch(/revocation/i);
  });

  it('compiles, and is all that is missing once the environment is set', () => {
    expect(typeCheck(folder, 'typescript')).toBe('');
    execFileSync(process.execPath, [compilerPath('typescript7'), '-p', folder]);
    mkdirSync(join(folder, 'dist/generated/validators'), { recursive: true });
    const script = [
      `import { createApi } from './dist/generated/index.js';`,
      `import { credentials, revocations } from './dist/credentials.js';`,
      `import * as handlers from './dist/handlers/index.js';`,
      `const trust = { proxies: { hops: 1 }, header: 'x-forwarded-for', proto: 'https' };`,
      `const api = createApi({ handlers, credentials, trust });`,
      `revocations.revoke('a', Date.now() / 1000 + 60);`,
      `revocations.changeCredentials('ada');`,
      `await api.close();`,
    ];
    writeFileSync(join(folder, 'start.mjs'), script.join('\n'));
    const start = (env: Readonly<Record<string, string>>): string =>
      execFileSync(process.execPath, ['start.mjs'], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
    expect(start(environment)).toBe('');
    expect(() => start({ ...environment, OAUTH_JWKS_URL: '' })).toThrow('OAUTH_JWKS_URL is not set');
  });
});
