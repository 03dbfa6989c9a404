/** The committed sample is what the generator writes, compiles, and does what its demo says. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, linkPackages, runCli, typeCheck } from '../support/generated-project.js';
import { repository } from '../support/repository.js';
import { runProcess } from '../support/run-process.js';
import { buildCli } from '../unit/cli/run-cli.js';

const sample = path.join(repository, 'samples/orders');

describe('samples/orders', () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'oasgard-sample-'));
  const folder = path.join(parent, 'server');

  beforeAll(() => {
    cpSync(sample, parent, { recursive: true, filter: (source) => !isLeftOver(source) });
    linkPackages(folder);
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('is what the generator writes today', async () => {
    const before = filesOf(folder);
    const result = await runCli(['generate', 'openapi.yaml', '--out', 'server'], parent);
    expect(result).toMatchObject({ code: 0 });
    const after = filesOf(folder);
    const drifted = [...new Set([...before.keys(), ...after.keys()])].filter(
      (file) => before.get(file) !== after.get(file),
    );
    expect(drifted).toEqual([]);
  }, 60_000);

  it('type-checks under TypeScript 5.9 and 7', async () => {
    const [seven, five] = await Promise.all([
      typeCheck(folder, 'typescript7'),
      typeCheck(folder, 'typescript'),
    ]);
    expect([seven, five]).toEqual(['', '']);
  }, 120_000);

  it('has a demo that runs to its end', async () => {
    const { cli, remove } = buildCli();
    const root = path.dirname(path.dirname(cli));
    try {
      cpSync(sample, path.join(root, 'samples/orders'), { recursive: true });
      const demo = path.join(root, 'samples/orders/demo/run.mjs');
      const { code, stdout, stderr } = await runProcess(process.execPath, [demo], { cwd: root });
      expect(stdout.match(/^.*(?:not as expected|not so)!$/gm)).toBeNull();
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const summary = /^(\d+) requests, (\d+) answered as the document says\.$/m.exec(stdout);
      expect(Number(summary?.[1])).toBeGreaterThanOrEqual(45);
      expect(summary?.[2]).toBe(summary?.[1]);
    } finally {
      remove();
    }
  }, 240_000);
});

function isLeftOver(source: string): boolean {
  return ['node_modules', 'dist'].includes(path.basename(source));
}
