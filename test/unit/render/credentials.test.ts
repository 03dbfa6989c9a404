/** A document that takes tokens back needs an environment to start, and no edit. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilerPath } from '../../support/repository.js';
import { runProcess } from '../../support/run-process.js';
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

  it('does not do with .env.example as it was written', async () => {
    const args = ['--env-file=.env.example', 'dist/server.js'];
    const { code, stderr } = await runProcess(process.execPath, args, { cwd: folder, env: {} });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'credentials.oauth: OAUTH_JWKS_URL is what .env.example shows.\n    Set it in the environment',
    );
    expect(stderr).toContain('credentials.legacy: LEGACY_SECRET is not set.');
  });
});

const listed = `
openapi: 3.1.0
info: { title: T, version: 1.0.0 }
servers: [{ url: https://api.example.com }]
security: [{ login: [] }, { partner: [] }]
x-security: { version: 1, access: authenticated }
paths:
  /a: { get: { operationId: getA, responses: { "204": { description: ok } } } }
components:
  securitySchemes:
    login: { type: http, scheme: basic }
    partner: { type: apiKey, in: header, name: X-Key, x-security: { prefix: ord, expires: 90d } }
`;

describe('credentials listed in the environment', () => {
  const folder = writeProject(render(apiOf(listed)));
  beforeAll(() => {
    execFileSync(process.execPath, [compilerPath('typescript7'), '-p', folder]);
    rmSync(join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a server says that cannot listen anyway. */
  async function told(record: object): Promise<string> {
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
    const env = {
      LOGIN_USERS: JSON.stringify([{ username: 'ada', passwordHash }]),
      PARTNER_KEYS: JSON.stringify([{ id: 'shop', hash: 'ab'.repeat(32), ...record }]),
      OPERATOR_PORT: '99999',
    };
    const { code, stderr } = await runProcess(process.execPath, ['dist/server.js'], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/AAAA|abab/);
    return stderr;
  }

  it('are checked before the server listens, and all that is wrong is in one list', async () => {
    const text = await told({});
    expect([...text.matchAll(/^ {2}(\S.*?):/gm)].map(([, name]) => name)).toEqual([
      'tls or trust',
      'credentials.login',
      'credentials.partner',
      'operatorPort',
    ]);
    expect(text).toContain('LOGIN_USERS: an argon2id hash needs @node-rs/argon2, which cannot be loaded');
    expect(text).toContain(
      'PARTNER_KEYS: expiresAt is missing (keys with a prefix must expire), createdAt is',
    );
  });

  it('may be hashed with argon2id where the library can be loaded', async () => {
    const library = join(folder, 'node_modules/@node-rs/argon2');
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, 'package.json'), '{"main":"index.js"}');
    writeFileSync(join(library, 'index.js'), 'throw new Error("no binary for this platform");');
    const complete = { createdAt: 0, expiresAt: 1 };
    expect(await told(complete)).toContain('@node-rs/argon2, which cannot be loaded');
    writeFileSync(join(library, 'index.js'), 'exports.verify = async () => true;');
    expect(await told(complete)).not.toContain('credentials.');
  });
});
