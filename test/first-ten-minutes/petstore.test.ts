/**
 * The guide of the README, done: from a document that decides less than half of its operations to a first 200, with the
 * commands and edits that the guide shows.
 */
import { existsSync, mkdtempSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { linkPackages, runCli } from '../support/generated-project.js';
import { repository } from '../support/repository.js';
import { type ProcessResult, runProcess } from '../support/run-process.js';
import { DevelopmentServer } from './development-server.js';
import { pasteCurl } from './shell-line.js';

const petstore = path.join(repository, '../shared/corpus/docs/petstore-3.yaml');
if (!existsSync(petstore))
  console.warn('SKIPPED: ../shared/corpus is not there, so the guide was not followed.');

describe.skipIf(!existsSync(petstore))('the first ten minutes with the petstore', () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-petstore-'));
  const folder = path.join(parent, 'server');
  let generated: ProcessResult;
  let port: number;
  let server: DevelopmentServer;

  beforeAll(async () => {
    copyFileSync(petstore, path.join(parent, 'openapi.yaml'));
    port = await freePort();
    // Command 1: npx oasgard generate openapi.yaml
    generated = await runCli(['generate', 'openapi.yaml'], parent);
    // Commands 2 and 3: cd server, npm install
    linkPackages(folder);
    // Command 4: npm run dev
    server = new DevelopmentServer(folder, { PORT: String(port), OPERATOR_PORT: String(await freePort()) });
    await server.printed(/store\/inventory/);
  }, 120_000);

  afterAll(() => {
    server.stop();
    rmSync(parent, { recursive: true, force: true });
  });

  it('says what is guarded, what is undecided and what to do next', () => {
    expect(generated.code).toBe(0);
    expect(generated.stdout).toContain('19 operations');
    expect(generated.stdout).toMatch(/undecided: denied to everybody +10\n/);
    expect(generated.stdout).toContain('Next\n  cd ./server\n  npm install\n  npm run dev\n');
  });

  it('gets to the first 200 by one edit', async () => {
    const line = inventoryLine(server.output);
    const first = await pasteCurl(line, parent);
    expect(first.status).toBe(501);
    const place = await server.printed(/501 not-implemented.*Write it in (src\/handlers\/\S+):(\d+):/);

    // Edit 1: the handler, where the log says.
    const from = server.output.length;
    const written = /^ {2}return problem\(501, 'not-implemented'\);$/;
    const handler = '  return { status: 200, body: { available: 3 } };';
    replaceLine(place[1]!, Number(place[2]) + 1, written, handler);

    // Command 5: the curl line, as printed.
    await server.printed(/store\/inventory/, from);
    const reply = await pasteCurl(inventoryLine(server.output.slice(from)), parent);
    expect(reply).toEqual({ status: 200, text: '{"available":3}' });
  }, 60_000);

  it('has a curl line for each scheme, and every one gets through the guards', async () => {
    const lines = server.output.match(/^curl .*$/gm)!.slice(-2);
    const replies = await Promise.all(lines.map((line) => pasteCurl(line, parent)));
    expect(replies.map(({ status }) => status)).toEqual([501, 200]);
    const anonymous = await pasteCurl(`curl -i ${origin()}/api/v3/store/inventory`, parent);
    expect(anonymous.status).toBe(401);
  });

  it('says where an object policy is to be decided', async () => {
    const line = `curl -i -H '${apiKeyHeader(server.output)}' ${origin()}/api/v3/pet/7`;
    expect(await pasteCurl(line, parent)).toMatchObject({ status: 403 });
    const place = await server.printed(/403 policy-undecided.*Decide in (src\/policies\/\S+):(\d+):/);
    const from = server.output.length;
    replaceLine(
      place[1]!,
      Number(place[2]),
      /^export const getPetById: Policies\['getPetById'\] = undecided;$/,
      `export const getPetById: Policies['getPetById'] = ({ id }) => allow({ id });`,
      ['undecided }', 'allow, undecided }'],
    );
    await server.printed(/store\/inventory/, from);
    const header = apiKeyHeader(server.output);
    expect(await pasteCurl(`curl -i -H '${header}' ${origin()}/api/v3/pet/7`, parent)).toMatchObject({
      status: 501,
    });
  }, 60_000);

  it('gives the overlay that decides an operation', async () => {
    const line = `curl -i -X POST ${origin()}/api/v3/store/order`;
    expect(await pasteCurl(line, parent)).toMatchObject({ status: 403 });
    const advice = await server.printed(/403 access-undecided[^\n]*\n((?: {4}.*\n)+)/);
    const overlay = advice[1]!.slice(advice[1]!.indexOf('    overlay:')).replaceAll(/^ {4}/gm, '');
    // Edit 2: the lines of the log, as they stand.
    writeFileSync(path.join(parent, 'decisions.yaml'), overlay);
    const result = await runCli(['generate', 'openapi.yaml', '--overlay', 'decisions.yaml'], parent);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/undecided: denied to everybody +9\n/);
    // The watcher starts the server anew, more than once while files are written.
    await expect
      .poll(() => pasteCurl(line, parent).catch(() => null), { timeout: 30_000, interval: 300 })
      .toMatchObject({ status: 501 });
  }, 60_000);

  it('builds what was written', async () => {
    server.stop();
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    const early = await runProcess('npm', ['start'], { cwd: folder, env });
    expect(early.code).toBe(1);
    expect(early.stderr).toContain('The server is not built yet. Run: npm run build\n');
    expect(early.stderr).not.toContain('MODULE_NOT_FOUND');
    const built = await runProcess('npm', ['run', 'build'], { cwd: folder });
    expect(built).toMatchObject({ code: 0 });
  }, 120_000);

  it('names everything that is missing, and does not listen', async () => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    const { code, stdout, stderr } = await runProcess('npm', ['start'], { cwd: folder, env });
    expect(code).not.toBe(0);
    const named = [...stderr.matchAll(/^ {2}(\S.*?):/gm)].map(([, name]) => name);
    expect(named).toEqual(['tls or trust', 'credentials.petstore_auth', 'credentials.api_key']);
    for (const variable of [
      'PETSTORE_AUTH_ISSUER',
      'PETSTORE_AUTH_AUDIENCE',
      'PETSTORE_AUTH_JWKS_URL',
      'API_KEYS',
    ])
      expect(stderr).toContain(variable);
    expect(stdout + stderr).not.toContain('listens on');
  });

  it('refuses development mode in production', async () => {
    const env = { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: '0', OPERATOR_PORT: '0' };
    const args = ['dist/server.js', '--development'];
    const { code, stderr } = await runProcess(process.execPath, args, { cwd: folder, env });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'The server cannot start:\n' +
        '  development: Development credentials are refused under NODE_ENV=production.\n' +
        '    Use npm start, or unset NODE_ENV.\n',
    });
  });

  function origin(): string {
    return `http://localhost:${port}`;
  }

  /** Saves once, so that the server starts anew once. */
  function replaceLine(
    file: string,
    number: number,
    written: RegExp,
    text: string,
    [from, to]: readonly [string, string] = ['', ''],
  ): void {
    const lines = readFileSync(path.join(folder, file), 'utf8').replace(from, to).split('\n');
    expect(lines[number - 1]).toMatch(written);
    lines[number - 1] = text;
    writeFileSync(path.join(folder, file), lines.join('\n'));
  }
});

function inventoryLine(output: string): string {
  const line = /^curl .*\/store\/inventory$/m.exec(output);
  if (line === null) throw new Error(`No curl line was printed:\n${output}`);
  return line[0];
}

/** Of the line printed last: every start makes a new key. */
function apiKeyHeader(output: string): string {
  return [...output.matchAll(/-H '(api_key: [^']*)'/g)].at(-1)![1]!;
}
