/** What `generate --adopt` says to do next works in the package that it says it of. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { linkPackages, runCli } from '../support/generated-project.js';
import { DevelopmentServer } from './development-server.js';

const document = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pings', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  paths: {
    '/ping': {
      get: {
        operationId: 'ping',
        security: [],
        'x-security': { access: 'public', because: 'a test' },
        responses: { 204: { description: 'ok' } },
      },
    },
  },
  'x-security': { version: 1 },
});

const watch = 'npx tsx watch src/server.ts --development';

/** The commands of `generate --adopt` in a package that has these members. */
async function nextIn(folder: string, manifest: object): Promise<readonly string[]> {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'openapi.json'), document);
  const { code, stdout } = await runCli(['generate', 'openapi.json', '--out', '.', '--adopt'], folder);
  expect(code).toBe(0);
  const next = /\nNext\n([^]*)$/.exec(stdout)?.[1] ?? '';
  return next
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

describe('a package that is adopted', { timeout: 120_000 }, () => {
  it.each<[string, object, readonly string[]]>([
    ['has nothing', { name: 'mine' }, ['npm pkg set type=module', watch]],
    ['has scripts of other names', { type: 'module', scripts: { test: 'node --test' } }, [watch]],
    ['has another server', { type: 'module', scripts: { dev: 'vite' } }, [watch]],
    [
      'has the script already',
      { type: 'module', scripts: { dev: 'tsx watch src/server.ts --development' } },
      ['npm run dev'],
    ],
  ])('starts where it %s', async (_name, manifest, commands) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-adopted-'));
    const [install, ...next] = await nextIn(folder, manifest);
    expect(install).toMatch(/^npm install .*tsx@/);
    expect(next).toEqual(commands);
    linkPackages(folder);
    const port = await freePort();
    const env = { PORT: String(port), OPERATOR_PORT: String(await freePort()) };
    const server = new DevelopmentServer(folder, env, next.join(' && '));
    try {
      await server.printed(/listens on/);
      expect((await fetch(`http://localhost:${port}/ping`)).status).toBe(501);
    } finally {
      server.stop();
    }
    expect(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).toEqual({
      ...manifest,
      type: 'module',
    });
    rmSync(folder, { recursive: true, force: true });
  });
});
