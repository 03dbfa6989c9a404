/** A project whose `server.ts` puts Fastify in front: compiled by both compilers, started, called, shut down. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { buildProject, linkPackages, runCli, typeCheck } from '../support/generated-project.js';

const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-door-'));
const folder = path.join(parent, 'server');
let server: ChildProcess | null = null;
let output = '';
let port = 0;

beforeAll(async () => {
  writeFileSync(
    path.join(parent, 'openapi.yaml'),
    stringify({
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      paths: {
        '/pets': {
          get: {
            operationId: 'listPets',
            security: [],
            responses: {
              200: { description: 'ok', content: { 'application/json': { schema: { type: 'array' } } } },
            },
          },
          post: { operationId: 'addPet', security: [{ key: [] }], responses: { 204: { description: 'ok' } } },
        },
      },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    }),
  );
  writeFileSync(path.join(parent, 'oasgard.config.yaml'), 'document: openapi.yaml\ndoor: fastify\n');
  const generated = await runCli(['generate'], parent);
  expect(generated, generated.stderr).toMatchObject({ code: 0 });
  linkPackages(folder);
  const handlers = path.join(folder, 'src/handlers/general.ts');
  const stub = /(listPets: Handlers\['listPets'\] = )[^]*?\n\};/u;
  writeFileSync(
    handlers,
    readFileSync(handlers, 'utf8').replace(stub, '$1async () => ({ status: 200, body: [] });'),
  );
  expect(await buildProject(folder, 'typescript7')).toBe('');
  port = await freePort();
  const env = { ...process.env, PORT: String(port), OPERATOR_PORT: String(await freePort()) };
  server = spawn(process.execPath, ['dist/server.js', '--development'], { cwd: folder, env });
  for (const stream of [server.stdout!, server.stderr!])
    stream.on('data', (text) => (output += String(text)));
  for (let tries = 0; !output.includes('listens on') && tries < 200; tries++) await wait(50);
}, 90_000);

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

/** What comes back for these bytes, until the server closes, or has answered. */
function raw(text: string, once = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => {
      reply += String(part);
      if (once) socket.destroy();
    });
    socket.on('error', reject).on('close', () => resolve(reply));
  });
}

const request = (line: string, ...fields: readonly string[]): string =>
  [`${line} HTTP/1.1`, `Host: localhost:${String(port)}`, 'Connection: close', ...fields, '', ''].join(
    '\r\n',
  );

describe('server.ts with the Fastify door', { timeout: 60_000 }, () => {
  it('has Fastify among its dependencies, and compiles', async () => {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(manifest.dependencies['fastify']).toMatch(/^\^5\./);
    expect(await typeCheck(folder, 'typescript')).toBe('');
  });

  it.each([
    ['GET /pets', 200, null],
    ['POST /pets', 401, 'credentials-required'],
    ['GET /nothing', 404, 'not-found'],
    ['DELETE /pets', 405, 'method-not-allowed'],
    ['GET /%zz', 400, null],
    ['QUERY /pets', 501, null],
  ])('answers %s by the core', async (line, status, code) => {
    const reply = await raw(request(line));
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(reply).toContain('X-Request-Id: ');
    expect(reply).toContain('X-Content-Type-Options: nosniff');
    if (status !== 200) expect(reply).toContain('Content-Type: application/problem+json');
    if (code !== null) expect(reply).toContain(`"code":"${code}"`);
  });

  it('answers what the HTTP parser refuses with a problem, once', async () => {
    const reply = await raw('GARBAGE\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toContain('application/problem+json');
    expect(reply.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it.each([
    ['GET /pets', 200],
    ['POST /pets', 401],
    ['GET /nothing', 404],
  ])('answers %s once where the client expects what nobody knows, and goes on', async (line, status) => {
    const expecting = request(line, 'Expect: the-unknown').replace('Connection: close\r\n', '');
    const replies = await raw(expecting + request('GET /pets'));
    expect(replies.match(/HTTP\/1\.1 \d{3}/g)).toEqual([`HTTP/1.1 ${String(status)}`, 'HTTP/1.1 200']);
    expect(server!.exitCode).toBeNull();
  });

  it('keeps connections as long as every listener, not as long as Fastify would', async () => {
    const text = request('GET /pets').replace('Connection: close', 'Connection: keep-alive');
    const reply = await raw(text, true);
    expect(reply).toContain('Keep-Alive: timeout=5');
  });

  it('shuts down on a signal', async () => {
    const ended = new Promise((resolve) => server!.once('exit', resolve));
    server!.kill('SIGTERM');
    expect(await ended, output).toBe(0);
  });
});
