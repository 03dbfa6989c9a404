import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove } = sharedCli();
afterAll(remove);

const document = (more = ''): string => `
openapi: 3.1.0
info: { title: Shop, version: '1' }
x-security: { version: 1, access: public, because: a test }
security: []
paths:
  /orders:
    get: { operationId: listOrders, tags: [orders], responses: { '204': { description: done } } }
${more}`;

const second = `
  /payments:
    get: { operationId: listPayments, tags: [payments], responses: { '204': { description: done } } }
`;

const work = workFolder({ 'openapi.yaml': document() });
afterAll(work.remove);

beforeAll(async () => {
  const { code, stderr } = await runCli(cli, work.folder, ['generate', 'openapi.yaml']);
  if (code !== 0) throw new Error(stderr);
});

/** A copy of the document with what was generated from it. */
function generated(): { readonly folder: string; readonly remove: () => void } {
  const copy = workFolder({});
  cpSync(work.folder, copy.folder, { recursive: true });
  return copy;
}

describe('generate --dry-run', () => {
  it('shows a tree and a diff of a first run, and makes not even a folder', async () => {
    const work = workFolder({ 'openapi.yaml': document() });
    const before = snapshot(work.folder);
    const { code, stdout, stderr } = await runCli(cli, work.folder, [
      'generate',
      'openapi.yaml',
      '--dry-run',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Nothing was written: this was a dry run.\n' });
    expect(stdout).toMatch(/^\.\/server\/\n/);
    expect(stdout).toContain('\n      handlers/\n      + index.ts\n      + orders.ts\n');
    expect(stdout).toContain('--- /dev/null\n+++ b/src/handlers/orders.ts\n@@ -0,0 +1,6 @@\n+import');
    expect(snapshot(work.folder)).toEqual(before);
    work.remove();
  });

  it('shows what a change of the document changes, and touches nothing', async () => {
    const { folder, remove: done } = generated();
    writeFileSync(path.join(folder, 'openapi.yaml'), document(second));
    const before = snapshot(folder);
    const { stdout } = await runCli(cli, folder, ['generate', 'openapi.yaml', '--dry-run']);
    expect(stdout).toContain('+ payments.ts');
    expect(stdout).toContain('~ contract.ts');
    expect(stdout).toContain('+  readonly listPayments: Handler<ListPaymentsRequest, ListPaymentsReply>;\n');
    expect(stdout).toContain("+export * from './payments.js';\n");
    expect(snapshot(folder)).toEqual(before);

    const json = await runCli(cli, folder, ['generate', 'openapi.yaml', '--dry-run', '--format', 'json']);
    const { changes } = JSON.parse(json.stdout) as {
      changes: { path: string; kind: string; diff: string }[];
    };
    expect(changes.find((change) => change.path === 'src/handlers/payments.ts')).toMatchObject({
      kind: 'created',
      diff: expect.stringContaining('+export const listPayments') as string,
    });
    expect(snapshot(folder)).toEqual(before);
    done();
  }, 60_000);

  it('says that there is nothing to do by an empty stdout', async () => {
    const { folder, remove: done } = generated();
    expect(await runCli(cli, folder, ['generate', 'openapi.yaml', '--dry-run'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    done();
  });
});

describe('generate --check', () => {
  it('passes where the output is what the document gives', async () => {
    const { folder, remove: done } = generated();
    const before = snapshot(folder);
    expect(await runCli(cli, folder, ['generate', 'openapi.yaml', '--check'])).toEqual({
      code: 0,
      stdout: './server is what openapi.yaml gives.\n',
      stderr: '',
    });
    expect(snapshot(folder)).toEqual(before);
    done();
  });

  it.each([
    [
      'the document',
      (folder: string) => writeFileSync(path.join(folder, 'openapi.yaml'), document(second)),
      /\+ src\/handlers\/payments\.ts +missing/,
    ],
    [
      'a deleted file',
      (folder: string) => rmSync(path.join(folder, 'server/src/generated/index.ts')),
      /\+ src\/generated\/index\.ts +missing/,
    ],
    [
      'an edited file',
      (folder: string) => appendFileSync(path.join(folder, 'server/src/generated/index.ts'), '// mine\n'),
      /generated-file-edited[^]*\+\/\/ mine/,
    ],
    [
      'a deleted output',
      (folder: string) => rmSync(path.join(folder, 'server'), { recursive: true }),
      /nothing was generated here yet/,
    ],
  ])('fails over %s, says why, and touches nothing', async (_, change, reason) => {
    const { folder, remove: done } = generated();
    change(folder);
    const before = snapshot(folder);
    const { code, stdout, stderr } = await runCli(cli, folder, ['generate', 'openapi.yaml', '--check']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(snapshot(folder)).toEqual(before);
    done();
  });

  it('says when a newer oasgard would change the runtime copy', async () => {
    const { folder, remove: done } = generated();
    // As an older version would have left it: another text, and its hash in the manifest.
    const file = path.join(folder, 'server/src/generated/runtime/core/pipeline.ts');
    const hash = (): string => createHash('sha256').update(readFileSync(file)).digest('hex');
    const was = hash();
    appendFileSync(file, '// older\n');
    const manifest = path.join(folder, 'server/.oasgard/manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace(/"version": "[^"]*"/, '"version": "0.0.1"').replace(was, hash()));
    const { code, stderr } = await runCli(cli, folder, ['generate', 'openapi.yaml', '--check']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/~ src\/generated\/runtime\/core\/pipeline\.ts +out of date/);
    expect(stderr).toMatch(
      /written by oasgard 0\.0\.1, this is \d[^:]*: 1 file of the runtime copy would change/,
    );
    done();
  });

  it('excludes --dry-run', async () => {
    const { folder, remove: done } = generated();
    const { code, stderr } = await runCli(cli, folder, ['generate', 'openapi.yaml', '--check', '--dry-run']);
    expect(code).toBe(2);
    expect(stderr).toContain('--dry-run and --check exclude each other.');
    done();
  });
});
