/** A run that a signal ends while it writes, and the runs after it. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCli, runCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove } = buildCli();
afterAll(remove);

const documentOf = (id: string): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /${id}: { get: { operationId: ${id}, tags: [orders], responses: { '204': { description: done } } } }
`;

/** Sends a signal to the process itself before its n-th rename. */
const signalAt = (rename: number, signal: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${String(rename)};
    const { renameSync } = fs;
    fs.renameSync = (...args) => {
      if (--left === 0) process.kill(process.pid, ${JSON.stringify(signal)});
      renameSync(...args);
    };
    syncBuiltinESMExports();
  `)}`,
});

let work: ReturnType<typeof workFolder>;
const generate = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  runCli(cli, work.folder, ['generate', 'openapi.yaml', ...args], env);
const at = (file: string): string => path.join(work.folder, 'server', file);

beforeEach(async () => {
  work = workFolder({ 'openapi.yaml': documentOf('listOrders') });
  expect((await generate()).code).toBe(0);
  writeFileSync(path.join(work.folder, 'openapi.yaml'), documentOf('listBills'));
  return work.remove;
});

describe('killed between two renames', { timeout: 180_000 }, () => {
  it('leaves no generated folder; --check and --dry-run say so, and the next run settles it', async () => {
    // The journal is the first, the folder's going the second.
    expect((await generate([], signalAt(3, 'SIGKILL'))).code).toBeNull();
    expect(existsSync(at('src/generated'))).toBe(false);
    const left = snapshot(work.folder);
    for (const option of ['--check', '--dry-run']) {
      const { code, stderr } = await generate([option]);
      expect(code).toBe(1);
      expect(stderr).toContain('output-interrupted');
      expect(snapshot(work.folder)).toEqual(left);
    }
    expect((await generate()).code).toBe(0);
    expect((await generate(['--check'])).code).toBe(0);
    expect(existsSync(at('.oasgard/staged'))).toBe(false);
  });

  it('is settled also where the document is again what it was', async () => {
    await generate([], signalAt(3, 'SIGKILL'));
    writeFileSync(path.join(work.folder, 'openapi.yaml'), documentOf('listOrders'));
    expect(await generate()).toMatchObject({ code: 0 });
    expect((await generate(['--check'])).code).toBe(0);
    expect(existsSync(at('.oasgard/staged'))).toBe(false);
  });
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s while it writes', { timeout: 180_000 }, (signal) => {
  it('waits for the last rename', async () => {
    expect((await generate([], signalAt(3, signal))).code).toBe(130);
    expect((await generate(['--check'])).code).toBe(0);
  });
});
