/** A project whose document asks for client certificates: what it is made of, and what it needs to start. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';
import { compilerPath } from '../../support/repository.js';
import { apiOf, render, typeCheck, writeProject } from './generated-project.js';

const document = (scheme: object) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1.0.0' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ partner: [] }],
  'x-security': { version: 1, access: 'authenticated' },
  paths: { '/a': { get: { operationId: 'getA', responses: { 204: { description: 'ok' } } } } },
  components: { securitySchemes: { partner: scheme } },
});

const authority = issueCertificate({ subject: [['CN', 'authority']], isAuthority: true });
const server = issueCertificate({ dns: ['api.example.com'], issuer: authority });
const client = issueCertificate({ subject: [['CN', 'client']], issuer: authority, usage: 'client' });
/** As `openssl x509 -fingerprint -sha256` prints it. */
const printed = client.fingerprint.toUpperCase().match(/../g)!.join(':');

describe('a project with client certificates', { timeout: 120_000 }, () => {
  const project = render(apiOf(document({ type: 'mutualTLS' })));
  const folder = writeProject(project);
  const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    TLS_CERT: join(folder, 'server.pem'),
    TLS_KEY: join(folder, 'server-key.pem'),
    TLS_CLIENT_CA: join(folder, 'authority.pem'),
    PARTNER_CERTIFICATES: JSON.stringify([{ id: 'shop', fingerprint: printed }]),
    HOSTS: 'api.example.com',
  };

  beforeAll(() => {
    writeFileSync(join(folder, 'server.pem'), server.pem);
    writeFileSync(join(folder, 'server-key.pem'), server.key);
    writeFileSync(join(folder, 'authority.pem'), authority.pem);
    execFileSync(process.execPath, [compilerPath('typescript7'), '-p', folder]);
    const validators = 'generated/validators';
    cpSync(join(folder, 'src', validators), join(folder, 'dist', validators), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles, and says where certificates come from', () => {
    expect(typeCheck(folder, 'typescript')).toBe('');
    expect(textOf('src/credentials.ts')).toContain(
      "partner: certificatesFromEnvironment('PARTNER_CERTIFICATES'),",
    );
    for (const name of ['.env.example', 'README.md', 'src/server.ts']) {
      expect(textOf(name)).toContain('TLS_CLIENT_CA');
      expect(textOf(name)).toContain('TRUST_CLIENT_CERT');
    }
    expect(textOf('openapi.effective.yaml')).toContain('type: mutualTLS');
  });

  it('names everything that is missing before it listens', async () => {
    const { PATH } = environment;
    const started = spawn(process.execPath, ['dist/server.js'], { cwd: folder, env: { PATH } });
    let said = '';
    started.stderr.on('data', (text) => (said += String(text)));
    const [code] = (await once(started, 'close')) as [number];
    expect(code).toBe(1);
    for (const name of [
      'tls or trust',
      'tls.clientCa or trust.clientCert',
      'PARTNER_CERTIFICATES is not set',
      'Set TLS_CERT and TLS_KEY',
      'Set TLS_CLIENT_CA',
      'TRUST_CLIENT_CERT',
    ]) {
      expect(said).toContain(name);
    }
  });

  it('lets in by the environment alone', async () => {
    const port = await freePort();
    const env = { ...environment, PORT: String(port), OPERATOR_PORT: String(await freePort()) };
    const started = spawn(process.execPath, ['dist/server.js'], { cwd: folder, env });
    try {
      let said = '';
      started.stdout.on('data', (text) => (said += String(text)));
      started.stderr.on('data', (text) => (said += String(text)));
      await expect.poll(() => said, { timeout: 20_000 }).toContain('listens on');
      const statusOf = async (shown: object): Promise<number | undefined> => {
        const sent = request({
          host: '127.0.0.1',
          port,
          path: '/a',
          agent: false,
          ca: authority.pem,
          servername: 'api.example.com',
          headers: { Host: 'api.example.com' },
          ...shown,
        });
        sent.end();
        const [reply] = (await once(sent, 'response')) as [IncomingMessage];
        reply.resume();
        return reply.statusCode;
      };
      expect(await statusOf({ cert: client.pem, key: client.key })).toBe(501);
      expect(await statusOf({})).toBe(401);
      expect(await statusOf({ headers: { Host: 'api.example.com', 'Client-Cert': client.field } })).toBe(401);
    } finally {
      started.kill();
    }
  });

  it('carries nothing of certificates where no scheme asks for one', () => {
    const plain = render(apiOf(document({ type: 'apiKey', in: 'header', name: 'X-Key' })));
    const user = plain.user.map(({ path, text }) => `${path}\n${text}`);
    const generated = [...plain.generated].map(([path, text]) => `${path}\n${text}`);
    const carries = [...user, ...generated].filter((text) => /clientCertificates|mutual-tls/.test(text));
    expect(carries).toEqual([]);
    // The runtime names it in advice, also where nobody will need it.
    expect(user.filter((text) => text.includes('TLS_CLIENT_CA'))).toEqual([]);
  });
});
