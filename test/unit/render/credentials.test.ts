/** A document that takes tokens back needs an environment to start, and no edit. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.js';
import { compilerPath } from '../../support/repository.js';
import { type ProcessResult, runProcess } from '../../support/run-process.js';
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

describe('a password hashed with argon2id', () => {
  const api = apiOf(
    document('')
      .replace('{ oauth: [] }, { legacy: [] }', '{ login: [] }')
      .replace(/securitySchemes:[^]*/, 'securitySchemes:\n    login: { type: http, scheme: basic }\n'),
  );
  const folder = writeProject(render(api));
  const library = join(folder, 'node_modules/@node-rs/argon2');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken where the library is installed, and stops the start where it is not', async () => {
    execFileSync(process.execPath, [compilerPath('typescript7'), '-p', folder]);
    rmSync(join(folder, 'node_modules'));
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
    const start = async (): Promise<ProcessResult> =>
      runProcess(process.execPath, ['dist/server.js'], {
        cwd: folder,
        env: {
          LOGIN_USERS: JSON.stringify([{ username: 'ada', passwordHash }]),
          PORT: String(await freePort()),
          OPERATOR_PORT: '99999',
        },
      });
    const told =
      'credentials.login: LOGIN_USERS: an argon2id hash needs @node-rs/argon2, which cannot be loaded';
    const missing = await start();
    expect(missing.code).toBe(1);
    // One list: what else is wrong stands there too.
    expect(missing.stderr).toContain(told);
    expect(missing.stderr).toContain('operatorPort: A port is');
    expect(missing.stderr).not.toContain('AAAA');

    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, 'package.json'), '{"main":"index.js"}');
    writeFileSync(join(library, 'index.js'), 'throw new Error("no binary for this platform");');
    expect((await start()).stderr).toContain(told);

    writeFileSync(join(library, 'index.js'), 'exports.verify = async () => true;');
    expect((await start()).stderr).not.toContain('argon2');
  });
});
