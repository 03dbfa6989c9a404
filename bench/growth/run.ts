/**
 * `npm run bench:growth [-- document …]`: generates growing slices of the two largest documents and prints what each
 * took: processor time and peak memory. Fails where an
 * operation costs more than `MOST` times as much in the whole document as in a quarter of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listDocuments, obtainDocument } from '../../test/corpus/all-documents.js';
import { readReport, watchEnvironment, type WatchReport } from '../../test/hostile/watched-process.js';
import { readDocument } from '../../test/support/openapi-operations.js';
import { runProcess } from '../../test/support/run-process.js';
import { buildCli } from '../../test/unit/cli/run-cli.js';
import { countOperations, documentSlice } from './document-slice.js';

const SHARES = [1 / 8, 1 / 4, 1 / 2, 1];
const MOST = 1.5;

interface Cost extends Pick<WatchReport, 'seconds' | 'megabytes'> {
  readonly operations: number;
}

async function run(
  args: readonly string[],
  folder: string,
): Promise<Pick<WatchReport, 'seconds' | 'megabytes'>> {
  const report = path.join(folder, 'report.json');
  const env = { PATH: process.env['PATH'], ...watchEnvironment(report) };
  const { code, stderr } = await runProcess(process.execPath, args, { cwd: folder, env });
  if (code !== 0) throw new Error(stderr);
  return readReport(report);
}

async function measure(id: string, cli: string): Promise<boolean> {
  const listed = listDocuments().find((document) => document.id === id);
  const file = listed === undefined ? null : await obtainDocument(listed);
  if (file === null) {
    console.log(`${id}: not there, and the package registry does not answer`);
    return true;
  }
  const document = readDocument(file);
  const folder = mkdtempSync(path.join(tmpdir(), 'oasgard-growth-'));
  try {
    const costs: Cost[] = [];
    for (const share of SHARES) {
      const slice = documentSlice(document, share);
      const name = path.join(folder, 'slice.json');
      writeFileSync(name, JSON.stringify(slice));
      rmSync(path.join(folder, 'server'), { recursive: true, force: true });
      const cost = {
        ...(await run([cli, 'generate', name, '--out', 'server'], folder)),
        operations: countOperations(slice),
      };
      costs.push(cost);
      const each = (cost.seconds / cost.operations) * 1000;
      console.log(
        `${id.padEnd(12)} ${String(cost.operations).padStart(6)} operations ${cost.seconds.toFixed(1).padStart(7)} s ${String(cost.megabytes).padStart(6)} MB ${each.toFixed(1).padStart(7)} ms each`,
      );
    }
    const [, quarter, , whole] = costs;
    const growth = whole!.seconds / whole!.operations / (quarter!.seconds / quarter!.operations);
    const memory = whole!.megabytes / quarter!.megabytes / (whole!.operations / quarter!.operations);
    const linear = growth <= MOST && memory <= MOST;
    console.log(
      `${id.padEnd(12)} an operation of the whole costs ${growth.toFixed(2)} of one of a quarter in time, ${memory.toFixed(2)} in memory: ${linear ? 'linear' : 'NOT LINEAR'}`,
    );
    return linear;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { cli, remove } = buildCli();
try {
  const ids = process.argv.length > 2 ? process.argv.slice(2) : ['github-rest', 'msgraph-v1'];
  for (const id of ids) if (!(await measure(id, cli))) process.exitCode = 1;
} finally {
  remove();
}
