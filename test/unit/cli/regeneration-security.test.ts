import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonDiff } from '../../../src/diff/json-diff.js';
import { runCli, sharedCli, snapshot, workFolder } from './run-cli.js';

const { cli, remove: removeBuild } = sharedCli();
afterAll(removeBuild);

function document(maximum: number, security: unknown = [{ key: [] }]): string {
  return stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          security,
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum } }],
          responses: { 204: { description: 'ok' } },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });
}

const weaker = 'The maximum of "query parameter \\"limit\\"" is 100; it was 50.';

describe('generate, a second time', { timeout: 120_000 }, () => {
  it('says what became weaker, and refuses it where asked to', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': document(50) });
    const file = path.join(folder, 'openapi.yaml');
    const first = await runCli(cli, folder, ['generate', 'openapi.yaml', '--fail-on', 'weaker']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).not.toContain('Since the last run');

    writeFileSync(file, document(100));
    const before = snapshot(folder);
    const refused = await runCli(cli, folder, [
      'generate',
      'openapi.yaml',
      '--fail-on',
      'weaker',
      '--fail-on',
      'high',
    ]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`error security-weaker: bound: ${weaker}`);
    expect(refused.stderr).toMatch(/at openapi\.yaml:\d+:\d+/);
    expect(refused.stderr).toContain('Nothing was written.');
    expect(snapshot(folder)).toEqual(before);

    const dry = await runCli(cli, folder, ['generate', 'openapi.yaml', '--dry-run']);
    expect(dry.stdout).toContain(`Since the last run: 1 weaker.`);
    expect(snapshot(folder)).toEqual(before);

    const json = await runCli(cli, folder, ['generate', 'openapi.yaml', '--format', 'json']);
    const { security } = JSON.parse(json.stdout) as { readonly security: JsonDiff | null };
    expect(security).toMatchObject({
      counts: { weaker: 1 },
      operations: [{ changes: [{ message: weaker, before: null }] }],
    });

    const again = await runCli(cli, folder, ['generate', 'openapi.yaml', '--fail-on', 'weaker']);
    expect(again.code).toBe(0);
    expect(again.stdout).not.toContain('Since the last run');

    writeFileSync(file, document(50));
    const back = await runCli(cli, folder, ['generate', 'openapi.yaml', '--fail-on', 'weaker']);
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toContain('Since the last run: 1 stronger.');
    remove();
  });

  it('does not pretend to know where the record of the last run is gone or edited', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': document(50) });
    await runCli(cli, folder, ['generate', 'openapi.yaml']);
    const record = path.join(folder, 'server/.oasgard/security.json');
    const text = readFileSync(record, 'utf8');
    writeFileSync(record, text.replace('"maximum":50', '"maximum":5000'));
    const edited = await runCli(cli, folder, ['generate', 'openapi.yaml']);
    expect(edited.code).toBe(1);
    expect(edited.stderr).toContain(
      'error generated-file-edited: .oasgard/security.json was edited by hand.',
    );

    rmSync(record);
    const refused = await runCli(cli, folder, ['generate', 'openapi.yaml', '--fail-on', 'weaker']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('error security-record-unusable: .oasgard/security.json is missing.');
    const healed = await runCli(cli, folder, ['generate', 'openapi.yaml']);
    expect(healed.code).toBe(0);
    expect(readFileSync(record, 'utf8')).toBe(text);
    remove();
  });

  it('takes one severity', async () => {
    const { folder, remove } = workFolder({ 'openapi.yaml': document(50) });
    const args = ['generate', 'openapi.yaml', '--fail-on', 'low', '--fail-on', 'high'];
    const { code, stderr } = await runCli(cli, folder, args);
    expect(code).toBe(2);
    expect(stderr).toContain('--fail-on takes one severity, and weaker beside it.');
    remove();
  });
});
